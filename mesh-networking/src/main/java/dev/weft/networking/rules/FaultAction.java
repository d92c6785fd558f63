// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fail or delay a share of the requests on purpose.
 *
 * @param percentage 0 to 100
 */
public record FaultAction(Fault fault, double percentage) implements Action.OnRoute {

    /** What is done to the chosen requests. */
    public sealed interface Fault {
        /** @param httpStatus 200 to 599 */
        record Abort(int httpStatus) implements Fault {}

        record FixedDelay(GoDuration delay) implements Fault {}
    }

    @Override
    public String field() {
        return "faultInjection";
    }

    static Optional<Action> from(TrafficPolicySpec.FaultInjection wire, Problems problems) {
        String field = "spec.faultInjection";
        double percentage = Percentages.ofFaults(wire.percentage(), field + ".percentage", problems);
        List<String> given = new ArrayList<>();
        Optional<Fault> fault = Optional.empty();
        if (wire.fixedDelay() != null) {
            given.add("fixedDelay");
            fault = Durations.positive(wire.fixedDelay(), field + ".fixedDelay", problems)
                    .map(Fault.FixedDelay::new);
        }
        if (wire.exponentialDelay() != null) {
            given.add("exponentialDelay");
            Durations.positive(wire.exponentialDelay(), field + ".exponentialDelay", problems);
            problems.note(
                    field + ".exponentialDelay",
                    "is not written: Istio does not act on it, and its webhook refuses it; use fixedDelay");
        }
        if (wire.abort() != null) {
            given.add("abort");
            fault = abort(wire.abort(), problems);
        }
        if (given.size() != 1) {
            problems.add(
                    field,
                    given.isEmpty()
                            ? "says no kind of fault; set one of fixedDelay or abort"
                            : "sets " + String.join(" and ", given) + "; set only one of them");
            return Optional.empty();
        }
        return fault.map(kind -> new FaultAction(kind, percentage));
    }

    private static Optional<Fault> abort(TrafficPolicySpec.FaultInjection.Abort wire, Problems problems) {
        int status = wire.httpStatus() == null ? 0 : wire.httpStatus();
        if (status < 200 || status > 599) {
            problems.add(
                    "spec.faultInjection.abort.httpStatus",
                    wire.httpStatus() == null
                            ? "is missing; say which HTTP status to answer, 200 to 599"
                            : "must be an HTTP status from 200 to 599, but is " + status);
            return Optional.empty();
        }
        return Optional.of(new Fault.Abort(status));
    }
}
