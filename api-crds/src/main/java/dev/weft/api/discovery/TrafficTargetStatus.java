// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What applies to a service. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficTargetStatus(
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Nullable List<@Nullable AppliedTrafficPolicy> appliedTrafficPolicies,
        @Nullable List<@Nullable AppliedAccessPolicy> appliedAccessPolicies,
        @Nullable String localFqdn,
        @Nullable AppliedFederation appliedFederation,
        @Nullable List<@Nullable Condition> conditions) {

    public TrafficTargetStatus {
        appliedTrafficPolicies = WireCollections.copy(appliedTrafficPolicies);
        appliedAccessPolicies = WireCollections.copy(appliedAccessPolicies);
        conditions = WireCollections.copy(conditions);
    }

    /** An accepted TrafficPolicy, in acceptance order. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedTrafficPolicy(
            @Nullable ObjectRef ref,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Nullable TrafficPolicySpec spec) {}

    /** An accepted AccessPolicy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedAccessPolicy(
            @Nullable ObjectRef ref,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Nullable AccessPolicySpec spec) {}

    /** Where else the service can be called. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AppliedFederation(
            @Nullable String federatedHostname,
            @Nullable List<@Nullable ObjectRef> federatedToMeshes,
            @Nullable Boolean flatNetwork) {

        public AppliedFederation {
            federatedToMeshes = WireCollections.copy(federatedToMeshes);
        }
    }
}
