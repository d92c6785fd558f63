// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.istio.destination.AuthorizationPolicies;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.networking.translate.smi.SmiNames;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what the targets of a shard give: outputs, what is held, and what became of each policy. */
final class ShardCollector {

    private final ConfigShard existing;
    private final List<Rendered> outputs = new ArrayList<>();
    private final List<ObjectId> held = new ArrayList<>();
    private final Map<Ref, List<TargetEntry>> traffic = new HashMap<>();
    private final Map<Ref, List<TargetEntry>> access = new HashMap<>();
    private final Map<Ref, Map<Ref, List<PolicyError>>> notApplied = new HashMap<>();
    private final Map<Ref, List<Hidden>> hidden = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** @param existing what is configured in the shard already */
    ShardCollector(ConfigShard existing) {
        this.existing = existing;
    }

    void hide(Ref policy, Hidden part) {
        hidden.computeIfAbsent(policy, absent -> new ArrayList<>()).add(part);
    }

    /** Policies that are accepted on a target and are not applied to calls from its own cluster, with the reasons. */
    void notApplied(TargetFact target, Map<Ref, List<PolicyError>> policies) {
        notApplied.put(target.ref(), policies);
        policies.forEach(
                (policy, errors) -> errors.forEach(error -> findings.add(error.finding(Subjects.trafficPolicy(policy))
                        .onTarget(target.ref().key()))));
    }

    /** A target for which nothing is written: says so to everybody concerned. */
    void leave(DecidedTarget decided) {
        TargetFact target = decided.target();
        NetworkingFinding code;
        String message;
        if (decided.meshType() == MeshFact.Type.UNKNOWN) {
            // The reference may be restored any moment, and what is deleted meanwhile would open or break the service.
            held.addAll(TargetOutputs.names(target));
            existing.objects().stream()
                    .map(ConfigFact::id)
                    .filter(id -> SmiNames.belongsTo(id, target.service()))
                    .forEach(held::add);
            code = NetworkingFinding.TARGET_WITHOUT_MESH;
            message = "service " + target.service() + " belongs to Mesh " + target.mesh()
                    + ", which does not exist or has no known type; what is configured for it stays as it is";
            findings.add(about(decided, Finding.of(code, Subjects.target(target.ref()), message))
                    .at("spec.mesh"));
        } else {
            code = NetworkingFinding.MESH_NOT_SERVED;
            message = "has no effect on service " + target.service() + ": its mesh is of type "
                    + decided.meshType().label() + ", which is not translated";
        }
        decided.decision()
                .acceptedTraffic()
                .forEach(policy -> findings.add(about(
                        decided,
                        Finding.of(code, Subjects.trafficPolicy(policy.meta().ref()), message))));
        decided.decision()
                .acceptedAccess()
                .forEach(policy -> findings.add(about(
                        decided,
                        Finding.of(code, Subjects.accessPolicy(policy.meta().ref()), message))));
    }

    private static Finding about(DecidedTarget decided, Finding finding) {
        return finding.onTarget(decided.target().ref().key())
                .onCluster(decided.target().service().cluster());
    }

    /** @param made what was drawn for it, empty when its mesh is not served */
    void add(DecidedTarget decided, Optional<TargetOutputs> made) {
        made.ifPresent(target -> {
            outputs.addAll(target.outputs());
            findings.addAll(target.findings());
            target.blocked().forEach(block -> held.add(block.output()));
        });
        List<TargetOutputs.Blocked> blocked = made.map(TargetOutputs::blocked).orElse(List.of());
        List<String> waiting = holdAccess(decided);
        entries(
                decided,
                decided.decision().traffic(),
                "TrafficPolicy",
                blocked,
                List.of(),
                notApplied.getOrDefault(decided.target().ref(), Map.of()),
                traffic);
        entries(decided, decided.decision().access(), "AccessPolicy", blocked, waiting, Map.of(), access);
    }

    /** Leaves what allows access as it is where the decision asks for that; says so where there is one. */
    private List<String> holdAccess(DecidedTarget decided) {
        List<Ref> holders = decided.decision().accessHolders();
        if (holders.isEmpty()) {
            return List.of();
        }
        DestinationRef service = decided.target().service();
        if (decided.isOsm()) {
            holders.forEach(policy -> held.addAll(SmiNames.access(service, policy)));
            return List.of();
        }
        boolean concerned = false;
        for (ObjectId id : AuthorizationPolicies.ids(service)) {
            boolean wasDrawn = outputs.removeIf(output -> output.id().equals(id));
            boolean stands =
                    existing.of(id).filter(object -> !object.owner().isEmpty()).isPresent();
            concerned |= wasDrawn || stands;
            held.add(id);
        }
        if (!concerned) {
            return List.of();
        }
        String message = "AuthorizationPolicy " + service.namespace() + "/" + service.name() + " on cluster "
                + service.cluster() + " stays as it is until AccessPolicy "
                + String.join(", ", holders.stream().map(Ref::toString).toList()) + " can be applied";
        for (Ref holder : holders) {
            findings.add(
                    about(decided, Finding.of(NetworkingFinding.OUTPUT_HELD, Subjects.accessPolicy(holder), message)));
        }
        return List.of(message);
    }

    private static void entries(
            DecidedTarget decided,
            List<Verdict> verdicts,
            String policyKind,
            List<TargetOutputs.Blocked> blocked,
            List<String> waiting,
            Map<Ref, List<PolicyError>> notApplied,
            Map<Ref, List<TargetEntry>> into) {
        for (Verdict verdict : verdicts) {
            List<String> failures = blocked.stream()
                    .filter(block -> block.policyKind().equals(policyKind)
                            && block.policies().contains(verdict.policy()))
                    .map(TargetOutputs.Blocked::sentence)
                    .toList();
            into.computeIfAbsent(verdict.policy(), absent -> new ArrayList<>())
                    .add(new TargetEntry(
                            decided.target().ref(),
                            decided.target().mesh(),
                            verdict,
                            failures,
                            waiting,
                            notApplied.getOrDefault(verdict.policy(), List.of())));
        }
    }

    ShardOutputs outputs() {
        outputs.sort(null);
        return new ShardOutputs(outputs, held, traffic, access, hidden, findings);
    }
}
