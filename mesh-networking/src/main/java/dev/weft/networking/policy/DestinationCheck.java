// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.rules.SourceSelector;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Whether the services a TrafficPolicy sends traffic to exist and have the ports it names. */
final class DestinationCheck {

    private final TrafficPolicyFact policy;
    private final TargetInput input;
    private final List<PolicyError> errors = new ArrayList<>();
    private final List<PolicyError> undecided = new ArrayList<>();

    private DestinationCheck(TrafficPolicyFact policy, TargetInput input) {
        this.policy = policy;
        this.input = input;
    }

    static DestinationCheck of(TrafficPolicyFact policy, TargetInput input) {
        DestinationCheck check = new DestinationCheck(policy, input);
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
            case ShiftAction.To.Failover to -> failover(to, destination.field() + ".failoverService");
        }
    }

    /** It must be in effect, and for the workloads that are to send there (BUG-27): others do not know its host. */
    private void failover(ShiftAction.To.Failover to, String field) {
        FailoverOffer offer = input.failoverServices().get(to.failoverService());
        String name = "FailoverService " + to.failoverService();
        if (offer == null) {
            errors.add(new PolicyError(NetworkingFinding.REFERENCE_NOT_FOUND, field, name + " does not exist"));
            return;
        }
        switch (offer.standing()) {
            case REFUSED ->
                errors.add(new PolicyError(
                        NetworkingFinding.FAILOVER_NOT_OFFERED,
                        field,
                        name + " is not accepted itself: " + offer.why()));
            case UNDECIDED ->
                undecided.add(new PolicyError(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        field,
                        "whether " + name + " is accepted cannot be told: " + offer.why()));
            case ACCEPTED -> {
                if (!isOffered(offer)) {
                    errors.add(new PolicyError(
                            NetworkingFinding.FAILOVER_NOT_OFFERED,
                            field,
                            name + " cannot be called by the callers of service "
                                    + input.target().service() + ": it names Mesh "
                                    + String.join(
                                            ", ",
                                            offer.meshes().stream()
                                                    .map(Ref::toString)
                                                    .toList())));
                }
            }
        }
        if (!to.subset().isEmpty() && !offer.alike()) {
            errors.add(
                    new PolicyError(
                            NetworkingFinding.UNSUPPORTED_BY_MESH,
                            field + ".subset",
                            "is not possible: the services of " + name
                                    + " differ in name, namespace or port, and only where they do not can a subset of all be asked for"));
        }
    }

    /** Callers on other clusters that it is not offered to go without; on the target's own nobody may. */
    private boolean isOffered(FailoverOffer offer) {
        List<SourceSelector> sources = policy.rules().sources();
        if (SourceSelector.anyCovers(sources, input.target().service().cluster())) {
            return offer.meshes().contains(input.target().mesh());
        }
        List<String> callers = input.callers().stream()
                .filter(cluster -> SourceSelector.anyCovers(sources, cluster))
                .toList();
        return callers.isEmpty()
                || callers.stream().anyMatch(cluster -> offer.clusters().contains(cluster));
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
