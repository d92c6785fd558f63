// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import java.util.List;

/**
 * A service behind a FailoverService, as the callers of one mesh reach it.
 *
 * @param endpoints where, never empty
 * @param gatewayOf the cluster whose gateway that is, which passes calls on by the name they ask for; empty for the Service itself
 */
public record FailoverTier(List<Endpoint> endpoints, String gatewayOf) {

    /**
     * @param address IP address or DNS name
     * @param port 1 to 65535
     */
    public record Endpoint(String address, int port) {}

    public FailoverTier {
        endpoints = List.copyOf(endpoints);
    }

    /** Whether that is a gateway. */
    public boolean isGateway() {
        return !gatewayOf.isEmpty();
    }
}
