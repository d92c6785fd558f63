// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.translate.OutputPart;
import dev.weft.networking.translate.OutputParts;
import dev.weft.runtime.output.OutputGroup;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts the outputs of translations; costs what differs between two of them. */
final class OutputSizes {

    private OutputParts counted = OutputParts.NONE;
    private SortedMap<OutputGroup, Integer> sizes = Collections.emptySortedMap();

    void follow(OutputParts now) {
        SortedMap<OutputGroup, Integer> changed = new TreeMap<>(sizes);
        for (OutputParts.Difference difference : now.since(counted)) {
            String source = difference.source().name().toLowerCase(Locale.ROOT);
            count(difference.before(), source, -1, changed);
            count(difference.after(), source, 1, changed);
        }
        changed.values().removeIf(size -> size == 0);
        counted = now;
        if (!changed.equals(sizes)) {
            sizes = Collections.unmodifiableSortedMap(changed);
        }
    }

    private static void count(
            @Nullable OutputPart part, String source, int step, SortedMap<OutputGroup, Integer> sizes) {
        if (part != null) {
            part.outputs()
                    .forEach(output -> sizes.merge(
                            new OutputGroup(
                                    output.id().cluster(), source, output.id().kind()),
                            step,
                            Integer::sum));
        }
    }

    /** Immutable; the same instance as long as no count changes. */
    SortedMap<OutputGroup, Integer> sizes() {
        return sizes;
    }
}
