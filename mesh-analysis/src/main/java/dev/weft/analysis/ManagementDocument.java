// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.ref.ObjectId;
import java.util.Comparator;

/**
 * An object of the management cluster as it looks after everything was written.
 *
 * @param object apiVersion, kind, metadata (name, namespace, labels, annotations), spec as read, status as decided; must not be changed
 */
public record ManagementDocument(ObjectId id, ObjectNode object) implements Comparable<ManagementDocument> {

    private static final Comparator<ManagementDocument> ORDER = comparing(ManagementDocument::id);

    /** {@code status.state}, empty when the kind has none. */
    public String state() {
        return object.path("status").path("state").asText("");
    }

    /** Whether we have judged it INVALID or FAILED. What is not acted on keeps a state that somebody else gave it; it is not our verdict. */
    public boolean isRejected() {
        boolean judged = !id.kind().equals(ReadKinds.FAILOVER_SERVICE);
        return judged && (state().equals("INVALID") || state().equals("FAILED"));
    }

    @Override
    public int compareTo(ManagementDocument other) {
        return ORDER.compare(this, other);
    }
}
