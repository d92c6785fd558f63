// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applies to a workload. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable List<@Nullable AppliedRecord> appliedAccessLogRecords,
        @Nullable List<@Nullable AppliedRecord> appliedWasmDeployments,
        @Nullable List<@Nullable Condition> conditions) {

    public WorkloadStatus {
        appliedAccessLogRecords = WireCollections.copy(appliedAccessLogRecords);
        appliedWasmDeployments = WireCollections.copy(appliedWasmDeployments);
        conditions = WireCollections.copy(conditions);
    }

    /** An enterprise object that applies. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedRecord(
            @Nullable ObjectRef ref,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Nullable List<@Nullable String> errors) {

        public AppliedRecord {
            errors = WireCollections.copy(errors);
        }
    }
}
