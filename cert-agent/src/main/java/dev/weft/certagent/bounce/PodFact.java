// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.bounce;

import dev.weft.certagent.issue.Ref;

/**
 * A pod that a selector has found.
 *
 * @param ready whether its condition Ready is true
 * @param ending whether it is being deleted
 * @param ofMesh whether it is istiod, or carries a proxy as gateways do; nothing else is ever restarted
 * @param owner who would make it again
 */
public record PodFact(Ref ref, String uid, boolean ready, boolean ending, boolean ofMesh, Owner owner) {

    /** What made a pod, as far as restarting it goes. */
    public sealed interface Owner {

        /** Nothing that rolls out: the pod is deleted, and made again by whatever made it. */
        record Plain() implements Owner {}

        /** A Job, or something else that counts an ended pod as a failure: it is left alone. */
        record Batch() implements Owner {}

        /**
         * A Deployment, StatefulSet or DaemonSet: restarted by a change of its template.
         *
         * @param issuance which the template says that it was restarted for; empty for none
         */
        record Rollout(String kind, Ref ref, String uid, String issuance) implements Owner {}
    }
}
