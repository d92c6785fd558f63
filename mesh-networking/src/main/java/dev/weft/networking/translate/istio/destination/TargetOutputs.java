// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The outputs of one target.
 *
 * @param outputs ordered by id
 * @param blocked outputs that are not written because somebody else holds the name
 */
public record TargetOutputs(List<Rendered> outputs, List<Blocked> blocked, List<Finding> findings) {

    /**
     * An output that is not written.
     *
     * @param policyKind kind of {@code policies}
     */
    public record Blocked(ObjectId output, String policyKind, SortedSet<Ref> policies, String message) {
        public Blocked {
            policies = Collections.unmodifiableSortedSet(new TreeSet<>(policies));
        }

        /** What users are told. */
        public String sentence() {
            return NotWritten.sentence(output, message);
        }

        /** Tells every policy that wants the output, or the target when none does. */
        public List<Finding> findings(Ref target) {
            String text = sentence();
            List<Finding> findings = new ArrayList<>();
            for (Ref policy : policies) {
                Subject subject = policyKind.equals("AccessPolicy")
                        ? Subjects.accessPolicy(policy)
                        : Subjects.trafficPolicy(policy);
                findings.add(Finding.of(NetworkingFinding.NAME_TAKEN, subject, text)
                        .onTarget(target.key())
                        .onCluster(output.cluster()));
            }
            if (findings.isEmpty()) {
                findings.add(Finding.of(NetworkingFinding.NAME_TAKEN_UNUSED, Subjects.target(target), text)
                        .onTarget(target.key())
                        .onCluster(output.cluster()));
            }
            return findings;
        }
    }

    public TargetOutputs {
        outputs = List.copyOf(outputs);
        blocked = List.copyOf(blocked);
        findings = List.copyOf(findings);
    }

    /**
     * How an output is drawn.
     *
     * @param suffix of its name
     * @param mayWait whether it costs something
     */
    private record Drawing(GroupKind kind, String suffix, boolean mayWait, Function<TargetPlan, Sketch> sketch) {}

