// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.OneOf;
import dev.weft.api.shared.MeshInstallation;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A discovered mesh; one of the first five is set. */
@OneOf({"istio", "awsAppMesh", "linkerd", "consulConnect", "osm"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeshSpec(
        @Nullable Istio istio,
        @Nullable AwsAppMesh awsAppMesh,
        @Nullable Linkerd linkerd,
        @Nullable ConsulConnect consulConnect,
        @Nullable Osm osm,
        @Nullable AgentInfo agentInfo) {
    /** An Istio control plane. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Istio(
            @Nullable MeshInstallation installation,
            @Nullable CitadelInfo citadelInfo,
            @Nullable List<@Nullable IngressGateway> ingressGateways,
            @Nullable Boolean smartDnsProxyingEnabled) {

        public Istio {
            ingressGateways = WireCollections.copy(ingressGateways);
        }

        /** Its identity authority. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record CitadelInfo(
                @Nullable String trustDomain, @Nullable String citadelServiceAccount) {}

        /**
         * A way in from other clusters; addresses, all of them, service, which Service it is, and lastKnown, whether its cluster does not
         * say now how it is reached and this is what it said before, are ours.
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record IngressGateway(
                @Nullable Map<String, @Nullable String> workloadLabels,
                @Nullable String externalAddress,
                @Nullable Long externalTlsPort,
                @Nullable Long tlsContainerPort,
                @Nullable List<@Nullable Address> addresses,
                @Nullable ObjectRef service,
                @Nullable Boolean lastKnown) {

            public IngressGateway {
                workloadLabels = WireCollections.copy(workloadLabels);
                addresses = WireCollections.copy(addresses);
            }

            /** One address of a gateway. */
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record Address(
                    @Nullable String address, @Nullable Long tlsPort) {}
        }
    }

    /** An AWS App Mesh mesh. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AwsAppMesh(
            @Nullable String awsName,
            @Nullable String region,
            @Nullable String awsAccountId,
            @Nullable String arn,
            @Nullable List<@Nullable String> clusters) {

        public AwsAppMesh {
            clusters = WireCollections.copy(clusters);
        }
    }

    /** A Linkerd control plane. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Linkerd(
            @Nullable MeshInstallation installation,
            @Nullable String clusterDomain) {}

    /** A Consul control plane. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConsulConnect(@Nullable MeshInstallation installation) {}

    /** An Open Service Mesh control plane. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Osm(@Nullable MeshInstallation installation) {}

    /** Where the cert-agent of the cluster runs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AgentInfo(@Nullable String agentNamespace) {}
}
