// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.Ambient;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * AccessPolicies are additive, so each is judged by itself: are its fields usable, and do the clusters it names have identities?
 *
 * <p>A workload without AuthorizationPolicy is open to everybody. So where a policy cannot be applied, an AuthorizationPolicy that stands
 * is held as it is instead of being deleted (docs/adr, "An AuthorizationPolicy is held before it is widened").
 */
final class AccessAcceptance {

    private final TargetInput input;
    private final TargetFact target;
    private final List<AccessPolicyFact> accepted = new ArrayList<>();
    private final Map<Ref, Verdict> refused = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private AccessAcceptance(TargetInput input) {
        this.input = input;
        this.target = input.target();
    }

    static AccessAcceptance of(TargetInput input) {
        AccessAcceptance acceptance = new AccessAcceptance(input);
        input.accessPolicies().forEach(acceptance::judge);
        return acceptance;
    }

    private void judge(AccessPolicyFact policy) {
        Ref ref = policy.meta().ref();
        List<PolicyError> errors = new ArrayList<>();
        List<PolicyError> undecided = new ArrayList<>();
        policy.rules()
                .problems()
                .forEach(problem -> errors.add(PolicyError.of(NetworkingFinding.INVALID_FIELD, problem)));
        if (input.isIstio()) {
            checkSelector(errors, undecided);
            target.ambient().ifPresent(ambient -> checkAmbient(policy.rules(), ambient, errors));
            checkTrustDomains(policy, errors, undecided);
        } else if (input.isOsm()) {
            errors.addAll(SmiCheck.of(policy, target, input.backing()));
            input.backing()
                    .unreadable()
                    .filter(why -> input.backing().accounts().isEmpty())
                    .ifPresent(why -> undecided.add(new PolicyError(
                            NetworkingFinding.SOURCE_UNKNOWN,
                            "spec.destinationSelector",
                            "whether workloads are behind service " + target.service() + " cannot be told: " + why)));
        }
        if (!errors.isEmpty()) {
            refused.put(ref, new Verdict.Rejected(ref, errors));
            errors.forEach(error -> report(ref, error));
        } else if (!undecided.isEmpty()) {
            boolean was = Acceptance.acceptedBefore(policy, target);
            refused.put(ref, new Verdict.Undecided(ref, was, undecided));
            undecided.forEach(reason -> report(ref, reason));
        } else {
            accepted.add(policy);
        }
    }

    /** An AuthorizationPolicy covers whatever its labels select: that must be the service's workloads and no others. */
    private void checkSelector(List<PolicyError> errors, List<PolicyError> undecided) {
        String field = "spec.destinationSelector";
        List<DestinationRef> others = input.overreach().workloads();
        if (target.workloadSelector().isEmpty()) {
            errors.add(new PolicyError(
                    NetworkingFinding.SELECTORLESS_SERVICE,
                    field,
                    "selects service " + target.service() + ", which has no selector; an AuthorizationPolicy for it"
                            + " would cover every workload of namespace "
                            + target.service().namespace()));
        } else if (!others.isEmpty()) {
            errors.add(new PolicyError(
                    NetworkingFinding.ROOT_NAMESPACE_REACH,
                    field,
                    "selects service " + target.service()
                            + " in the root namespace of Istio; an AuthorizationPolicy for"
                            + " it would reach into other namespaces and cover workload " + others.getFirst()
                            + (others.size() > 1 ? " and " + (others.size() - 1) + " more" : "")
                            + ", which has the same labels " + target.workloadSelector()));
        } else {
            input.overreach()
                    .unreadable()
                    .ifPresent(why -> undecided.add(new PolicyError(
                            NetworkingFinding.SOURCE_UNKNOWN,
                            field,
                            "selects service " + target.service()
                                    + " in the root namespace of Istio, and whether workloads"
                                    + " of other namespaces have the same labels cannot be told: " + why)));
        }
    }

