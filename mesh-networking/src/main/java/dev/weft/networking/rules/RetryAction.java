// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.Optional;

/**
 * Retry failed requests.
 *
 * @param attempts 0 turns retries off
 * @param perTryTimeout at least 1ms
 */
public record RetryAction(int attempts, Optional<GoDuration> perTryTimeout) implements Action.OnRoute {

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
        return new RetryAction(attempts, perTry);
    }
}
