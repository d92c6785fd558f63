// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.GroupKind;
import java.util.Comparator;

/**
 * Outputs that are counted together.
 *
 * @param source what they are computed for, one of few words
 */
public record OutputGroup(String cluster, String source, GroupKind kind) implements Comparable<OutputGroup> {

    private static final Comparator<OutputGroup> ORDER = comparing(OutputGroup::cluster)
            .thenComparing(OutputGroup::source)
            .thenComparing(group -> group.kind().toString());

    @Override
    public int compareTo(OutputGroup other) {
        return ORDER.compare(this, other);
    }
}
