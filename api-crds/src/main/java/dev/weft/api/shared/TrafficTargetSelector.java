// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services by matcher or by name; both given are ORed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficTargetSelector(
        @Explain("Services by their properties.") @Nullable KubeServiceMatcher kubeServiceMatcher,
        @Explain("Services by name.") @Nullable KubeServiceRefs kubeServiceRefs) {
    /** Services by their own properties. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceMatcher(
            @Explain("Labels that the Service itself must have. Empty: any.") @Nullable
            Map<String, @Nullable String> labels,

            @Explain("Namespaces, one of them. Empty: any.") @Nullable
            List<@Nullable String> namespaces,

            @Explain("Registered clusters, one of them. Empty: any.") @Nullable
            List<@Nullable String> clusters) {

        public KubeServiceMatcher {
            labels = WireCollections.copy(labels);
            namespaces = WireCollections.copy(namespaces);
            clusters = WireCollections.copy(clusters);
        }
    }

    /** Services by name; all three parts are needed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KubeServiceRefs(
            @Explain("The services; name, namespace and clusterName are all needed.") @Nullable
            List<@Nullable ClusterObjectRef> services) {

        public KubeServiceRefs {
            services = WireCollections.copy(services);
        }
    }
}
