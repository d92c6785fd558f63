// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Whether the services a TrafficPolicy sends traffic to exist and have the ports it names. */
final class DestinationCheck {

    private final TargetInput input;
    private final List<PolicyError> errors = new ArrayList<>();
    private final List<PolicyError> undecided = new ArrayList<>();

    private DestinationCheck(TargetInput input) {
        this.input = input;
    }

    static DestinationCheck of(TrafficPolicyFact policy, TargetInput input) {
        DestinationCheck check = new DestinationCheck(input);
        for (Action action : policy.rules().actions()) {
            if (action instanceof MirrorAction mirror) {
                check.service(mirror.service(), mirror.port(), "spec.mirror");
            } else if (action instanceof ShiftAction shift) {
                shift.destinations().forEach(check::weighted);
            }
        }
        return check;
    }

    /** What is wrong. */
    List<PolicyError> errors() {
        return errors;
    }

    /** What cannot be told. */
    List<PolicyError> undecided() {
        return undecided;
    }

    private void weighted(ShiftAction.Weighted destination) {
        switch (destination.to()) {
            case ShiftAction.To.Service to -> {
                service(to.service(), to.port(), destination.field() + ".kubeService");
                if (!to.subset().isEmpty()) {
                    subset(to.service(), destination.field() + ".kubeService.subset");
                }
            }
            case ShiftAction.To.Failover to -> {
                String field = destination.field() + ".failoverService";
                if (input.failoverServices().containsKey(to.failoverService())) {
                    undecided.add(new PolicyError(
                            NetworkingFinding.NOT_YET_SUPPORTED,
                            field,
                            "sends to FailoverService " + to.failoverService()
                                    + ", which this version does not act on yet"));
                } else {
                    errors.add(new PolicyError(
                            NetworkingFinding.REFERENCE_NOT_FOUND,
                            field,
                            "FailoverService " + to.failoverService() + " does not exist"));
                }
            }
        }
    }

    private void service(DestinationRef service, OptionalInt port, String field) {
        switch (input.destination(service)) {
            case Destination.Missing missing ->
                errors.add(new PolicyError(
                        NetworkingFinding.REFERENCE_NOT_FOUND,
                        field,
                        "no TrafficTarget stands for service " + service + " (name.namespace.cluster)"));
            case Destination.Unreadable unreadable ->
                undecided.add(new PolicyError(
                        NetworkingFinding.SOURCE_UNKNOWN, field, "service " + service + ": " + unreadable.reason()));
            case Destination.Known known -> port(known, service, port, field);
        }
    }

    /** A subset that nobody configures would answer every request with 503. */
    private void subset(DestinationRef service, String field) {
        for (ConfigFact rule : input.userConfig().rulesOn(service)) {
            errors.add(new PolicyError(
                    NetworkingFinding.INTERSECTING_CONFIG,
                    field,
                    "cannot be configured: the user's own DestinationRule "
                            + rule.id().namespace() + "/" + rule.id().name() + " on cluster "
                            + rule.id().cluster() + " already covers service " + service));
        }
    }

    private void port(Destination.Known known, DestinationRef service, OptionalInt port, String field) {
        if (input.isOsm()) {
            // a TrafficSplit keeps the port of the request
            return;
        }
        if (port.isEmpty()) {
            if (known.ports().size() > 1) {
                errors.add(new PolicyError(
                        NetworkingFinding.PORT_MISSING,
                        field + ".port",
                        "must be set, because service " + service + " has "
                                + known.ports().size() + " ports: " + numbers(known)));
            }
        } else if (known.ports().stream().noneMatch(existing -> existing.number() == port.getAsInt())) {
            errors.add(new PolicyError(
                    NetworkingFinding.PORT_MISSING,
                    field + ".port",
                    "service " + service + " has no port " + port.getAsInt() + "; it has " + numbers(known)));
        }
    }

    private static String numbers(Destination.Known known) {
        List<String> numbers = known.ports().stream()
                .map(port -> String.valueOf(port.number()))
                .toList();
        return numbers.isEmpty() ? "none" : String.join(", ", numbers);
    }
}
