// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Statuses of policies: {@code trafficTargets} is {@code destinations} in 1.1. They are kept because they decide who stays accepted; what
 * does not fit is computed anew by the plane and only mentioned.
 */
final class PolicyStatuses {

    private static final String OURS = "trafficTargets";
    private static final String THEIRS = "destinations";

    private PolicyStatuses() {}

    static ObjectNode toV1alpha2(ObjectNode status, Class<?> type, Wire wire, String at, Notes notes) {
        return wire.known(
                Trees.renamed(status, THEIRS, OURS),
                type,
                (field, meant) -> notes.changed(at + "." + field, "is left out; the plane writes its own status"),
                (field, message) ->
                        notes.changed(at, "is left out, the plane writes its own status: " + field + " " + message));
    }

    static ObjectNode toV1(ObjectNode status) {
        return Trees.renamed(status, OURS, THEIRS);
    }
}
