// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ordered walk (house.md 3.10): the TrafficPolicies of a target are tried one after the other against what is accepted already, each
 * is taken whole or rejected whole, and a rejected one leaves no trace. So a policy only ever loses to an accepted one (BUG-1, BUG-8,
 * E-20).
 */
final class TrafficAcceptance {

    private static final GroupKind VIRTUAL_SERVICE = new GroupKind("networking.istio.io", "VirtualService");
    private static final GroupKind DESTINATION_RULE = new GroupKind("networking.istio.io", "DestinationRule");

    private final TargetInput input;
    private final TargetFact target;
    private final List<TrafficPolicyFact> accepted = new ArrayList<>();
    private final Map<Ref, Verdict> refused = new TreeMap<>();
    private final Map<Ref, List<PolicyError>> unresolved = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private Drafts drafts;
    private boolean suppressDestinationRule;

    private TrafficAcceptance(TargetInput input) {
        this.input = input;
        this.target = input.target();
        this.drafts = noDrafts();
    }

    private Drafts noDrafts() {
        return new Drafts(target.service().cluster(), input.callers(), input.trafficPolicies());
    }

    static TrafficAcceptance of(TargetInput input) {
        TrafficAcceptance acceptance = new TrafficAcceptance(input);
        List<TrafficPolicyFact> ordered = Precedence.order(input.trafficPolicies(), input.target());
        if (input.isIstio()) {
            ordered.forEach(acceptance::tryOut);
            acceptance.respectUserConfig();
        } else if (input.isOsm()) {
            ordered.forEach(acceptance::tryOut);
        } else {
            ordered.forEach(acceptance::takeUnlessWrong);
        }
        return acceptance;
    }

    /** On a mesh that is not translated no two policies can be in each other's way (BUG-9). */
    private void takeUnlessWrong(TrafficPolicyFact policy) {
        List<PolicyError> errors = problems(policy);
        if (errors.isEmpty()) {
            accepted.add(policy);
        } else {
            reject(policy, errors);
        }
    }

    private static List<PolicyError> problems(TrafficPolicyFact policy) {
        List<PolicyError> errors = new ArrayList<>();
        policy.rules()
                .problems()
                .forEach(problem -> errors.add(PolicyError.of(NetworkingFinding.INVALID_FIELD, problem)));
        return errors;
    }

    private void tryOut(TrafficPolicyFact policy) {
        Ref ref = policy.meta().ref();
        List<PolicyError> errors = problems(policy);
        if (input.isOsm()) {
            errors.addAll(SmiCheck.of(policy, target));
        }
        DestinationCheck destinations = DestinationCheck.of(policy, input);
        errors.addAll(destinations.errors());
        List<PolicyError> undecided = new ArrayList<>(destinations.undecided());
        input.userConfig()
                .unreadable()
                .ifPresent(why -> undecided.add(new PolicyError(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        "spec",
                        "whether a user's own object covers the host cannot be told: " + why)));
        if (errors.isEmpty() && !undecided.isEmpty()) {
            undecided.forEach(reason -> report(policy, reason));
            if (!Precedence.acceptedBefore(policy, target)) {
                refused.put(ref, new Verdict.Undecided(ref, false, undecided));
                return;
            }
            unresolved.put(ref, undecided);
        }
        List<Draft.Clash> clashes = drafts.clashes(policy);
        clashes.forEach(clash -> errors.add(clash(clash)));
        if (!errors.isEmpty()) {
            reject(policy, errors);
            clashes.forEach(clash -> tellWinners(policy, clash));
            return;
        }
        drafts.add(policy);
        accepted.add(policy);
    }

    private static PolicyError clash(Draft.Clash clash) {
        return new PolicyError(
                NetworkingFinding.FIELD_CONFLICT,
                "spec." + clash.field(),
                "is already set to another value by " + names(clash) + ", which was accepted first");
    }

    private static String names(Draft.Clash clash) {
        return "TrafficPolicy "
                + String.join(", ", clash.winners().stream().map(Ref::toString).toList());
    }

    private void tellWinners(TrafficPolicyFact loser, Draft.Clash clash) {
        for (Ref winner : clash.winners()) {
            String message = "keeps spec." + clash.field() + " on " + target.service() + "; TrafficPolicy "
                    + loser.meta().ref() + " wants another value and is rejected there";
            findings.add(Finding.of(NetworkingFinding.CONFLICT_WON, Subjects.trafficPolicy(winner), message)
                    .onTarget(target.ref().key())
                    .onCluster(target.service().cluster())
                    .at("spec." + clash.field()));
        }
    }

