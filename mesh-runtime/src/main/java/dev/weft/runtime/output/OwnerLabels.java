// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import java.util.Set;

/** Labels and annotations by which outputs are known to be ours. The first three are the reference's, for take-over. */
public final class OwnerLabels {

    /** Value: install namespace of the plane. */
    public static final String OWNER = "owner.networking.mesh.gloo.solo.io";

    /** Value: name of the cluster that the object was written for. */
    public static final String CLUSTER = "cluster.multicluster.solo.io";

    /** Annotation. Value: JSON object, {@code group/version, Kind=X} to an array of name and namespace. */
    public static final String PARENTS = "parents.networking.mesh.gloo.solo.io";

    /** Annotation. Value: how many parents there are, present only when {@link #PARENTS} names fewer. */
    public static final String PARENTS_TOTAL = "weft.dev/parents-total";

    /** Value: first 12 hex digits of the uid of the management cluster's kube-system namespace. */
    public static final String PLANE = "weft.dev/plane";

    /** What is ours of an output's metadata. */
    public static final MetadataKeys KEYS =
            new MetadataKeys(Set.of(OWNER, CLUSTER, PLANE), Set.of(PARENTS, PARENTS_TOTAL), Set.of());

    private OwnerLabels() {}
}
