// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A discovered service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficTargetSpec(
        @Nullable KubeService kubeService, @Nullable ObjectRef mesh) {
    /** A Kubernetes Service. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeService(
            @Nullable ClusterObjectRef ref,
            @Nullable Map<String, @Nullable String> workloadSelectorLabels,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable List<@Nullable Port> ports,
            @Nullable Map<String, @Nullable Subset> subsets,
            @Nullable List<@Nullable EndpointSubset> endpointSubsets,
            @Nullable Ambient ambient) {

        public KubeService {
            workloadSelectorLabels = WireCollections.copy(workloadSelectorLabels);
            labels = WireCollections.copy(labels);
            ports = WireCollections.copy(ports);
            subsets = WireCollections.copy(subsets);
            endpointSubsets = WireCollections.copy(endpointSubsets);
        }

        /** A service port, or an endpoint port inside endpointSubsets. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Port(
                @Nullable Long port,
                @Nullable String name,
                @Nullable String protocol,
                @Nullable String appProtocol) {}

        /** Set where pods behind the service are in the ambient mode of Istio; waypoint is the Gateway that serves it. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Ambient(@Nullable ObjectRef waypoint) {}

        /** Values that a label has among the backing workloads, sorted. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Subset(@Nullable List<@Nullable String> values) {

            public Subset {
                values = WireCollections.copy(values);
            }
        }

        /** Endpoints that share ports. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record EndpointSubset(
                @Nullable List<@Nullable Endpoint> endpoints,
                @Nullable List<@Nullable Port> ports) {

            public EndpointSubset {
                endpoints = WireCollections.copy(endpoints);
                ports = WireCollections.copy(ports);
            }

            /** A ready endpoint and the labels of its workload. */
            @JsonInclude(JsonInclude.Include.NON_NULL)
            public record Endpoint(
                    @Nullable String ipAddress, @Nullable Map<String, @Nullable String> labels) {

                public Endpoint {
                    labels = WireCollections.copy(labels);
                }
            }
        }
    }
}
