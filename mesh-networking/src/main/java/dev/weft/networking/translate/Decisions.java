// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.policy.Acceptance;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Need;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.TargetDecision;
import dev.weft.networking.policy.TargetInput;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides the policies of all targets of a shard. */
final class Decisions {

    private final World world;
    private final TargetInputs inputs;
    private final UnitMemo<ShardId, Ref, TargetInput, TargetDecision> units = new UnitMemo<>(Acceptance::decide);

    Decisions(World world, TargetInputs inputs) {
        this.world = world;
        this.inputs = inputs;
    }

    UnitMemo<ShardId, Ref, TargetInput, TargetDecision> units() {
        return units;
    }

    ShardDecisions of(ShardId shard, Reads reads) {
        TargetShard targets = reads.look(world.targets, shard).orElseGet(() -> TargetShard.of(List.of()));
        TargetInputs.Candidacy candidacy = inputs.candidacy(shard, targets, reads);
        List<Finding> findings = new ArrayList<>();
        Map<Ref, TargetInput> asked = new LinkedHashMap<>();
        for (TargetFact target : targets.targets()) {
            boolean counts = targets.of(target.service()).filter(target::equals).isPresent();
            if (counts) {
                asked.put(target.ref(), inputs.of(target, candidacy, reads));
            } else {
                findings.add(Finding.of(
                                NetworkingFinding.DUPLICATE_SERVICE,
                                Subjects.target(target.ref()),
                                "service " + target.service() + " has another TrafficTarget with a smaller key")
                        .onCluster(shard.cluster())
                        .at("spec.kubeService.ref"));
            }
        }
        Map<Ref, TargetDecision> decisions = units.group(shard, asked);
        List<DecidedTarget> decided = new ArrayList<>();
        Map<ShardId, List<Demand>> demands = new HashMap<>();
        Map<Ref, List<FailoverDemand>> failoverDemands = new HashMap<>();
        Map<ShardId, List<Need>> needs = new HashMap<>();
        asked.forEach((ref, input) -> {
            TargetDecision decision = decisions.get(ref);
            if (decision == null) {
                throw new IllegalStateException("undecided target " + ref);
            }
            decided.add(new DecidedTarget(input.target(), input.meshType(), decision, input.backing()));
            decision.demands()
                    .forEach(demand -> demands.computeIfAbsent(demand.service().shard(), absent -> new ArrayList<>())
                            .add(demand));
            if (input.meshType() == MeshFact.Type.ISTIO) {
                FailoverDemand.of(decision.acceptedTraffic())
                        .forEach(demand -> failoverDemands
                                .computeIfAbsent(demand.failoverService(), absent -> new ArrayList<>())
                                .add(demand));
                decision.here().services().stream()
                        .filter(service -> !service.cluster().equals(shard.cluster()))
                        .forEach(service -> needs.computeIfAbsent(service.shard(), absent -> new ArrayList<>())
                                .add(new Need(service, input.target().mesh())));
            }
            findings.addAll(decision.findings());
        });
        return new ShardDecisions(decided, demands, failoverDemands, needs, findings);
    }
}
