// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Identities by matcher or by service account; both given are ORed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentitySelector(
        @Nullable KubeIdentityMatcher kubeIdentityMatcher,
        @Nullable KubeServiceAccountRefs kubeServiceAccountRefs) {
    /** Identities by where they live. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeIdentityMatcher(
            @Nullable List<@Nullable String> namespaces,
            @Nullable List<@Nullable String> clusters) {

        public KubeIdentityMatcher {
            namespaces = WireCollections.copy(namespaces);
            clusters = WireCollections.copy(clusters);
        }
    }

    /** Service accounts by name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceAccountRefs(@Nullable List<@Nullable ClusterObjectRef> serviceAccounts) {

        public KubeServiceAccountRefs {
            serviceAccounts = WireCollections.copy(serviceAccounts);
        }
    }
}
