// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services by matcher or by name; both given are ORed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficTargetSelector(
        @Nullable KubeServiceMatcher kubeServiceMatcher,
        @Nullable KubeServiceRefs kubeServiceRefs) {
    /** Services by their own properties. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceMatcher(
            @Nullable Map<String, @Nullable String> labels,
            @Nullable List<@Nullable String> namespaces,
            @Nullable List<@Nullable String> clusters) {

        public KubeServiceMatcher {
            labels = WireCollections.copy(labels);
            namespaces = WireCollections.copy(namespaces);
            clusters = WireCollections.copy(clusters);
        }
    }

    /** Services by name; all three parts are needed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceRefs(@Nullable List<@Nullable ClusterObjectRef> services) {

        public KubeServiceRefs {
            services = WireCollections.copy(services);
        }
    }
}
