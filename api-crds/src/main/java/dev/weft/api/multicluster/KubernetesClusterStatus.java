// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.multicluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a registered cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubernetesClusterStatus(
        @Nullable String namespace,
        @Nullable List<@Nullable PolicyRule> policyRules,
        @Nullable List<@Nullable ClusterState> status,
        @Nullable List<@Nullable Condition> conditions) {

    public KubernetesClusterStatus {
        policyRules = WireCollections.copy(policyRules);
        status = WireCollections.copy(status);
        conditions = WireCollections.copy(conditions);
    }

    /** A rule granted at registration. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PolicyRule(
            @Nullable List<@Nullable String> verbs,
            @Nullable List<@Nullable String> apiGroups,
            @Nullable List<@Nullable String> resources,
            @Nullable List<@Nullable String> resourceNames,
            @Nullable List<@Nullable String> nonResourceUrls) {

        public PolicyRule {
            verbs = WireCollections.copy(verbs);
            apiGroups = WireCollections.copy(apiGroups);
            resources = WireCollections.copy(resources);
            resourceNames = WireCollections.copy(resourceNames);
            nonResourceUrls = WireCollections.copy(nonResourceUrls);
        }
    }

    /** A state that some controller reported. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClusterState(
            @Nullable State state,
            @Nullable String message,
            @Format(Format.Of.INT64) @Nullable Long observedGeneration,
            @Format(Format.Of.TIMESTAMP) @Nullable String processingTime,
            @Format(Format.Of.NULLABLE) @Nullable String owner) {}

    /** A reported state; absent means PENDING. */
    public enum State {
        PENDING,
        PROCESSING,
        INVALID,
        FAILED,
        ACCEPTED
    }
}
