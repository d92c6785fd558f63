// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How a client opens a connection. */
sealed interface Handshake {

    /** Without TLS. */
    record Plain() implements Handshake {}

    /**
     * Istio's own, with its ALPN.
     *
     * @param identities of which the server must have one; empty for any
     */
    record Mutual(String sni, Set<String> identities) implements Handshake {}

    /** TLS with certificates of the user's. */
    record Other(String mode) implements Handshake {}

    /** What the settings say, or the label of the endpoint where they say nothing (buildUpstreamTLSSettings). */
    static Handshake of(OutboundCluster cluster, Endpoint endpoint) {
        JsonNode tls = cluster.policy().tls();
        if (tls.isMissingNode()) {
            boolean mutual =
                    endpoint.mutual() && !cluster.service().backing().traits().external();
            return mutual ? new Mutual(cluster.sni(), identities(cluster)) : new Plain();
        }
        String mode = tls.path("mode").asText("DISABLE");
        return switch (mode) {
            case "DISABLE" -> new Plain();
            case "ISTIO_MUTUAL" -> {
                List<String> own = Fields.strings(tls.path("subjectAltNames"));
                yield new Mutual(
                        tls.path("sni").asText(cluster.sni()),
                        own.isEmpty() ? identities(cluster) : new TreeSet<>(own));
            }
            case "SIMPLE", "MUTUAL" -> new Other(mode);
            default -> throw new IllegalArgumentException("the model does not know TLS mode " + mode);
        };
    }

    private static Set<String> identities(OutboundCluster cluster) {
        return cluster.service().backing().identities();
    }
}
