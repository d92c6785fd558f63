// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A discovered workload. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadSpec(
        @Nullable Kubernetes kubernetes,
        @Nullable ObjectRef mesh,
        @Nullable AppMesh appMesh) {
    /** A Deployment, StatefulSet or DaemonSet. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kubernetes(
            @Nullable ClusterObjectRef controller,
            @Nullable Map<String, @Nullable String> podLabels,
            @Nullable String serviceAccountName,

            @Explain("How its pods are in the mesh: ambient. Absent: by a sidecar.") @Nullable
            String dataPlaneMode) {

        public Kubernetes {
            podLabels = WireCollections.copy(podLabels);
        }
    }

    /** App Mesh facts; never set. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppMesh(
            @Nullable String virtualNodeName, @Nullable List<@Nullable Port> ports) {

        public AppMesh {
            ports = WireCollections.copy(ports);
        }

        /** A port of a virtual node. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Port(@Nullable Long port, @Nullable String protocol) {}
    }
}
