// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.certificates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods to restart, in order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodBounceDirectiveSpec(@Nullable List<@Nullable PodSelector> podsToBounce) {

    public PodBounceDirectiveSpec {
        podsToBounce = WireCollections.copy(podsToBounce);
    }

    /** Pods and what to wait for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PodSelector(
            @Nullable String namespace,
            @Nullable Map<String, @Nullable String> labels,
            @Nullable Long waitForReplicas,
            @Nullable RootCertSync rootCertSync) {

        public PodSelector {
            labels = WireCollections.copy(labels);
        }

        /** Wait until the config map holds the root of the secret. */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record RootCertSync(
                @Nullable ObjectRef secretRef,
                @Nullable String secretKey,
                @Nullable ObjectRef configMapRef,
                @Nullable String configMapKey) {}
    }
}
