// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.DestinationRef;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The destinations of a policy.
 *
 * @param everything the policy named no selector at all, which selects every service
 * @param alternatives ORed; empty with {@code everything} false selects nothing
 */
public record Destinations(boolean everything, List<DestinationSelector> alternatives) {

    public Destinations {
        alternatives = List.copyOf(alternatives);
    }

    public boolean selects(DestinationRef service, Map<String, String> serviceLabels) {
        return everything || alternatives.stream().anyMatch(selector -> selector.selects(service, serviceLabels));
    }

    /** The services named one by one, in the order written. */
    public Stream<DestinationSelector.Named> named() {
        return alternatives.stream()
                .filter(DestinationSelector.Named.class::isInstance)
                .map(DestinationSelector.Named.class::cast);
    }
}
