// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.multicluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import org.jspecify.annotations.Nullable;

/** A registered cluster. */
@Explain("A cluster that is registered.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubernetesClusterSpec(
        @Explain("Name of the Secret with the kubeconfig, in the same namespace.") @Nullable
        String secretName,

        @Explain("DNS domain of the cluster. Absent: cluster.local.") @Nullable
        String clusterDomain,

        @Explain("Facts of the cloud provider.") @Nullable ProviderInfo providerInfo) {
    /** Facts of the cloud provider. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProviderInfo(
            @Explain("A cluster of Amazon EKS.") @Nullable Eks eks) {
        /** An EKS cluster. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Eks(
                @Explain("ARN of the cluster.") @Nullable String arn,
                @Explain("AWS account.") @Nullable String accountId,
                @Explain("AWS region.") @Nullable String region,
                @Explain("Name at AWS.") @Nullable String name) {}
    }
}
