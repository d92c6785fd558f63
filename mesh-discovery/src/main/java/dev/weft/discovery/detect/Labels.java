// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import java.util.Map;
import java.util.SortedMap;

/** Equality-based label selection. */
public final class Labels {

    private Labels() {}

    /** Whether {@code labels} has every pair of {@code wanted}. */
    public static boolean contain(SortedMap<String, String> labels, SortedMap<String, String> wanted) {
        for (Map.Entry<String, String> pair : wanted.entrySet()) {
            if (!pair.getValue().equals(labels.get(pair.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
