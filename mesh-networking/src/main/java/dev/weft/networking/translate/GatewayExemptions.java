// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.OtherGatewayFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.policy.Overreach;
import dev.weft.networking.translate.istio.mesh.Exemption;
import dev.weft.networking.translate.istio.mesh.GlobalAccess;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which gateways are let through where access is denied by default (ADR 51). Ways in from other clusters are, as in the reference. Another
 * gateway is when nothing but itself is opened by that: no AccessPolicy says who may come in there, and the policy reaches no workload
 * of another namespace, which one in a root namespace of Istio does by its labels (ADR 38).
 */
final class GatewayExemptions {

    /** What becomes of a policy that would let everything into a gateway. */
    sealed interface Standing {

        /** @param besides workloads of other namespaces that it opens too, ordered */
        record Written(List<DestinationRef> besides) implements Standing {}

        /** AccessPolicies say who may come in; beside them it would let in everybody. */
        record LeftToPolicies() implements Standing {}

        /** @param workloads of other namespaces that it would open too, ordered */
        record ReachesFurther(List<DestinationRef> workloads) implements Standing {}

        /** Nobody can tell whether it would, so it stays as it is. */
        record Unknown(String why) implements Standing {}
    }

    /** What was decided of one. */
    record Decided(Exemption exemption, Standing standing) {

        boolean isWritten() {
            return standing instanceof Standing.Written;
        }
    }

    private static final Standing WRITTEN = new Standing.Written(List.of());

    private final World world;
    private final Knowing knowing;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final Derivation<ShardId, List<SortedMap<String, String>>> openedSelectors;
    private final Derivation<String, List<Exemption>> unconditional;
    private final Derivation<Ref, List<Decided>> decided;
    /** What has the name of one, by cluster. */
    private final FoldedIndex<ShardId, String, ConfigFact> standing;

    GatewayExemptions(Graph graph, World world, Knowing knowing, Derivation<ShardId, ShardDecisions> decisions) {
        this.world = world;
        this.knowing = knowing;
        this.decisions = decisions;
        this.openedSelectors = graph.onDemand("openedSelectors", this::findOpenedSelectors);
        this.unconditional = graph.onDemand("unconditionalExemptions", this::findUnconditional);
        this.decided = graph.onDemand("gatewayExemptions", this::decide);
        this.standing =
                graph.fold("standingExemptions", world.configs, GatewayExemptions::standing, Comparator.naturalOrder());
    }

    /** Of one mesh, by id; none where access is not denied by default. */
    List<Decided> of(Ref mesh, Reads reads) {
        return reads.must(decided, mesh);
    }

    /** Whether requests to some other gateway are denied and nobody said that they shall be: no policy opens its pods. */
    boolean isDenied(OtherGatewayFact gateway, MeshFact mesh, Reads reads) {
        String namespace = gateway.service().namespace();
        return !isLeftToPolicies(new ShardId(mesh.cluster(), namespace), gateway.labels(), reads)
                && denying(mesh.cluster(), reads)
                        .flatMap(other -> of(other.ref(), reads).stream())
                        .filter(Decided::isWritten)
                        .map(Decided::exemption)
                        .filter(exemption -> exemption.id().namespace().equals(namespace)
                                || exemption.id().namespace().equals(mesh.namespace()))
                        .noneMatch(exemption -> exemption.selects(gateway.labels()));
    }

    /** Policies of ours on a cluster that let traffic into some gateway, and of which no mesh says anything. */
    List<ObjectId> undecided(String cluster, Reads reads) {
        Set<ObjectId> known = denying(cluster, reads)
                .flatMap(mesh -> of(mesh.ref(), reads).stream())
                .map(it -> it.exemption().id())
                .collect(Collectors.toSet());
        return reads.must(standing, cluster).stream()
                .filter(object -> reads.of(world.scope).holder(object).isEmpty())
                .map(ConfigFact::id)
                .filter(id -> !known.contains(id))
                .toList();
    }