    /** ztunnel sees no requests, and a waypoint sees the port of the Service where an AccessPolicy speaks of that of the pod. */
    private void checkAmbient(AccessRules rules, Ambient ambient, List<PolicyError> errors) {
        String service = "service " + target.service() + ", which is in Istio's ambient mode";
        if (ambient.waypoint().isEmpty()) {
            for (String field : requestFields(rules)) {
                errors.add(new PolicyError(
                        NetworkingFinding.WAYPOINT_NEEDED,
                        field,
                        "selects " + service + " without a waypoint: ztunnel does not see requests"));
            }
        } else if (!rules.ports().isEmpty()) {
            errors.add(new PolicyError(
                    NetworkingFinding.UNSUPPORTED_BY_MESH,
                    "spec.allowedPorts",
                    "selects " + service + " behind waypoint "
                            + ambient.waypoint().get()
                            + ": that sees the ports of the Service, and allowedPorts are those of the pods"));
        }
    }

    private static List<String> requestFields(AccessRules rules) {
        List<String> fields = new ArrayList<>();
        if (!rules.paths().isEmpty()) {
            fields.add("spec.allowedPaths");
        }
        if (!rules.methods().isEmpty()) {
            fields.add("spec.allowedMethods");
        }
        return fields;
    }

    private void checkTrustDomains(AccessPolicyFact policy, List<PolicyError> errors, List<PolicyError> undecided) {
        List<IdentitySelector> sources = policy.rules().sources();
        for (int i = 0; i < sources.size(); i++) {
            String field = "spec.sourceSelector[" + i + "]";
            for (String cluster : sources.get(i).namedClusters()) {
                switch (input.trustDomain(cluster)) {
                    case TrustDomain.Known known ->
                        known.names().stream()
                                .filter(name -> name.contains("*") || name.contains("/"))
                                .forEach(name -> errors.add(new PolicyError(
                                        NetworkingFinding.NO_TRUST_DOMAIN,
                                        field,
                                        "names cluster \"" + cluster + "\", whose mesh has the trust domain \"" + name
                                                + "\", which is none")));
                    case TrustDomain.None none ->
                        errors.add(new PolicyError(
                                NetworkingFinding.NO_TRUST_DOMAIN,
                                field,
                                "names cluster \"" + cluster + "\", on which no Istio mesh is known"));
                    case TrustDomain.Unreadable unreadable ->
                        undecided.add(new PolicyError(
                                NetworkingFinding.SOURCE_UNKNOWN,
                                field,
                                "names cluster \"" + cluster + "\": " + unreadable.reason()));
                }
            }
        }
    }

    private void report(Ref policy, PolicyError error) {
        findings.add(error.finding(Subjects.accessPolicy(policy))
                .onTarget(target.ref().key())
                .onCluster(target.service().cluster()));
    }

    List<AccessPolicyFact> accepted() {
        return List.copyOf(accepted);
    }

    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < accepted.size(); i++) {
            verdicts.add(new Verdict.Accepted(accepted.get(i).meta().ref(), i, List.of()));
        }
        verdicts.addAll(refused.values());
        return verdicts;
    }

    /**
     * The policies because of which the AuthorizationPolicy is neither written nor deleted: those that were applied and cannot be judged
     * now, since writing it without them would take away what they allow; and, when no policy at all is left to write, every one that
     * selects the target, since deleting it would allow everybody. On Open Service Mesh each policy has outputs of its own, and what is not
     * allowed there is denied: only those that cannot be judged now hold theirs.
     */
    List<Ref> holders() {
        if (!input.isIstio() && !input.isOsm()) {
            return List.of();
        }
        SortedSet<Ref> holders = new TreeSet<>();
        refused.values().forEach(verdict -> {
            if (verdict instanceof Verdict.Undecided undecided && undecided.wasAccepted()) {
                holders.add(verdict.policy());
            }
        });
        if (input.isIstio() && accepted.isEmpty()) {
            holders.addAll(refused.keySet());
            holders.addAll(input.accessWaiting());
        }
        return List.copyOf(holders);
    }

    List<Finding> findings() {
        return findings;
    }
}
