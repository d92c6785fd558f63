// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.Comparator;

/**
 * The identity of an object, whatever version it is served in.
 *
 * @param resource {@code group/plural}; {@code /plural} in the core group
 * @param namespace empty for cluster-scoped kinds
 */
public record Key(String resource, String namespace, String name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::resource).thenComparing(Key::namespace).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