    /**
     * Draws all outputs of a target and writes those whose name is free.
     *
     * @param whenAsked whether each is drawn only when somebody looks at it
     */
    public static TargetOutputs of(TargetPlan plan, OutputWriter writer, boolean whenAsked) {
        List<Rendered> outputs = new ArrayList<>();
        List<Blocked> blocked = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Drawing drawing : drawings(plan, findings)) {
            DestinationRef service = plan.target().service();
            ObjectId id = new ObjectId(
                    service.cluster(), drawing.kind(), service.namespace(), service.name() + drawing.suffix());
            Optional<String> obstacle = obstacle(plan, drawing.kind());
            if (obstacle.isEmpty()) {
                outputs.add(
                        whenAsked && drawing.mayWait()
                                ? Rendered.whenAsked(id, () -> written(id, plan, drawing, writer))
                                : written(id, plan, drawing, writer));
            } else {
                Sketch sketch = drawing.sketch().apply(plan);
                SortedSet<Ref> policies = drawing.kind().equals(IstioKinds.DESTINATION_RULE)
                        ? DestinationRules.unmet(plan)
                        : sketch.policies();
                Blocked block = new Blocked(id, sketch.policyKind(), policies, obstacle.get());
                blocked.add(block);
                findings.addAll(block.findings(plan.target().ref()));
            }
        }
        findings.addAll(TargetWarnings.of(plan));
        outputs.sort(null);
        return new TargetOutputs(outputs, blocked, findings);
    }

    private static Rendered written(ObjectId id, TargetPlan plan, Drawing drawing, OutputWriter writer) {
        Sketch sketch = drawing.sketch().apply(plan);
        return writer.write(
                id,
                plan.meta(),
                sketch.spec(),
                parents(plan.target().ref(), sketch.policyKind(), sketch.policies()),
                referents(plan, sketch));
    }

    /**
     * Why an output is not written. A route to a subset that no DestinationRule configures would answer every request with 503, so such a
     * VirtualService stays as it is too.
     */
    private static Optional<String> obstacle(TargetPlan plan, GroupKind kind) {
        String holder = plan.taken().get(kind);
        if (holder != null) {
            return Optional.of(holder);
        }
        if (!kind.equals(IstioKinds.VIRTUAL_SERVICE) || plan.withoutRule().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("it sends to " + plan.withoutRule().firstEntry().getValue());
    }

    private static List<Drawing> drawings(TargetPlan plan, List<Finding> findings) {
        List<Drawing> drawings = new ArrayList<>();
        if (VirtualServices.isWanted(plan.routing())) {
            drawings.add(new Drawing(IstioKinds.VIRTUAL_SERVICE, "", true, VirtualServices::sketch));
        }
        // How many there are is known when they are drawn.
        AuthorizationPolicies.sketches(plan)
                .forEach(sketch -> drawings.add(new Drawing(sketch.kind(), sketch.suffix(), false, same -> sketch)));
        boolean rule = DestinationRules.isWanted(plan);
        if (rule && plan.decision().suppressDestinationRule()) {
            plan.demands()
                    .forEach(demand -> findings.add(Finding.of(
                                    NetworkingFinding.INTERSECTING_CONFIG,
                                    Subjects.trafficPolicy(demand.policy()),
                                    "needs subset " + plan.subsetNames().of(demand.service(), demand.subset())
                                            + " of service "
                                            + demand.service()
                                            + ", but a user's own DestinationRule covers that host and ours is not written")
                            .onCluster(demand.service().cluster())
                            .onTarget(plan.target().ref().key())
                            .at("spec.trafficShift")));
        } else if (rule) {
            drawings.add(new Drawing(IstioKinds.DESTINATION_RULE, "", true, DestinationRules::sketch));
        }
        return drawings;
    }

    /**
     * What it sends to: subsets, and services of other clusters. Before these it would answer every request with 503 (I3). And what closes
     * the ways around a waypoint, before the waypoint is relied upon.
     */
    private static List<ObjectId> referents(TargetPlan plan, Sketch sketch) {
        if (sketch.isForWaypoint()) {
            return List.of(AuthorizationPolicies.ofPods(plan.target().service()));
        }
        if (!sketch.kind().equals(IstioKinds.VIRTUAL_SERVICE)) {
            return List.of();
        }
        String cluster = plan.target().service().cluster();
        return Stream.concat(
                        plan.decision().subsetsSentTo().stream()
                                .filter(service -> service.cluster().equals(cluster))
                                .map(TargetOutputs::rule),
                        plan.elsewhere().stream())
                .toList();
    }

    /**
     * The parents of an output of a target: the TrafficTarget and the policies because of which it exists.
     *
     * @param policyKind kind of {@code policies}
     */
    public static List<Parent> parents(Ref target, String policyKind, Collection<Ref> policies) {
        List<Parent> parents = new ArrayList<>();
        Subject subject = Subjects.target(target);
        parents.add(new Parent(subject.apiVersion(), subject.kind(), target));
        String apiVersion = Subjects.trafficPolicy(target).apiVersion();
        policies.forEach(policy -> parents.add(new Parent(apiVersion, policyKind, policy)));
        return parents;
    }

    /** The DestinationRule of a service on its own cluster, which has its subsets. */
    public static ObjectId rule(DestinationRef service) {
        return new ObjectId(service.cluster(), IstioKinds.DESTINATION_RULE, service.namespace(), service.name());
    }

    /** The names that the outputs of a target may need, for the look at who holds them. */
    public static List<ObjectId> names(TargetFact target) {
        DestinationRef service = target.service();
        List<ObjectId> names = new ArrayList<>();
        IstioKinds.OF_TARGETS.forEach(
                kind -> names.add(new ObjectId(service.cluster(), kind, service.namespace(), service.name())));
        if (target.ambient().isPresent()) {
            names.add(AuthorizationPolicies.ofPods(service));
        }
        return names;
    }
}
