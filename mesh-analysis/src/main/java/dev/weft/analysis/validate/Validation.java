// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.validate;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the plane would say.
 *
 * @param own findings about the objects themselves, ordered
 * @param others findings that others would have because of them, ordered
 * @param judged those of the objects that the plane would read
 * @param rejected those that would be INVALID
 * @param undecided those that cannot be judged, because something they need is unknown
 * @param unclaimed what is not known, so that nothing is claimed about it; a line each
 */
public record Validation(
        List<Finding> own,
        List<Finding> others,
        SortedSet<ObjectId> judged,
        SortedSet<ObjectId> rejected,
        SortedSet<ObjectId> undecided,
        List<String> unclaimed) {

    public Validation {
        own = List.copyOf(own);
        others = List.copyOf(others);
        judged = copy(judged);
        rejected = copy(rejected);
        undecided = copy(undecided);
        unclaimed = List.copyOf(unclaimed);
    }

    private static SortedSet<ObjectId> copy(Set<ObjectId> ids) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(ids));
    }
}
