// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applies to a mesh. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeshStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable AppliedVirtualMesh appliedVirtualMesh,
        @Nullable List<@Nullable AppliedFailoverService> appliedFailoverServices,
        @Nullable List<@Nullable Condition> conditions) {

    public MeshStatus {
        appliedFailoverServices = WireCollections.copy(appliedFailoverServices);
        conditions = WireCollections.copy(conditions);
    }

    /** The VirtualMesh it belongs to. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedVirtualMesh(
            @Nullable ObjectRef ref,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Nullable VirtualMeshSpec spec) {}

    /** A FailoverService it serves. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedFailoverService(
            @Nullable ObjectRef ref,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Nullable FailoverServiceSpec spec) {}
}
