// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.bounce;

import dev.weft.certagent.issue.Ref;

/**
 * A pod that a selector has found.
 *
 * @param ready whether its condition Ready is true
 * @param ending whether it is being deleted
 * @param ofMesh whether it is istiod, or carries a proxy as gateways do; nothing else is ever restarted
 * @param issuance which it was made for by a restart; empty for none
 * @param owner who would make it again
 */
public record PodFact(
        Ref ref, String uid, boolean ready, boolean ending, boolean ofMesh, String issuance, Owner owner) {

    /** What made a pod, as far as restarting it goes. */
    public sealed interface Owner {

        /** A ReplicaSet of its own, which rolls nothing out: the pod is deleted, and made again. */
        record Plain() implements Owner {}

        /**
         * Nobody, who would not make it again; a Job, which counts an ended pod as a failure; or a controller of which only itself knows in
         * which order its pods may end. It is left alone.
         *
         * @param words what it is, after "is"
         */
        record LeftAlone(String words) implements Owner {}

        /**
         * A Deployment, StatefulSet or DaemonSet: restarted by a change of its template.
         *
         * @param issuance which the template says that it was restarted for; empty for none
         */
        record Rollout(String kind, Ref ref, String uid, String issuance) implements Owner {}
    }
}
