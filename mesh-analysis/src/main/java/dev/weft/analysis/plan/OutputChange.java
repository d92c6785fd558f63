// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import static java.util.Comparator.comparing;

import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import java.util.Comparator;
import java.util.List;

/**
 * An object that the plane would write or delete on a cluster.
 *
 * @param targets the services whose configuration it is, as {@code NAMESPACE/NAME} of the TrafficTarget
 * @param because the objects of the change that it comes from; when none of them is a parent of it, all its parents
 * @param fields what differs; empty unless it is changed, and also when only the policies differ that it comes from
 */
public record OutputChange(ObjectId id, Kind kind, List<String> targets, List<Parent> because, List<FieldChange> fields)
        implements Comparable<OutputChange> {

    private static final Comparator<OutputChange> ORDER = comparing(OutputChange::id);

    /** What becomes of it. */
    public enum Kind {
        CREATED,
        CHANGED,
        DELETED,

        /** No policy wants it any longer, but it cannot be told for sure: it stays until what is unknown is known. */
        KEPT
    }

    public OutputChange {
        targets = List.copyOf(targets);
        because = List.copyOf(because);
        fields = List.copyOf(fields);
    }

    @Override
    public int compareTo(OutputChange other) {
        return ORDER.compare(this, other);
    }
}
