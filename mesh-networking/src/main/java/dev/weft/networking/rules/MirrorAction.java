// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.runtime.ref.DestinationRef;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Copy a share of the requests to another service, whose answers are dropped.
 *
 * @param port service port; empty when the service has only one
 * @param percentage 0 to 100
 */
public record MirrorAction(DestinationRef service, OptionalInt port, double percentage) implements Action.OnRoute {

    @Override
    public String field() {
        return "mirror";
    }

    static Optional<Action> from(TrafficPolicySpec.Mirror wire, Problems problems) {
        double percentage = Percentages.orAll(wire.percentage(), "spec.mirror.percentage", problems);
        OptionalInt port = Ports.optional(wire.port(), "spec.mirror.port", problems);
        if (wire.kubeService() == null) {
            problems.add("spec.mirror", "says no destination; set kubeService");
            return Optional.empty();
        }
        return Wire.ref(wire.kubeService(), "spec.mirror.kubeService", problems)
                .map(service -> new MirrorAction(service, port, percentage));
    }
}
