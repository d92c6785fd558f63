// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    @Override
    public int compareTo(ManagementDocument other) {
        return ORDER.compare(this, other);
    }
}
