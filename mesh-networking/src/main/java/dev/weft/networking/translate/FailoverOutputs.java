// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.OutlierAction;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.networking.translate.istio.mesh.Drawn;
import dev.weft.networking.translate.istio.mesh.FailoverAlias;
import dev.weft.networking.translate.istio.mesh.FailoverAtCallers;
import dev.weft.networking.translate.istio.mesh.FailoverPlan;
import dev.weft.networking.translate.istio.mesh.FailoverPort;
import dev.weft.networking.translate.istio.mesh.FailoverTier;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws the outputs of each FailoverService: at the workloads that call it, and at the gateways they call through. */
final class FailoverOutputs {

    /** A service, and the cluster from which it is called. */
    private record Call(DestinationRef service, String cluster) implements Comparable<Call> {
        private static final Comparator<Call> ORDER = comparing(Call::service).thenComparing(Call::cluster);

        @Override
        public int compareTo(Call other) {
            return ORDER.compare(this, other);
        }
    }

    private final World world;
    private final Failovers failovers;
    private final Federation federation;
    private final Derivation<Ref, FailoverReach> reaches;
    private final FoldedIndex<ShardId, Ref, FailoverDemand> demands;
    private final Derivation<Call, Optional<Owned<OutlierAction>>> ejections;
    private final OutputWriter writer = new OutputWriter();

    FailoverOutputs(
            Graph graph,
            World world,
            Failovers failovers,
            Federation federation,
            Derivation<ShardId, ShardDecisions> decisions,
            Derivation<Ref, FailoverReach> reaches,
            FoldedIndex<ShardId, Ref, FailoverDemand> demands) {
        this.world = world;
        this.failovers = failovers;
        this.federation = federation;
        this.reaches = reaches;
        this.demands = demands;
        ejections = graph.onDemand(
                "failoverEjections",
                (call, reads) -> reads.look(decisions, call.service().shard()).stream()
                        .flatMap(shard -> shard.targets().stream())
                        .filter(decided -> decided.target().service().equals(call.service()))
                        .findFirst()
                        .flatMap(decided -> ejection(decided, call.cluster())));
    }

    private static Optional<Owned<OutlierAction>> ejection(DecidedTarget decided, String cluster) {
        boolean isOwn = decided.target().service().cluster().equals(cluster);
        return (isOwn ? decided.decision().here() : decided.decision().askedBy(cluster))
                .host().stream()
                        .filter(owned -> owned.action() instanceof OutlierAction)
                        .map(owned -> new Owned<>((OutlierAction) owned.action(), owned.policy()))
                        .findFirst();
    }

    MeshOutputs of(Ref ref, Reads reads) {
        FailoverReach reach = reads.must(reaches, ref);
        return reach.inEffect() ? new Drawing(failovers.decision(ref, reads), reach, reads).drawn() : MeshOutputs.NONE;
    }

    /** What must be in effect before workloads of a mesh can send to a FailoverService. */
    List<ObjectId> referents(Ref failoverService, Ref mesh, Reads reads) {
        Optional<MeshFact> found =
                reads.look(world.meshes, mesh).filter(fact -> !fact.cluster().isEmpty());
        if (found.isEmpty()) {
            return List.of();
        }
        ShardId place = new ShardId(found.get().cluster(), found.get().namespace());
        String name = name(failoverService, place, reads);
        return List.of(FailoverPlan.entry(place, name), FailoverPlan.rule(place, name));
    }

    /** Whether what workloads of a mesh need to call a FailoverService is written. */
    boolean isWritten(Ref failoverService, Ref mesh, Reads reads) {
        FailoverReach reach = reads.must(reaches, failoverService);
        return reach.inEffect()
                && reach.callers().stream()
                        .anyMatch(caller -> caller.mesh().ref().equals(mesh) && caller.isReached())
                && world.taken(referents(failoverService, mesh, reads), reads).isEmpty();
    }

    /** Why nobody would answer workloads of a cluster who ask for a subset of a FailoverService; empty when somebody may. */
    Optional<String> nobodyIn(Ref failoverService, String cluster, SortedMap<String, String> labels, Reads reads) {
        return reads.must(reaches, failoverService).callers().stream()
                .filter(caller -> caller.mesh().cluster().equals(cluster))
                .flatMap(caller -> Optional.ofNullable(caller.notTold().get(labels))
                        .or(() -> notStanding(failoverService, caller, labels, reads))
                        .stream())
                .findFirst()
                .map(by -> "subset " + labels + " of FailoverService " + failoverService + ", whose pods are chosen by "
                        + by);
    }

    /** Why a subset is not there, where what stands stays. */
    private Optional<String> notStanding(
            Ref failoverService, FailoverReach.Caller caller, SortedMap<String, String> labels, Reads reads) {
        if (caller.unknown().isEmpty()) {
            return Optional.empty();
        }
        ShardId place = new ShardId(caller.mesh().cluster(), caller.mesh().namespace());
        ObjectId rule = FailoverPlan.rule(place, name(failoverService, place, reads));
        Set<String> standing = reads.look(world.configs, place)
                .flatMap((ConfigShard shard) -> shard.of(rule))
                .map(object -> object.subsets().keySet())
                .orElse(Set.of());
        return reads.must(demands, failoverService).stream()
                .filter(demand -> demand.subset().equals(labels) && !standing.contains(demand.name()))
                .findFirst()
                .map(demand -> "labels, but how it is called stays as it is for now");
    }

