// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.Optional;

/**
 * A discovered Mesh.
 *
 * @param ref the Mesh object
 * @param generation {@code metadata.generation}, 0 when absent
 * @param cluster cluster of its control plane; empty when the Mesh has no installation
 * @param namespace namespace of its control plane
 * @param version raw version, may be empty
 * @param trustDomain never empty (E-24)
 * @param gateways ways into it from other clusters, best first; of Istio only
 * @param otherGateways Services whose pods run as gateways, and which are no such way in, of Istio only; empty when what tells of them cannot be
 *     read
 * @param dnsCapture whether proxies answer DNS queries for hosts that no DNS server knows; of Istio only
 * @param istiod its control plane, of Istio only
 */
public record MeshFact(
        Ref ref,
        long generation,
        Type type,
        String cluster,
        String namespace,
        String version,
        String trustDomain,
        List<GatewayFact> gateways,
        Optional<List<OtherGatewayFact>> otherGateways,
        boolean dnsCapture,
        IstiodFact istiod) {

    public MeshFact {
        gateways = List.copyOf(gateways);
        otherGateways = otherGateways.map(List::copyOf);
    }

    /** Those of {@link #otherGateways} that are known. */
    public List<OtherGatewayFact> knownOtherGateways() {
        return otherGateways.orElse(List.of());
    }

    /** What Istio has where nobody chose one (istio.io/docs/reference/config/istio.mesh.v1alpha1). */
    public static final String DEFAULT_TRUST_DOMAIN = "cluster.local";

    /** Whether it says where it is: without a cluster and a namespace there is no place for what is written for all of it. */
    public boolean isPlaced() {
        return !cluster.isEmpty() && !namespace.isEmpty();
    }

    /** The kind of mesh. */
    public enum Type {
        ISTIO("istio"),
        OSM("osm"),
        APP_MESH("appmesh"),
        LINKERD("linkerd"),
        CONSUL_CONNECT("consulconnect"),
        UNKNOWN("unknown");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        /** The lower-case name that tables show. */
        public String label() {
            return label;
        }
    }
}
