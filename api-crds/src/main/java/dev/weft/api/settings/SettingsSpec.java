// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.weft.api.schema.Explain;
import dev.weft.api.shared.TlsMode;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of the plane. */
@Explain("Settings of the management plane.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SettingsSpec(
        @Explain("Which services policies may apply to. OwnNamespace: those of the policy's own namespace;"
                + " InstallNamespace: none; policies of the install namespace apply to all either way."
                + " Absent: Any. Not in Gloo Mesh 0.12.")
        @Nullable
        PolicyScope policyScope,

        @Explain("Default TLS between workloads; TrafficPolicies override it.") @Nullable
        Mtls mtls,

        @Explain("Accepted for compatibility; not supported.") @Nullable
        List<@Nullable GrpcServer> networkingExtensionServers,

        @Explain("How meshes are discovered.") @Nullable Discovery discovery,

        @Explain(
                "Addresses at which gateways of clusters may be called, and pods on a flat network. Absent for a cluster: any but"
                        + " loopback, link-local and metadata addresses. Not in Gloo Mesh 0.12.")
        @Nullable
        List<@Nullable GatewayAddresses> gatewayAddresses,

        @Explain("Accepted for compatibility; not supported.") @Nullable
        Relay relay) {

    public SettingsSpec {
        networkingExtensionServers = WireCollections.copy(networkingExtensionServers);
        gatewayAddresses = WireCollections.copy(gatewayAddresses);
    }

    /** Where gateways may be. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GatewayAddresses(
            @Explain("The clusters whose gateways are meant. Absent: all clusters.") @Nullable
            List<@Nullable String> clusters,

            @Explain(
                    "IP networks such as 203.0.113.0/24, IP addresses, host names, or *.example.com for the names below one.")
            @Nullable
            List<@Nullable String> allowed) {
        public GatewayAddresses {
            clusters = WireCollections.copy(clusters);
            allowed = WireCollections.copy(allowed);
        }
    }

    /** Default TLS between workloads. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Mtls(@Explain("TLS of Istio.") @Nullable Istio istio) {
        /** Istio's mode; absent means DISABLE. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(
                @Explain("Mode of clients. Absent: DISABLE.") @Nullable
                TlsMode tlsMode) {}
    }

    /** A gRPC server. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GrpcServer(
            @Explain("HOST:PORT of the server.") @Nullable String address,
            @Explain("Connect without TLS.") @Nullable Boolean insecure,

            @Explain("Connect again when the connection breaks.") @Nullable
            Boolean reconnectOnNetworkFailures) {}

    /** How meshes are discovered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Discovery(
            @Explain("How Istio meshes are discovered.") @Nullable
            Istio istio) {
        /** By cluster name, or * for all. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Istio(
                // A null detector is like {}: it falls back, attribute by attribute (G23).
                @JsonSetter(contentNulls = Nulls.SET)
                @Explain("How ingress gateways are recognised, by cluster name; * stands for all clusters.")
                @Nullable
                Map<String, @Nullable IngressGatewayDetector> ingressGatewayDetectors) {

            public Istio {
                ingressGatewayDetectors = WireCollections.copy(ingressGatewayDetectors);
            }

            /** How an ingress gateway is known. */
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record IngressGatewayDetector(
                    @Explain("Labels of the pods of the gateway.") @Nullable
                    Map<String, @Nullable String> gatewayWorkloadLabels,

                    @Explain("Name of the port of the gateway Service that other clusters call. Absent: tls.") @Nullable
                    String gatewayTlsPortName) {

                public IngressGatewayDetector {
                    gatewayWorkloadLabels = WireCollections.copy(gatewayWorkloadLabels);
                }
            }
        }
    }

    /** Accepted for compatibility. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Relay(
            @Explain("Not supported.") @Nullable Boolean enabled,
            @Explain("Not supported.") @Nullable GrpcServer server) {}
}
