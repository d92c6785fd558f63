// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.List;
import java.util.Optional;

/**
 * Retry failed requests.
 *
 * @param attempts 0 turns retries off
 * @param perTryTimeout at least 1ms
 * @param on conditions, sorted; empty leaves them to the mesh
 */
public record RetryAction(int attempts, Optional<GoDuration> perTryTimeout, List<String> on) implements Action.OnRoute {

    public RetryAction {
        on = Values.sortedSet(on);
    }

    @Override
    public String field() {
        return "retries";
    }

    static RetryAction from(TrafficPolicySpec.Retries wire, Problems problems) {
        int attempts = wire.attempts() == null ? 0 : wire.attempts();
        if (attempts < 0) {
            problems.add("spec.retries.attempts", "must not be negative, but is " + attempts);
        }
        Optional<GoDuration> perTry = wire.perTryTimeout() == null
                ? Optional.empty()
                : Durations.positive(wire.perTryTimeout(), "spec.retries.perTryTimeout", problems);
        if (attempts == 0 && perTry.isPresent()) {
            problems.note(
                    "spec.retries.perTryTimeout",
                    "has no effect: without attempts there are no retries, and Istio refuses a time-out for none");
            perTry = Optional.empty();
        }
        List<String> on = RetryConditions.read(wire.retryOn(), "spec.retries.retryOn", problems);
        if (attempts == 0 && !on.isEmpty()) {
            problems.note(
                    "spec.retries.retryOn",
                    "has no effect: without attempts there are no retries, and Istio refuses conditions for none");
            on = List.of();
        }
        return new RetryAction(attempts, perTry, on);
    }
}
