// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.multicluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A registered cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubernetesClusterSpec(
        @Nullable String secretName,
        @Nullable String clusterDomain,
        @Nullable ProviderInfo providerInfo) {
    /** Facts of the cloud provider. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProviderInfo(@Nullable Eks eks) {
        /** An EKS cluster. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Eks(
                @Nullable String arn,
                @Nullable String accountId,
                @Nullable String region,
                @Nullable String name) {}
    }
}
