// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unmodifiable copies that keep order, null elements and absence, as the wire has them. */
public final class WireCollections {

    private WireCollections() {}

    public static <T extends @Nullable Object> @Nullable List<T> copy(@Nullable List<T> list) {
        return list == null ? null : Collections.unmodifiableList(new ArrayList<>(list));
    }

    public static <K, V extends @Nullable Object> @Nullable Map<K, V> copy(@Nullable Map<K, V> map) {
        return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
