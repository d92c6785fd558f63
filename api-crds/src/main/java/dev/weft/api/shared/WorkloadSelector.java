// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Workloads; an empty dimension means any, dimensions are ANDed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkloadSelector(
        @Explain("Labels that the pods must have. Empty: any.") @Nullable
        Map<String, @Nullable String> labels,

        @Explain("Namespaces, one of them. Empty: any.") @Nullable
        List<@Nullable String> namespaces,

        @Explain("Registered clusters, one of them. Empty: any.") @Nullable
        List<@Nullable String> clusters) {

    public WorkloadSelector {
        labels = WireCollections.copy(labels);
        namespaces = WireCollections.copy(namespaces);
        clusters = WireCollections.copy(clusters);
    }
}
