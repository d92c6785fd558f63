// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Need;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The networking pass: a pure function of the snapshot that remembers its last answer and computes only what saw a change. Its steps, in
 * the order in which they are declared and brought up to date:
 *
 * <ol>
 *   <li>the world: facts of the snapshot and indexes of them
 *   <li>premises: may a policy be applied at all?
 *   <li>FailoverServices, with the policies of the services behind them
 *   <li>decisions of each shard: which policies hold on which target? They demand subsets of other services.
 *   <li>exports of each shard: which services can be called from which other meshes?
 *   <li>outputs of each shard, with the demands of all shards; of the calls from other clusters; of each FailoverService; and of each mesh
 *   <li>reports of each policy, folded from all of these
 * </ol>
 *
 * <p>Not safe for several threads; one loop owns it.
 */
public final class NetworkingTranslator {

    private final Graph graph = new Graph();
    private final World world = new World(graph);
    private final Failovers failovers;
    private final Decisions deciding;
    private final Outputs drawing;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final Imports importing;
    private final Derivation<ShardId, ShardExports> exports;
    private final Derivation<ImportKey, MeshOutputs> imports;
    private final Derivation<Ref, MeshOutputs> meshOutputs;
    private final Derivation<Ref, MeshOutputs> trustOutputs;
    private final Derivation<Ref, MeshOutputs> failoverOutputs;
    private final Derivation<ShardId, ShardOutputs> outputs;
    private final Derivation<Ref, PolicyReport> trafficReports;
    private final Derivation<Ref, PolicyReport> accessReports;
    private final Derivation<Ref, VirtualMeshReport> virtualMeshReports;
    private final Derivation<Ref, FailoverReport> failoverReports;
    private final Derivation<Ref, MeshStanding> meshes;
    private final WorldFindings worldFindings;
    private @Nullable Translation last;

    public NetworkingTranslator() {
        this(false);
    }