    private static Map<String, List<ConfigFact>> standing(ConfigShard shard) {
        return FoldedIndex.groupBy(
                shard.objects().stream()
                        .filter(object -> GlobalAccess.isExemption(object.id()))
                        .toList(),
                object -> object.id().cluster());
    }

    /** The meshes of a cluster on which access is denied by default, ordered. */
    Stream<MeshFact> denying(String cluster, Reads reads) {
        return reads.must(world.meshesByCluster, cluster).stream().filter(mesh -> denies(mesh.ref(), reads));
    }

    private boolean denies(Ref mesh, Reads reads) {
        return world.membership(mesh, reads).filter(Membership::globalAccess).isPresent();
    }

    private List<Decided> decide(Ref ref, Reads reads) {
        if (!denies(ref, reads)) {
            return List.of();
        }
        MeshFact mesh = reads.must(world.meshes, ref);
        Set<String> roots = roots(mesh.cluster(), reads);
        return GlobalAccess.exemptions(mesh).stream()
                .map(exemption -> new Decided(exemption, standing(exemption, roots, reads)))
                .toList();
    }

    private Standing standing(Exemption exemption, Set<String> roots, Reads reads) {
        boolean isOther = exemption.other().isPresent();
        if (isOther && isLeftToPolicies(exemption.place(), exemption.labels(), reads)) {
            return new Standing.LeftToPolicies();
        }
        if (!roots.contains(exemption.id().namespace())) {
            return WRITTEN;
        }
        List<Exemption> anyway = reads.must(unconditional, exemption.id().cluster());
        Predicate<WorkloadFact> opened = workload -> anyway.stream()
                .filter(another -> another.selects(workload.podLabels()))
                .map(another -> another.id().namespace())
                .anyMatch(namespace ->
                        namespace.equals(workload.controller().namespace()) || (isOther && roots.contains(namespace)));
        Overreach reach = knowing.overreach(exemption.place(), exemption.labels(), opened.negate(), reads);
        if (!isOther) {
            return new Standing.Written(reach.workloads());
        }
        if (!reach.workloads().isEmpty()) {
            return new Standing.ReachesFurther(reach.workloads());
        }
        return reach.unreadable().<Standing>map(Standing.Unknown::new).orElse(WRITTEN);
    }

    /** Those that are written whatever workloads there are: ways in from other clusters, and others that stay within their namespace. */
    private List<Exemption> findUnconditional(String cluster, Reads reads) {
        Set<String> roots = roots(cluster, reads);
        return denying(cluster, reads)
                .flatMap(mesh -> GlobalAccess.exemptions(mesh).stream())
                .filter(exemption -> exemption.other().isEmpty()
                        || (!roots.contains(exemption.id().namespace())
                                && !isLeftToPolicies(exemption.place(), exemption.labels(), reads)))
                .distinct()
                .sorted()
                .toList();
    }

    private Set<String> roots(String cluster, Reads reads) {
        return reads.must(world.meshesByCluster, cluster).stream()
                .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO)
                .map(MeshFact::namespace)
                .collect(Collectors.toSet());
    }

    /** A pod does not know by which of its Services it is called, so an AccessPolicy on any of them is one on the gateway. */
    private boolean isLeftToPolicies(ShardId place, SortedMap<String, String> labels, Reads reads) {
        return reads.must(openedSelectors, place).stream()
                .anyMatch(selector -> selector.entrySet().containsAll(labels.entrySet())
                        || labels.entrySet().containsAll(selector.entrySet()));
    }

    /** Selectors of the Services that AccessPolicies in effect are about. */
    private List<SortedMap<String, String>> findOpenedSelectors(ShardId place, Reads reads) {
        return reads.look(decisions, place).stream()
                .flatMap((ShardDecisions shard) -> shard.targets().stream())
                .filter(target -> !target.decision().acceptedAccess().isEmpty()
                        || !target.decision().accessHolders().isEmpty())
                .map(target -> target.target().workloadSelector())
                .filter(selector -> !selector.isEmpty())
                .distinct()
                .toList();
    }
}
