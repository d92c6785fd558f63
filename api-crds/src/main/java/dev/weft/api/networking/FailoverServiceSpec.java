// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host that several services answer for, in order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverServiceSpec(
        @Nullable String hostname,
        @Nullable Port port,
        @Nullable List<@Nullable ObjectRef> meshes,
        @Nullable List<@Nullable BackingService> backingServices) {

    public FailoverServiceSpec {
        meshes = WireCollections.copy(meshes);
        backingServices = WireCollections.copy(backingServices);
    }

    /** The port of the host. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Port(@Nullable Long number, @Nullable String protocol) {}

    /** A service that answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BackingService(@Nullable ClusterObjectRef kubeService) {}
}
