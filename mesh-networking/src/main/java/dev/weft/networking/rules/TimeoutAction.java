// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Optional;

/** Answer within this time; zero means no time-out. */
public record TimeoutAction(GoDuration timeout) implements Action.OnRoute {

    @Override
    public String field() {
        return "requestTimeout";
    }

    static Optional<Action> from(String wire, Problems problems) {
        return Durations.positiveOrZero(wire, "spec.requestTimeout", problems).map(TimeoutAction::new);
    }
}