    private void reject(TrafficPolicyFact policy, List<PolicyError> errors) {
        Ref ref = policy.meta().ref();
        refused.put(ref, new Verdict.Rejected(ref, errors));
        errors.forEach(error -> report(policy, error));
    }

    private void report(TrafficPolicyFact policy, PolicyError error) {
        findings.add(error.finding(Subjects.trafficPolicy(policy.meta().ref()))
                .onTarget(target.ref().key())
                .onCluster(target.service().cluster()));
    }

    /**
     * A user's own object on the host keeps ours away, and every policy of the target is refused with a word about it: applied to half of
     * the configuration they would not mean what they say.
     */
    private void respectUserConfig() {
        List<ConfigFact> virtualServices = intersecting(VIRTUAL_SERVICE);
        List<ConfigFact> destinationRules = intersecting(DESTINATION_RULE);
        boolean writesRule =
                input.defaultTls().isPresent() || !drafts.here().host().isEmpty();
        List<ConfigFact> inTheWay = new ArrayList<>();
        if (!drafts.here().routes().isEmpty()) {
            inTheWay.addAll(virtualServices);
        }
        if (writesRule) {
            inTheWay.addAll(destinationRules);
        }
        suppressDestinationRule = !destinationRules.isEmpty();
        if (inTheWay.isEmpty()) {
            return;
        }
        List<PolicyError> errors = inTheWay.stream().map(this::intersection).toList();
        List<TrafficPolicyFact> losers = List.copyOf(accepted);
        accepted.clear();
        drafts = noDrafts();
        findings.removeIf(finding -> finding.code() == NetworkingFinding.CONFLICT_WON);
        losers.forEach(policy -> reject(policy, errors));
        if (losers.isEmpty()) {
            errors.forEach(error -> findings.add(
                    Finding.of(NetworkingFinding.NAME_TAKEN_UNUSED, Subjects.target(target.ref()), error.message())
                            .onTarget(target.ref().key())
                            .onCluster(target.service().cluster())));
        }
    }

    private List<ConfigFact> intersecting(GroupKind kind) {
        return input.userConfig().onHost().stream()
                .filter(object -> object.id().kind().equals(kind))
                .toList();
    }

    private PolicyError intersection(ConfigFact object) {
        return new PolicyError(
                NetworkingFinding.INTERSECTING_CONFIG,
                "spec",
                "the user's own " + object.id().kind().kind() + " "
                        + object.id().namespace() + "/"
                        + object.id().name() + " on cluster " + object.id().cluster() + " already covers host "
                        + String.join(", ", object.hosts()));
    }

    List<TrafficPolicyFact> accepted() {
        return List.copyOf(accepted);
    }

    /** Accepted ones in acceptance order, then the others by key. */
    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < accepted.size(); i++) {
            Ref ref = accepted.get(i).meta().ref();
            verdicts.add(new Verdict.Accepted(ref, i, unresolved.getOrDefault(ref, List.of())));
        }
        verdicts.addAll(refused.values());
        return verdicts;
    }

    Asked here() {
        return drafts.here();
    }

    SortedMap<String, Asked> elsewhere() {
        return drafts.elsewhere();
    }

    boolean suppressesDestinationRule() {
        return suppressDestinationRule;
    }

    List<Demand> demands() {
        List<Demand> demands = new ArrayList<>();
        if (!input.isIstio()) {
            return demands;
        }
        for (int position = 0; position < accepted.size(); position++) {
            TrafficPolicyFact policy = accepted.get(position);
            for (Action action : policy.rules().actions()) {
                if (action instanceof ShiftAction shift) {
                    for (int i = 0; i < shift.destinations().size(); i++) {
                        ShiftAction.Weighted destination = shift.destinations().get(i);
                        demands.addAll(Demand.of(
                                destination,
                                services(destination.to()),
                                policy.meta().ref(),
                                target.ref().key(),
                                position,
                                i));
                    }
                }
            }
        }
        return demands;
    }

    /** The services that may answer what is sent there. */
    private List<DestinationRef> services(ShiftAction.To to) {
        return switch (to) {
            case ShiftAction.To.Service service -> List.of(service.service());
            case ShiftAction.To.Failover failover -> {
                FailoverOffer offer = input.failoverServices().get(failover.failoverService());
                yield offer == null ? List.of() : offer.backings();
            }
        };
    }

    List<Finding> findings() {
        return findings;
    }
}
