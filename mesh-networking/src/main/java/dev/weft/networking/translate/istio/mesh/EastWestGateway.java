// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.networking.input.GatewayFact;
import io.fabric8.istio.api.api.networking.v1alpha3.Gateway;
import io.fabric8.istio.api.api.networking.v1alpha3.GatewayBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServerBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.ServerTLSSettingsTLSmode;
import java.util.Collection;
import java.util.List;

/**
 * The Gateway that lets calls from other clusters pass to the services that are exported, each by its own name, and to no others. TLS ends
 * at the workload.
 */
public final class EastWestGateway {

    private EastWestGateway() {}

    /** @param hosts names of the services on their own cluster, in any order; not empty */
    public static Gateway of(GatewayFact gateway, Collection<String> hosts) {
        List<String> sorted = hosts.stream().distinct().sorted().toList();
        return new GatewayBuilder()
                .withSelector(gateway.labels())
                .withServers(new ServerBuilder()
                        .withNewPort()
                        .withNumber((long) gateway.containerPort())
                        .withName("tls")
                        .withProtocol("TLS")
                        .endPort()
                        .withNewTls()
                        .withMode(ServerTLSSettingsTLSmode.AUTO_PASSTHROUGH)
                        .endTls()
                        .withHosts(sorted)
                        .build())
                .build();
    }
}
