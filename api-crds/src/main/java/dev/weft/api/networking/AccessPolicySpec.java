// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.shared.HttpMethod;
import dev.weft.api.shared.IdentitySelector;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may call some services, and how. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessPolicySpec(
        @Nullable List<@Nullable IdentitySelector> sourceSelector,
        @Nullable List<@Nullable TrafficTargetSelector> destinationSelector,
        @Nullable List<@Nullable String> allowedPaths,
        @Nullable List<@Nullable HttpMethod> allowedMethods,
        @Nullable List<@Nullable Long> allowedPorts) {

    public AccessPolicySpec {
        sourceSelector = WireCollections.copy(sourceSelector);
        destinationSelector = WireCollections.copy(destinationSelector);
        allowedPaths = WireCollections.copy(allowedPaths);
        allowedMethods = WireCollections.copy(allowedMethods);
        allowedPorts = WireCollections.copy(allowedPorts);
    }
}
