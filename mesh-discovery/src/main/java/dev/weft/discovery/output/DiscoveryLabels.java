// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

/** Labels of discovered objects: the reference's, for take-over. */
public final class DiscoveryLabels {

    /** Value: name of the cluster that the object was discovered on; absent where it may be several. */
    public static final String CLUSTER = "cluster.discovery.mesh.gloo.solo.io";

    /** Value: install namespace of the plane. */
    public static final String OWNER = "owner.discovery.mesh.gloo.solo.io";

    private DiscoveryLabels() {}
}
