// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import dev.weft.api.shared.HttpMethod;
import dev.weft.api.shared.IdentitySelector;
import dev.weft.api.shared.TrafficTargetSelector;
import dev.weft.api.shared.WireCollections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may call some services, and how. */
@Explain("Who may call some services, and how. Once a service is selected, whatever no AccessPolicy allows is denied.")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessPolicySpec(
        @Explain("Identities that may call; an element selects, or the next. Empty: everybody.") @Nullable
        List<@Nullable IdentitySelector> sourceSelector,

        @Explain("Services that may be called; an element selects, or the next. Empty: all services.") @Nullable
        List<@Nullable TrafficTargetSelector> destinationSelector,

        @Explain("Paths that may be called: exact, PREFIX* or *SUFFIX. Empty: all.") @Nullable
        List<@Nullable String> allowedPaths,

        @Explain("Methods that may be used. Empty: all.") @Nullable
        List<@Nullable HttpMethod> allowedMethods,

        @Explain("Ports of the pods that may be called. Empty: all.") @Nullable
        List<@Nullable Long> allowedPorts) {

    public AccessPolicySpec {
        sourceSelector = WireCollections.copy(sourceSelector);
        destinationSelector = WireCollections.copy(destinationSelector);
        allowedPaths = WireCollections.copy(allowedPaths);
        allowedMethods = WireCollections.copy(allowedMethods);
        allowedPorts = WireCollections.copy(allowedPorts);
    }
}
