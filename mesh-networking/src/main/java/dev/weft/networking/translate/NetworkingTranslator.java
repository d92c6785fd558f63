// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The networking pass: a pure function of the snapshot that remembers its last answer. Each pass looks at everything and computes only
 * what saw a change:
 *
 * <ol>
 *   <li>premises: may a policy be applied at all?
 *   <li>decisions of each shard: which policies hold on which target? They demand subsets of other services.
 *   <li>outputs of each shard, with the demands of all shards
 *   <li>reports of each policy, folded from all shards
 * </ol>
 *
 * <p>Not safe for several threads; one loop owns it.
 */
public final class NetworkingTranslator {

    private final PassNumber pass = new PassNumber();
    private final World world = new World();
    private final FoldedIndex<ShardId, ShardId, Demand> demands = new FoldedIndex<>(Demand.ORDER);
    private final FoldedIndex<ShardId, Ref, TargetEntry> trafficEntries = new FoldedIndex<>(TargetEntry.BY_TARGET);
    private final FoldedIndex<ShardId, Ref, TargetEntry> accessEntries = new FoldedIndex<>(TargetEntry.BY_TARGET);
    private final Derivation<Ref, Premise> trafficPremises;
    private final Derivation<Ref, Premise> accessPremises;
    private final Decisions deciding;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final Outputs drawing;
    private final Derivation<ShardId, ShardOutputs> outputs;
    private final Derivation<Ref, PolicyReport> trafficReports;
    private final Derivation<Ref, PolicyReport> accessReports;
    private @Nullable Translation last;

    public NetworkingTranslator() {
        Knowing knowing = new Knowing(world);
        Premises premises = new Premises(knowing);
        trafficPremises = new Derivation<>(
                pass,
                (ref, reads) -> reads.look(world.trafficPolicies, ref)
                        .map(policy -> premises.of(
                                policy.rules().destinations(), policy.rules().brokenRefs(), reads))
                        .orElse(Premise.SOUND));
        accessPremises = new Derivation<>(
                pass,
                (ref, reads) -> reads.look(world.accessPolicies, ref)
                        .map(policy -> premises.of(
                                policy.rules().destinations(), policy.rules().brokenRefs(), reads))
                        .orElse(Premise.SOUND));
        deciding = new Decisions(world, knowing, trafficPremises, accessPremises);
        decisions = new Derivation<>(pass, deciding::of);
        drawing = new Outputs(world, knowing, decisions, demands);
        outputs = new Derivation<>(pass, drawing::of);
        Reports reports = new Reports(world, trafficEntries, accessEntries, trafficPremises, accessPremises);
        trafficReports = new Derivation<>(pass, reports::traffic);
        accessReports = new Derivation<>(pass, reports::access);
    }

    /** Translates a snapshot; the same snapshot gives the same answer without any work. */
    public Translation translate(NetworkingSnapshot snapshot) {
        if (last != null && last.snapshot() == snapshot) {
            return last;
        }
        pass.next();
        world.show(snapshot);
        forgetWhatIsGone(snapshot);
        SortedMap<ShardId, ShardDecisions> decided = new TreeMap<>();
        for (ShardId shard : snapshot.targets().keySet()) {
            ShardDecisions decision = decisions.at(shard);
            demands.put(shard, decision.demands());
            decided.put(shard, decision);
        }
        SortedMap<ShardId, ShardOutputs> made = new TreeMap<>();
        for (ShardId shard : snapshot.targets().keySet()) {
            ShardOutputs output = outputs.at(shard);
            trafficEntries.put(shard, output.trafficEntries());
            accessEntries.put(shard, output.accessEntries());
            made.put(shard, output);
        }
        SortedMap<Ref, PolicyReport> traffic = new TreeMap<>();
        snapshot.trafficPolicies().keySet().forEach(ref -> traffic.put(ref, trafficReports.at(ref)));
        SortedMap<Ref, PolicyReport> access = new TreeMap<>();
        snapshot.accessPolicies().keySet().forEach(ref -> access.put(ref, accessReports.at(ref)));
        Translation translation =
                new Translation(snapshot, decided, made, traffic, access, findingsOfTheWhole(snapshot));
        last = translation;
        return translation;
    }

    /** How many units have been computed since the start: premises, shards, targets, reports. */
    public long computations() {
        return trafficPremises.computations()
                + accessPremises.computations()
                + decisions.computations()
                + deciding.units().computations()
                + outputs.computations()
                + drawing.units().computations()
                + trafficReports.computations()
                + accessReports.computations();
    }

    /** How many targets have been decided or drawn anew since the start. */
    public long targetComputations() {
        return deciding.units().computations() + drawing.units().computations();
    }

    private void forgetWhatIsGone(NetworkingSnapshot snapshot) {
        decisions.retain(snapshot.targets().keySet());
        outputs.retain(snapshot.targets().keySet());
        deciding.units().retain(snapshot.targets().keySet());
        drawing.units().retain(snapshot.targets().keySet());
        demands.retain(snapshot.targets().keySet());
        trafficEntries.retain(snapshot.targets().keySet());
        accessEntries.retain(snapshot.targets().keySet());
        trafficPremises.retain(snapshot.trafficPolicies().keySet());
        trafficReports.retain(snapshot.trafficPolicies().keySet());
        accessPremises.retain(snapshot.accessPolicies().keySet());
        accessReports.retain(snapshot.accessPolicies().keySet());
    }

    private static List<Finding> findingsOfTheWhole(NetworkingSnapshot snapshot) {
        List<Finding> findings = new ArrayList<>();
        snapshot.unserved()
                .forEach(object -> findings.add(Finding.of(
                        NetworkingFinding.NOT_YET_SUPPORTED,
                        object.subject(),
                        object.subject() + " is read but not acted on by this version")));
        for (ClusterFact cluster : snapshot.clusters().values()) {
            if (cluster.served().isEmpty()) {
                continue;
            }
            for (GroupKind kind : IstioKinds.WRITTEN) {
                if (!cluster.served().containsKey(kind)) {
                    findings.add(Finding.of(
                                    NetworkingFinding.SERVED_VERSION_ASSUMED,
                                    new Subject(
                                            "multicluster.solo.io/v1alpha1",
                                            "KubernetesCluster",
                                            snapshot.scope().installNamespace(),
                                            cluster.name()),
                                    "cluster " + cluster.name() + " has no CustomResourceDefinition of " + kind)
                            .onCluster(cluster.name()));
                }
            }
        }
        return findings.stream().sorted().toList();
    }
}
