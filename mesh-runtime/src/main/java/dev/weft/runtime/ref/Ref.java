// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * An object of the management cluster whose kind is known from the context (a Mesh, a policy).
 *
 * <p>Ordered by {@link #key()}, the order that the API's "smallest key wins" rules speak of.
 */
public record Ref(String namespace, String name) implements Comparable<Ref> {

    private static final Comparator<Ref> ORDER = comparing(Ref::key);

    /** {@code name.namespace.}, as it appears in status maps; the trailing dot stands for "no cluster". */
    public String key() {
        return name + "." + namespace + ".";
    }

    @Override
    public int compareTo(Ref other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
