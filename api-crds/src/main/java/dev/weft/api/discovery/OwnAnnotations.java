// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

/**
 * What discovery tells of an object beside the reference's API. Annotations, so that specs stay what users and tools of that API know, and
 * so that CRDs of an older installation do not drop it.
 */
public final class OwnAnnotations {

    /** On a TrafficTarget: the IP addresses at which its cluster calls the Service, in its order, with commas; absent when it has none. */
    public static final String CLUSTER_IPS = "weft.dev/cluster-ips";

    /** On a Mesh: {@link OtherGateway}s as JSON, by key of the Service; absent when there is none. */
    public static final String OTHER_GATEWAYS = "weft.dev/other-gateways";

    private OwnAnnotations() {}
}
