// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import org.jspecify.annotations.Nullable;

/**
 * Something a derivation may look at. A look is remembered as (source, key, value) and stays true as long as the source answers with
 * the very same instance, so every source promises: <em>an unchanged value keeps its instance</em>.
 *
 * @param <K> key with value equality
 * @param <V> immutable value
 */
public interface Source<K, V> {

    /** The value now, or null when there is none. */
    @Nullable
    V at(K key);
}
