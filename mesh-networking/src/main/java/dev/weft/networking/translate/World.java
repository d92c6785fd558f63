// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SettingsFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Reach;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Source;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot as derivations see it: plain lookups into its parts, and indexes folded from them. {@link #show} puts a new snapshot in
 * place and folds only what differs from the last one.
 */
final class World {

    /** Stands for all wildcard hosts in {@link HostKey}. */
    static final String WILDCARDS = "*";

    /**
     * Where user-owned objects of a cluster are found by host.
     *
     * @param host concrete host, or {@link #WILDCARDS}
     */
    record HostKey(String cluster, String host) {}

    private @Nullable NetworkingSnapshot snapshot;

    final Source<ShardId, TargetShard> targets = id -> now().targets().get(id);
    final Source<ShardId, ConfigShard> configs = id -> now().configs().get(id);
    final Source<String, ClusterFact> clusters = name -> now().clusters().get(name);
    final Source<Ref, MeshFact> meshes = ref -> now().meshes().get(ref);
    final Source<Ref, TrafficPolicyFact> trafficPolicies =
            ref -> now().trafficPolicies().get(ref);
    final Source<Ref, AccessPolicyFact> accessPolicies =
            ref -> now().accessPolicies().get(ref);
    final Source<Ref, String> suffixes = mesh -> now().suffixes().get(mesh);
    final Source<Scope, Scope> scope = unused -> now().scope();
    final Source<Ref, SettingsFact> settings = unused -> now().settings();

    final FoldedIndex<Ref, Reach, TrafficPolicyFact> trafficByReach = new FoldedIndex<>(
            comparing((TrafficPolicyFact policy) -> policy.meta().ref()));
    final FoldedIndex<Ref, Reach, AccessPolicyFact> accessByReach = new FoldedIndex<>(
            comparing((AccessPolicyFact policy) -> policy.meta().ref()));
    final FoldedIndex<Ref, String, MeshFact> meshesByCluster = new FoldedIndex<>(comparing(MeshFact::ref));
    final FoldedIndex<ShardId, Ref, WorkloadFact> workloadsByMesh = new FoldedIndex<>(comparing(WorkloadFact::ref));
    final FoldedIndex<ShardId, HostKey, ConfigFact> userConfigByHost = new FoldedIndex<>(naturalOrder());
    private Map<Ref, FailoverHost> failoverHosts = Map.of();
    final Source<Ref, FailoverHost> failovers = ref -> failoverHosts.get(ref);

    NetworkingSnapshot now() {
        if (snapshot == null) {
            throw new IllegalStateException("no snapshot has been shown yet");
        }
        return snapshot;
    }

    void show(NetworkingSnapshot next) {
        NetworkingSnapshot before = snapshot;
        snapshot = next;
        fold(
                before == null ? null : before.trafficPolicies(),
                next.trafficPolicies(),
                (ref, policy) -> trafficByReach.put(
                        ref,
                        policy == null
                                ? Map.of()
                                : byReach(policy, policy.rules().destinations())));
        fold(
                before == null ? null : before.accessPolicies(),
                next.accessPolicies(),
                (ref, policy) -> accessByReach.put(
                        ref,
                        policy == null
                                ? Map.of()
                                : byReach(policy, policy.rules().destinations())));
        fold(
                before == null ? null : before.meshes(),
                next.meshes(),
                (ref, mesh) ->
                        meshesByCluster.put(ref, mesh == null ? Map.of() : Map.of(mesh.cluster(), List.of(mesh))));
        fold(
                before == null ? null : before.workloads(),
                next.workloads(),
                (shard, workloads) -> workloadsByMesh.put(
                        shard, workloads == null ? Map.of() : groupBy(workloads, WorkloadFact::mesh)));
        fold(
                before == null ? null : before.configs(),
                next.configs(),
                (shard, config) -> userConfigByHost.put(shard, config == null ? Map.of() : byHost(config)));
        showFailoverHosts(before, next);
    }

    private void showFailoverHosts(@Nullable NetworkingSnapshot before, NetworkingSnapshot next) {
        if (before != null && before.unserved().equals(next.unserved())) {
            return;
        }
        Map<Ref, FailoverHost> hosts = new HashMap<>();
        next.unserved()
                .forEach(object -> object.failoverHost()
                        .ifPresent(host -> hosts.put(
                                new Ref(
                                        object.subject().namespace(),
                                        object.subject().name()),
                                host)));
        failoverHosts = hosts;
    }

    /** Calls {@code change} for every key whose value is another instance than before; with null for keys that are gone. */
    private static <K, V> void fold(
            @Nullable SortedMap<K, V> before, SortedMap<K, V> after, BiConsumer<K, @Nullable V> change) {
        if (before == after) {
            return;
        }
        after.forEach((key, value) -> {
            if (before == null || before.get(key) != value) {
                change.accept(key, value);
            }
        });
        if (before != null) {
            before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(key -> change.accept(key, null));
        }
    }

    private static <P> Map<Reach, List<P>> byReach(P policy, Destinations destinations) {
        Map<Reach, List<P>> contribution = new HashMap<>();
        Reach.of(destinations).forEach(reach -> contribution.put(reach, List.of(policy)));
        return contribution;
    }

    private static <K, V> Map<K, List<V>> groupBy(List<V> values, Function<V, K> key) {
        Map<K, List<V>> groups = new HashMap<>();
        values.forEach(value -> groups.computeIfAbsent(key.apply(value), absent -> new ArrayList<>())
                .add(value));
        return groups;
    }

    /** User-owned objects that act between sidecars, by host. */
    private Map<HostKey, List<ConfigFact>> byHost(ConfigShard shard) {
        Map<HostKey, List<ConfigFact>> byHost = new HashMap<>();
        for (ConfigFact object : shard.objects()) {
            if (!object.onMesh() || !object.owner().isEmpty()) {
                continue;
            }
            for (String host : object.hosts()) {
                HostKey key = new HostKey(object.id().cluster(), host.startsWith("*") ? WILDCARDS : host);
                List<ConfigFact> objects = byHost.computeIfAbsent(key, absent -> new ArrayList<>());
                if (!objects.contains(object)) {
                    objects.add(object);
                }
            }
        }
        return byHost;
    }
}
