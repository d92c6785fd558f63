// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Order-keeping immutable copies, so that equal rules are equal records whatever order their author wrote. */
final class Values {

    private Values() {}

    static SortedMap<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    static List<String> sortedSet(Collection<String> values) {
        return values.stream().sorted().distinct().toList();
    }
}
