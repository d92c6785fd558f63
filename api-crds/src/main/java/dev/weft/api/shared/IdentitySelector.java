// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Identities by matcher or by service account; both given are ORed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentitySelector(
        @Explain("Identities by where they live.") @Nullable KubeIdentityMatcher kubeIdentityMatcher,
        @Explain("Identities by service account.") @Nullable KubeServiceAccountRefs kubeServiceAccountRefs) {
    /** Identities by where they live. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeIdentityMatcher(
            @Explain("Namespaces, one of them. Empty: any.") @Nullable
            List<@Nullable String> namespaces,

            @Explain("Registered clusters, one of them. Empty: any.") @Nullable
            List<@Nullable String> clusters) {

        public KubeIdentityMatcher {
            namespaces = WireCollections.copy(namespaces);
            clusters = WireCollections.copy(clusters);
        }
    }

    /** Service accounts by name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceAccountRefs(
            @Explain("The service accounts; name, namespace and clusterName are all needed.") @Nullable
            List<@Nullable ClusterObjectRef> serviceAccounts) {

        public KubeServiceAccountRefs {
            serviceAccounts = WireCollections.copy(serviceAccounts);
        }
    }
}
