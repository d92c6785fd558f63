// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.PriorStatus;
import dev.weft.runtime.snapshot.RawObject;

/** Objects as they are when the plane has written their status. */
final class ObjectAfter {

    private static final String STATUS = "status";

    private ObjectAfter() {}

    /** The policy with the status that was decided; the same instance when its own says the same of what counts for a decision. */
    static RawObject decided(RawObject policy, ManagementDocument document) {
        PriorStatus before = PriorStatus.of(policy.status());
        PriorStatus after = PriorStatus.of(document.object().path(STATUS));
        if (before.decidedAs(after)) {
            return policy;
        }
        ObjectNode body = policy.body().deepCopy();
        body.set(STATUS, document.object().path(STATUS));
        return new RawObject(policy.id(), policy.apiVersion(), body, policy.origin());
    }
}
