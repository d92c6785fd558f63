// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host that several services answer for, in order. */
@Explain("A host that several services answer for, the first that is healthy.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverServiceSpec(
        @Explain("DNS name of the host; ends with the suffix of the VirtualMesh.") @Nullable
        String hostname,

        @Explain("Port of the host.") @Nullable Port port,

        @Explain("Meshes whose workloads can call the host.") @Nullable
        List<@Nullable ObjectRef> meshes,

        @Explain("Services that answer, in order of preference.") @Nullable
        List<@Nullable BackingService> backingServices,

        @Format(Format.Of.DURATION)
        @Explain(
                "Time for each service to begin its answer to an HTTP request, before the next is tried; at least 1ms. Absent: 15s."
                        + " Not in Gloo Mesh 0.12.")
        @Nullable
        String perTryTimeout) {

    public FailoverServiceSpec {
        meshes = WireCollections.copy(meshes);
        backingServices = WireCollections.copy(backingServices);
    }

    /** The port of the host. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Port(
            @Explain("Port number, 1 to 65535.") @Nullable Long number,

            @Explain(
                    "Protocol as Istio names it: http, http2, https, grpc, grpc-web, tcp, tls, mongo, redis, mysql, ...")
            @Nullable
            String protocol) {}

    /** A service that answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BackingService(
            @Explain("A service that discovery knows; a TrafficPolicy with outlierDetection must select it.") @Nullable
            ClusterObjectRef kubeService) {}
}