    private NetworkingTranslator(boolean whenAsked) {
        Knowing knowing = new Knowing(graph, world);
        Premises premises = new Premises(world, knowing);
        Derivation<Ref, Premise> trafficPremises =
                graph.derive("trafficPremises", world.trafficPolicies, (ref, reads) -> {
                    var rules = reads.must(world.trafficPolicies, ref).rules();
                    return premises.of(ref, rules.destinations(), rules.brokenRefs(), reads);
                });
        Derivation<Ref, Premise> accessPremises = graph.derive("accessPremises", world.accessPolicies, (ref, reads) -> {
            var rules = reads.must(world.accessPolicies, ref).rules();
            return premises.of(ref, rules.destinations(), rules.brokenRefs(), reads);
        });
        failovers = new Failovers(graph, world, knowing, trafficPremises);
        deciding = new Decisions(
                world, new TargetInputs(world, knowing, trafficPremises, accessPremises, failovers::offer));
        decisions = graph.derive("decisions", world.targets, deciding::of).whenForgotten(deciding.units()::forget);
        FoldedIndex<ShardId, ShardId, Demand> demands =
                graph.fold("demands", decisions, ShardDecisions::demands, Demand.ORDER);
        FoldedIndex<ShardId, ShardId, Need> needs = graph.fold("needs", decisions, ShardDecisions::needs, Need.ORDER);
        Derivation<ShardId, SubsetNames> subsetNames =
                graph.derive("subsetNames", demands, (shard, reads) -> SubsetNames.of(reads.must(demands, shard)));
        SubsetRules subsetRules = new SubsetRules(world, subsetNames);
        DemandedSubsets demanded = new DemandedSubsets(graph, world, subsetRules, demands);
        Ways ways = new Ways(world, knowing, demanded);
        Exports exporting = new Exports(graph, world, ways, demanded, decisions, needs);
        exports = graph.derive("exports", world.targets, exporting::of);
        Federation federation = new Federation(graph, world, knowing, failovers, exports);
        FoldedIndex<ShardId, Ref, FailoverDemand> failoverDemands =
                graph.fold("failoverDemands", decisions, ShardDecisions::failoverDemands, FailoverDemand.ORDER);
        Derivation<Ref, FailoverReach> reaches = graph.derive(
                "failoverReaches",
                world.failoverServices,
                new FailoverReaches(world, failovers, exporting, ways, failoverDemands)::of);
        FailoverOutputs failing =
                new FailoverOutputs(graph, world, failovers, federation, decisions, reaches, failoverDemands);
        failoverOutputs = graph.derive("failoverOutputs", world.failoverServices, failing::of);
        Sendable sendable = new Sendable(
                world,
                federation,
                failovers,
                failing,
                subsetRules,
                new SubsetChoices(graph, world, subsetRules, exports));
        HidingRules hiding = new HidingRules(graph, world);
        importing = new Imports(world, failovers, federation, sendable, demands, subsetNames);
        imports = graph.derive("imports", federation.exportsByImport(), importing::of)
                .whenForgotten(importing.units()::forget);
        Derivation<ImportKey, Map<Ref, List<Hidden>>> hiddenHosts = graph.derive(
                "hiddenHosts",
                federation.exportsByImport(),
                (key, reads) -> hiding.ofImports(reads.must(federation.exportsByImport(), key), key.place(), reads));
        TrustPlans trustPlans = new TrustPlans(graph, world);
        TrustDomains trustDomains = new TrustDomains(graph, world, trustPlans);
        meshOutputs = graph.derive(
                "meshOutputs",
                world.meshes,
                new MeshWide(
                        world,
                        federation,
                        graph.fold(
                                "passedForFailover", reaches, FailoverReach::passedByMesh, Comparator.naturalOrder()),
                        graph.fold("ambientByMesh", world.workloads, MeshWide::ambient, Comparator.naturalOrder()),
                        new GatewayExemptions(graph, world, knowing, decisions),
                        trustDomains)::of);
        trustOutputs = graph.derive("trustOutputs", world.meshes, new MeshTrust(graph, world, trustPlans)::of);
        drawing = new Outputs(
                world, knowing, failovers, federation, sendable, decisions, demands, subsetNames, hiding, whenAsked);
        outputs = graph.derive("outputs", world.targets, drawing::of).whenForgotten(drawing::forget);
        Reports reports = new Reports(
                world,
                knowing,
                graph.fold("trafficEntries", outputs, ShardOutputs::trafficEntries, TargetEntry.BY_TARGET),
                graph.fold("accessEntries", outputs, ShardOutputs::accessEntries, TargetEntry.BY_TARGET),
                graph.fold("conflictsWon", decisions, ShardDecisions::conflictsWon, Comparator.naturalOrder()),
                graph.fold("hiddenOfPolicies", outputs, ShardOutputs::hidden, Comparator.naturalOrder()),
                trafficPremises,
                accessPremises);
        trafficReports = graph.derive("trafficReports", world.trafficPolicies, reports::traffic);
        accessReports = graph.derive("accessReports", world.accessPolicies, reports::access);
        TrustObstacles obstacles = new TrustObstacles(graph, trustOutputs, trustPlans);
        VirtualMeshReports meshReports = new VirtualMeshReports(
                world,
                failovers,
                new FederationChecks(
                        world,
                        graph.fold("missingSubsets", exports, ShardExports::missingSubsets, Comparator.naturalOrder()),
                        trustPlans,
                        trustDomains,
                        obstacles),
                new TrustStandings(trustPlans, obstacles),
                graph.fold("importFailures", imports, MeshOutputs::failures, Comparator.naturalOrder()),
                graph.fold("meshFailures", meshOutputs, MeshOutputs::failures, Comparator.naturalOrder()),
                graph.fold("trustFailures", trustOutputs, MeshOutputs::failures, Comparator.naturalOrder()),
                graph.fold("hiddenOfVirtualMeshes", hiddenHosts, found -> found, Comparator.naturalOrder()));
        virtualMeshReports = graph.derive("virtualMeshReports", world.virtualMeshes, meshReports::of);
        failoverReports = graph.derive(
                "failoverReports",
                world.failoverServices,
                new FailoverReports(
                                failovers,
                                graph.fold(
                                        "failoverFailures",
                                        failoverOutputs,
                                        MeshOutputs::failures,
                                        Comparator.naturalOrder()))::of);
        meshes = graph.derive("meshStandings", world.meshes, meshReports::mesh);
        worldFindings = new WorldFindings(graph, world);
    }

    /** One that draws an Istio output when somebody looks at it: for those who look at few. */
    public static NetworkingTranslator drawingWhenAsked() {
        return new NetworkingTranslator(true);
    }

    /** Translates a snapshot; the same snapshot gives the same answer without any work. */
    public Translation translate(NetworkingSnapshot snapshot) {
        if (last != null && last.snapshot() == snapshot) {
            return last;
        }
        world.show(snapshot);
        graph.settle();
        Translation translation = new Translation(
                snapshot,
                decisions.answers(),
                exports.answers(),
                new OutputParts(
                        outputs.answers(),
                        imports.answers(),
                        meshOutputs.answers(),
                        trustOutputs.answers(),
                        failoverOutputs.answers()),
                trafficReports.answers(),
                accessReports.answers(),
                virtualMeshReports.answers(),
                failoverReports.answers(),
                meshes.answers(),
                worldFindings.answers());
        last = translation;
        return translation;
    }

    /** How often each step has been computed since the start, by its name; "targets" are the units inside decisions and outputs. */
    public Map<String, Long> computations() {
        Map<String, Long> byName = graph.computations();
        byName.put("decidedTargets", deciding.units().computations());
        byName.put("drawnTargets", drawing.units().computations());
        byName.put("drawnImports", importing.units().computations());
        return byName;
    }
}
