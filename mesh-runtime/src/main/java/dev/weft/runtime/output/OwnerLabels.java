// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import java.util.Optional;
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

    /** Annotation of rules for a service of another cluster. Value: {@code name.namespace.cluster} of the service. */
    public static final String FEDERATION = "federation.networking.mesh.gloo.solo.io";

    private static final int PLANE_DIGITS = 12;

    /** What is ours of an output's metadata. */
    public static final MetadataKeys KEYS =
            new MetadataKeys(Set.of(OWNER, CLUSTER, PLANE), Set.of(PARENTS, PARENTS_TOTAL, FEDERATION), Set.of());

    private OwnerLabels() {}

    /**
     * Who holds a name, if it is not us. An object with our owner label and no plane is one of 0.12, and ours.
     *
     * @param owner our value of the owner label, {@code plane} that of the plane label, empty when not known
     * @param toldOwner what the object says, empty when nothing; {@code toldPlane} likewise
     */
    public static Optional<String> holder(String owner, String plane, String toldOwner, String toldPlane) {
        if (toldOwner.isEmpty()) {
            return Optional.of("a user's own object has that name");
        }
        if (!toldOwner.equals(owner)) {
            return Optional.of("an object of the plane installed in namespace " + toldOwner + " has that name");
        }
        return toldPlane.isEmpty() || plane.isEmpty() || toldPlane.equals(plane)
                ? Optional.empty()
                : Optional.of("an object of another installation (" + toldPlane + ") has that name");
    }

    /**
     * The value of {@link #PLANE}.
     *
     * @param uid of the kube-system namespace of the management cluster
     * @return empty for what is no uid
     */
    public static String plane(String uid) {
        String digits = uid.replace("-", "");
        return digits.length() < PLANE_DIGITS ? "" : digits.substring(0, PLANE_DIGITS);
    }
}