    /** That of the FailoverService, as in the reference; with its namespace where something else has that one (BUG-45). */
    private String name(Ref ref, ShardId place, Reads reads) {
        boolean isTaken = failovers.sharesName(ref, reads)
                || federation.isRuleName(ref.name(), reads)
                || world.target(new DestinationRef(place.cluster(), place.namespace(), ref.name()), reads)
                        .isPresent();
        return isTaken ? ref.name() + "." + ref.namespace() : ref.name();
    }

    /** What is drawn for one FailoverService. */
    private final class Drawing {
        private final FailoverDecision decision;
        private final FailoverReach reach;
        private final Reads reads;
        private final FailoverPort port;
        private final List<Rendered> outputs = new ArrayList<>();
        private final List<ObjectId> held = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private final List<Finding> findings;

        Drawing(FailoverDecision decision, FailoverReach reach, Reads reads) {
            this.decision = decision;
            this.reach = reach;
            this.reads = reads;
            this.port = FailoverPort.of(
                    decision.service().rules().port(),
                    decision.service().rules().protocol());
            this.findings = new ArrayList<>(reach.findings());
        }

        MeshOutputs drawn() {
            reach.aliases()
                    .forEach((place, services) -> take(alias(place, services).drawn(writer)));
            reach.callers().forEach(this::caller);
            if (port.protocol().equals("UDP")) {
                tell(NetworkingFinding.FAILOVER_INCOMPLETE, "", "is for UDP, which Istio's proxies do not carry");
            }
            outputs.sort(null);
            SortedMap<Ref, List<String>> byService = new TreeMap<>();
            if (!failures.isEmpty()) {
                byService.put(decision.ref(), failures);
            }
            return new MeshOutputs(outputs, held, byService, findings);
        }

        private FailoverAlias alias(ShardId place, List<FailoverTier.Endpoint> services) {
            String host = decision.service().rules().hostname();
            return new FailoverAlias(
                    decision.ref(),
                    host,
                    port,
                    services,
                    place,
                    world.outputMeta(place.cluster(), reads),
                    world.taken(FailoverAlias.names(place, host, services.size() > 1), reads));
        }

        private void caller(FailoverReach.Caller caller) {
            MeshFact mesh = caller.mesh();
            ShardId place = new ShardId(mesh.cluster(), mesh.namespace());
            String name = name(decision.ref(), place, reads);
            if (caller.unknown().isPresent()) {
                held.addAll(FailoverPlan.names(place, name));
                tell(
                        NetworkingFinding.SOURCE_UNKNOWN,
                        mesh.cluster(),
                        caller.unknown().get() + "; what workloads of Mesh " + mesh.ref() + " have to call "
                                + decision.service().rules().hostname() + " stays as it is");
                return;
            }
            if (caller.tiers().isEmpty()) {
                // What stands stays: it leads somewhere at least.
                held.addAll(FailoverPlan.names(place, name));
                tell(
                        NetworkingFinding.FAILOVER_INCOMPLETE,
                        mesh.cluster(),
                        "from Mesh " + mesh.ref() + ", none of its services can be reached");
                return;
            }
            String host = decision.service().rules().hostname();
            List<FailoverDemand> wanted = reads.must(demands, decision.ref());
            if (!mesh.dnsCapture() && world.membership(mesh.ref(), reads).isEmpty()) {
                tell(
                        NetworkingFinding.GLOBAL_NAMES_UNRESOLVED,
                        mesh.cluster(),
                        "proxies of Mesh " + mesh.ref() + " do not answer DNS queries, so its workloads cannot resolve "
                                + host + "; what a TrafficPolicy sends there is not concerned");
            }
            take(FailoverAtCallers.of(
                    new FailoverPlan(
                            decision.ref(),
                            host,
                            decision.service().rules().backings().size(),
                            decision.service().rules().perTryTimeout(),
                            port,
                            caller.tiers(),
                            caller.identities(),
                            ejection(caller),
                            caller.remoteName(),
                            caller.remotePort(),
                            wanted,
                            federation.address(host, reads),
                            name,
                            place,
                            wanted.isEmpty()
                                    ? List.of()
                                    : caller.services().stream()
                                            .map(TargetOutputs::rule)
                                            .toList(),
                            caller.gateways(),
                            world.outputMeta(place.cluster(), reads),
                            world.taken(FailoverPlan.names(place, name), reads)),
                    writer));
        }

        /** The service that is preferred says when a service counts as failed. */
        private Optional<Owned<OutlierAction>> ejection(FailoverReach.Caller caller) {
            for (DestinationRef service : caller.services()) {
                Optional<Owned<OutlierAction>> said =
                        reads.must(ejections, new Call(service, caller.mesh().cluster()));
                if (said.isPresent()) {
                    return said;
                }
            }
            return Optional.empty();
        }

        private void take(Drawn result) {
            outputs.addAll(result.outputs());
            result.blocked().forEach((id, why) -> {
                held.add(id);
                failures.add(why);
                tell(NetworkingFinding.NAME_TAKEN, id.cluster(), why);
            });
        }

        private void tell(NetworkingFinding code, String cluster, String message) {
            findings.add(Finding.of(code, Subjects.failoverService(decision.ref()), message)
                    .onCluster(cluster));
        }
    }
}
