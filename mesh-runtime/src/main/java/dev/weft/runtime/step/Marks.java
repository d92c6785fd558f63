// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

/**
 * What the kubeconfig Secret of a cluster says of its registration.
 *
 * @param kubernetesCluster uid of the KubernetesCluster that it was seen with; empty when it has never been seen with one, which is how
 *     0.12 may leave it
 * @param deregister uid of the KubernetesCluster whose registration ends, or another text when there is none; empty while it does not end
 */
public record Marks(String kubernetesCluster, String deregister) {

    /** Of a Secret that says nothing. */
    public static final Marks NONE = new Marks("", "");

    /** Annotation: uid of the KubernetesCluster, a slash, uid of the definition of that kind. */
    public static final String SEEN_WITH = "weft.dev/kubernetes-cluster";

    /** Annotation: uid of the KubernetesCluster whose registration ends; {@link #WITHOUT_OBJECT} when there is none. */
    public static final String DEREGISTER = "weft.dev/deregister";

    /** Value of {@link #DEREGISTER} for a cluster without KubernetesCluster. */
    public static final String WITHOUT_OBJECT = "true";

    /** What becomes of a cluster. */
    public enum Standing {
        /** It is worked with. */
        REGISTERED,
        /** Its KubernetesCluster is gone, and nobody has said why: nothing is written or deleted. */
        ORPHANED,
        /** Its registration ends: everything of ours goes. */
        LEAVING
    }

    /** @param uid of the KubernetesCluster as it is now; empty when there is none */
    public Standing standing(String uid) {
        if (!deregister.isEmpty() && (uid.isEmpty() || uid.equals(deregister))) {
            return Standing.LEAVING;
        }
        return !kubernetesCluster.isEmpty() && uid.isEmpty() ? Standing.ORPHANED : Standing.REGISTERED;
    }
}
