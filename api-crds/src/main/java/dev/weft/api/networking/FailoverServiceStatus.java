// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.ApprovalState;
import dev.weft.api.shared.ApprovalStatus;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a FailoverService. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FailoverServiceStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable ApprovalState state,
        @Nullable Map<String, @Nullable ApprovalStatus> meshes,
        @Nullable Integer meshesTotal,
        @Nullable List<@Nullable String> errors,
        @Nullable List<@Nullable Condition> conditions) {

    public FailoverServiceStatus {
        meshes = WireCollections.copy(meshes);
        errors = WireCollections.copy(errors);
        conditions = WireCollections.copy(conditions);
    }
}
