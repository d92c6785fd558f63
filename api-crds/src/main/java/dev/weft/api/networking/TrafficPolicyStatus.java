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

/** What became of a TrafficPolicy; the totals are ours, set only when a map or list was cut. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficPolicyStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable ApprovalState state,
        @Nullable Map<String, @Nullable ApprovalStatus> trafficTargets,
        @Nullable Integer trafficTargetsTotal,
        @Nullable List<@Nullable String> workloads,
        @Nullable Integer workloadsTotal,
        @Nullable List<@Nullable String> errors,
        @Nullable List<@Nullable Condition> conditions) {

    public TrafficPolicyStatus {
        trafficTargets = WireCollections.copy(trafficTargets);
        workloads = WireCollections.copy(workloads);
        errors = WireCollections.copy(errors);
        conditions = WireCollections.copy(conditions);
    }
}
