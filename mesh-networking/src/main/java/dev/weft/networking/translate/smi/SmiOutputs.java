// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Draws the outputs of one Open Service Mesh target and writes those whose names are free. */
public final class SmiOutputs {

    private static final String TRAFFIC_POLICY = "TrafficPolicy";
    private static final String ACCESS_POLICY = "AccessPolicy";

    private final SmiPlan plan;
    private final OutputWriter writer;
    private final DestinationRef service;
    private final List<Rendered> outputs = new ArrayList<>();
    private final List<TargetOutputs.Blocked> blocked = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private SmiOutputs(SmiPlan plan, OutputWriter writer) {
        this.plan = plan;
        this.writer = writer;
        this.service = plan.target().service();
    }

    public static TargetOutputs of(SmiPlan plan, OutputWriter writer) {
        SmiOutputs drawing = new SmiOutputs(plan, writer);
        drawing.split();
        plan.decision().acceptedAccess().forEach(drawing::access);
        drawing.outputs.sort(null);
        return new TargetOutputs(drawing.outputs, drawing.blocked, drawing.findings);
    }

    /** The names whose holders must be known before {@link #of}. */
    public static List<ObjectId> names(DestinationRef service, List<AccessPolicyFact> access) {
        List<ObjectId> names = new ArrayList<>();
        names.add(SmiNames.split(service));
        access.forEach(
                policy -> names.addAll(SmiNames.access(service, policy.meta().ref())));
        return names;
    }

    private void split() {
        Optional<ShiftAction> shift = Optional.empty();
        SortedSet<Ref> policies = new TreeSet<>();
        for (TrafficPolicyFact policy : plan.decision().acceptedTraffic()) {
            Optional<ShiftAction> asked = policy.rules()
                    .routeActions()
                    .filter(ShiftAction.class::isInstance)
                    .map(ShiftAction.class::cast)
                    .findFirst();
            if (asked.isPresent()) {
                // those that were accepted beside it ask for the same
                shift = shift.or(() -> asked);
                policies.add(policy.meta().ref());
            }
        }
        shift.ifPresent(agreed -> {
            ObjectId id = SmiNames.split(service);
            if (isFree(List.of(id), TRAFFIC_POLICY, policies)) {
                write(id, TrafficSplits.spec(service, agreed), TRAFFIC_POLICY, policies, List.of());
            }
        });
    }

    /**
     * Both or none: a TrafficTarget that named somebody else's routes would allow what those say. Ports are only accepted of a service
     * whose ports are all TCP; there they are all that a policy can say.
     */
    private void access(AccessPolicyFact policy) {
        Ref ref = policy.meta().ref();
        boolean byPort = !policy.rules().ports().isEmpty();
        ObjectId routes = byPort ? SmiNames.ports(service, ref) : SmiNames.routes(service, ref);
        ObjectId target = SmiNames.target(service, ref);
        SortedSet<Ref> policies = new TreeSet<>(List.of(ref));
        if (!isFree(List.of(routes, target), ACCESS_POLICY, policies)) {
            return;
        }
        AccessTargets.Rule rule = byPort ? ports(policy.rules(), routes, policies) : requests(policy, routes, policies);
        String account = plan.backing().accounts().getFirst();
        write(
                target,
                AccessTargets.spec(service, account, policy.rules(), rule),
                ACCESS_POLICY,
                policies,
                List.of(routes));
        tellWhoShares(ref, account);
    }

    private AccessTargets.Rule ports(AccessRules rules, ObjectId id, SortedSet<Ref> policies) {
        write(id, TcpRoutes.spec(rules), ACCESS_POLICY, policies, List.of());
        return new AccessTargets.Rule(id.kind().kind(), id.name(), List.of());
    }

    private AccessTargets.Rule requests(AccessPolicyFact policy, ObjectId id, SortedSet<Ref> policies) {
        RouteGroups.Spec requests = RouteGroups.spec(policy.meta().ref(), policy.rules());
        write(id, requests, ACCESS_POLICY, policies, List.of());
        return new AccessTargets.Rule(
                id.kind().kind(),
                id.name(),
                requests.matches().stream().map(RouteGroups.Match::name).toList());
    }

    private void tellWhoShares(Ref ref, String account) {
        if (!plan.backing().others().isEmpty()) {
            findings.add(Finding.of(
                            NetworkingFinding.SERVICE_ACCOUNT_SHARED,
                            Subjects.accessPolicy(ref),
                            "allows its requests also to "
                                    + String.join(", ", plan.backing().others())
                                    + ", which run as service account " + service.namespace() + "/" + account
                                    + " like the workloads of service " + service)
                    .onTarget(plan.target().ref().key())
                    .onCluster(service.cluster())
                    .at("spec.destinationSelector"));
        }
    }

    /** Whether all of these may be written; none of them is if one may not. */
    private boolean isFree(List<ObjectId> ids, String policyKind, SortedSet<Ref> policies) {
        Optional<ObjectId> taken =
                ids.stream().filter(id -> plan.taken().containsKey(id)).findFirst();
        if (taken.isEmpty()) {
            return true;
        }
        for (ObjectId id : ids) {
            String holder = plan.taken().get(id);
            String why = holder != null
                    ? holder
                    : taken.get().kind().kind() + " " + taken.get().name() + ", which it goes with, is not written";
            TargetOutputs.Blocked block = new TargetOutputs.Blocked(id, policyKind, policies, why);
            blocked.add(block);
            findings.addAll(block.findings(plan.target().ref()));
        }
        return false;
    }

    private void write(
            ObjectId id, Object spec, String policyKind, Collection<Ref> policies, List<ObjectId> referents) {
        outputs.add(writer.write(
                id, plan.meta(), spec, TargetOutputs.parents(plan.target().ref(), policyKind, policies), referents));
    }
}
