// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.TlsMode;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of the plane. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SettingsSpec(
        @Nullable Mtls mtls,
        @Nullable List<@Nullable GrpcServer> networkingExtensionServers,
        @Nullable Discovery discovery,
        @Nullable Relay relay) {

    public SettingsSpec {
        networkingExtensionServers = WireCollections.copy(networkingExtensionServers);
    }

    /** Default TLS between workloads. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mtls(@Nullable Istio istio) {
        /** Istio's mode; absent means DISABLE. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(@Nullable TlsMode tlsMode) {}
    }

    /** A gRPC server. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GrpcServer(
            @Nullable String address,
            @Nullable Boolean insecure,
            @Nullable Boolean reconnectOnNetworkFailures) {}

    /** How meshes are discovered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Discovery(@Nullable Istio istio) {
        /** By cluster name, or * for all. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(@Nullable Map<String, @Nullable IngressGatewayDetector> ingressGatewayDetectors) {

            public Istio {
                ingressGatewayDetectors = WireCollections.copy(ingressGatewayDetectors);
            }

            /** How an ingress gateway is known. */
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record IngressGatewayDetector(
                    @Nullable Map<String, @Nullable String> gatewayWorkloadLabels,
                    @Nullable String gatewayTlsPortName) {

                public IngressGatewayDetector {
                    gatewayWorkloadLabels = WireCollections.copy(gatewayWorkloadLabels);
                }
            }
        }
    }

    /** Accepted for compatibility. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Relay(@Nullable Boolean enabled, @Nullable GrpcServer server) {}
}
