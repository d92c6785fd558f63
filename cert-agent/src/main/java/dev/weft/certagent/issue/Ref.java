// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.shared.ObjectRef;
import org.jspecify.annotations.Nullable;

/** An object of this cluster, its kind told by the context. */
public record Ref(String namespace, String name) implements Comparable<Ref> {

    /** What a reference on the wire names; missing parts are empty. */
    public static Ref of(@Nullable ObjectRef wire) {
        return wire == null ? new Ref("", "") : new Ref(orEmpty(wire.namespace()), orEmpty(wire.name()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Whether it names an object. */
    public boolean isWhole() {
        return !namespace.isEmpty() && !name.isEmpty();
    }

    @Override
    public int compareTo(Ref other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
