// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a control plane runs; revision is ours, absent for the default revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeshInstallation(
        @Nullable String namespace,
        @Nullable String cluster,
        @Nullable Map<String, @Nullable String> podLabels,
        @Nullable String version,
        @Nullable String revision) {

    public MeshInstallation {
        podLabels = WireCollections.copy(podLabels);
    }
}
