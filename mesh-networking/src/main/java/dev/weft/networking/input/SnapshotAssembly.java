// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.multicluster.KubernetesClusterSpec;
import dev.weft.api.networking.FailoverServiceSpec;
import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.api.shared.ObjectRef;
import dev.weft.api.wire.WireDecoder;
import dev.weft.networking.NetworkingFinding;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A networking snapshot made at once from everything that was read, with what was found wrong on the way.
 *
 * @param undecodable objects that parse but do not decode, in the order met
 */
public record SnapshotAssembly(NetworkingSnapshot snapshot, List<Finding> findings, List<RawObject> undecodable) {

    public SnapshotAssembly {
        findings = List.copyOf(findings);
        undecodable = List.copyOf(undecodable);
    }

    /**
     * @param management objects of the management cluster other than the discovered kinds
     * @param discovered Mesh, Workload and TrafficTarget objects
     * @param clusters what was read of each cluster, by name
     */
    public static SnapshotAssembly of(
            Scope scope,
            List<RawObject> management,
            List<RawObject> discovered,
            SortedMap<String, ClusterInput> clusters) {
        return new Builder(scope, management, discovered, clusters).build();
    }

    private static final class Builder {
        private final Scope scope;
        private final List<RawObject> management;
        private final List<RawObject> discovered;
        private final SortedMap<String, ClusterInput> clusters;
        private final Facts facts = new Facts(new WireDecoder());

        Builder(
                Scope scope,
                List<RawObject> management,
                List<RawObject> discovered,
                SortedMap<String, ClusterInput> clusters) {
            this.scope = scope;
            this.management = management;
            this.discovered = discovered;
            this.clusters = clusters;
        }

        SnapshotAssembly build() {
            SettingsFact settings = settings();
            SortedMap<Ref, MeshFact> meshes = new TreeMap<>();
            each(discovered, ReadKinds.MESH, DiscoveredFacts::mesh).forEach(mesh -> meshes.put(mesh.ref(), mesh));
            Map<ShardId, List<TargetFact>> targets = grouped(
                    each(discovered, ReadKinds.TRAFFIC_TARGET, DiscoveredFacts::target),
                    target -> target.service().shard());
            Map<ShardId, List<WorkloadFact>> workloads = grouped(
                    each(discovered, ReadKinds.WORKLOAD, DiscoveredFacts::workload),
                    workload -> workload.controller().shard());
            SortedMap<String, ClusterFact> clusterFacts = clusters(meshes, targets);
            SortedMap<Ref, TrafficPolicyFact> traffic = new TreeMap<>();
            each(management, ReadKinds.TRAFFIC_POLICY, (object, into) -> into.trafficPolicy(object))
                    .forEach(policy -> traffic.put(policy.meta().ref(), policy));
            SortedMap<Ref, AccessPolicyFact> access = new TreeMap<>();
            each(management, ReadKinds.ACCESS_POLICY, (object, into) -> into.accessPolicy(object))
                    .forEach(policy -> access.put(policy.meta().ref(), policy));
            SortedMap<Ref, String> suffixes = new TreeMap<>();
            List<UnservedFact> unserved = unserved(suffixes);
            SortedMap<ShardId, TargetShard> targetShards = new TreeMap<>();
            targets.forEach((shard, list) -> targetShards.put(shard, TargetShard.of(list)));
            NetworkingSnapshot snapshot = new NetworkingSnapshot(
                    scope,
                    settings,
                    clusterFacts,
                    meshes,
                    targetShards,
                    new TreeMap<>(workloads),
                    traffic,
                    access,
                    configs(clusterFacts),
                    unserved,
                    suffixes);
            return new SnapshotAssembly(snapshot, facts.findings(), facts.undecodable());
        }

        private <F> List<F> each(
                List<RawObject> objects, GroupKind kind, BiFunction<RawObject, Facts, Optional<F>> read) {
            return objects.stream()
                    .filter(object -> object.id().kind().equals(kind))
                    .map(object -> read.apply(object, facts))
                    .flatMap(Optional::stream)
                    .toList();
        }

        private static <K, V> Map<K, List<V>> grouped(List<V> values, Function<V, K> key) {
            Map<K, List<V>> groups = new TreeMap<>();
            values.forEach(value -> groups.computeIfAbsent(key.apply(value), absent -> new ArrayList<>())
                    .add(value));
            return groups;
        }

        private SettingsFact settings() {
            for (RawObject object : management) {
                if (object.id().kind().equals(ReadKinds.SETTINGS)
                        && Metadata.ref(object).equals(scope.settings())) {
                    return SettingsFacts.settings(object, facts);
                }
            }
            facts.report(SettingsFacts.missing(scope.settings()));
            return SettingsFact.missing(scope.settings());
        }

        private SortedMap<String, ClusterFact> clusters(
                SortedMap<Ref, MeshFact> meshes, Map<ShardId, List<TargetFact>> targets) {
            SortedMap<String, String> domains = new TreeMap<>();
            for (RawObject object : management) {
                if (object.id().kind().equals(ReadKinds.KUBERNETES_CLUSTER)
                        && object.id().namespace().equals(scope.installNamespace())) {
                    String domain = facts.spec(object, KubernetesClusterSpec.class)
                            .map(KubernetesClusterSpec::clusterDomain)
                            .filter(text -> !text.isEmpty())
                            .orElse(ClusterFact.DEFAULT_DOMAIN);
                    domains.put(object.id().name(), domain);
                }
            }
            SortedMap<String, ClusterFact> byName = new TreeMap<>();
            clusters.forEach((name, input) -> byName.put(
                    name,
                    new ClusterFact(
                            name,
                            domains.getOrDefault(name, ClusterFact.DEFAULT_DOMAIN),
                            input.knowledge(),
                            ServedVersions.of(input.objects()))));
            domains.forEach((name, domain) -> byName.putIfAbsent(
                    name,
                    new ClusterFact(name, domain, ClusterKnowledge.unknown("NotInSnapshot", ""), new TreeMap<>())));
            byName.values().forEach(this::reportUnknown);
            meshes.values()
                    .forEach(mesh -> registerNamed(
                            mesh.cluster(),
                            byName,
                            new Subject(
                                    "discovery.mesh.gloo.solo.io/v1alpha2",
                                    "Mesh",
                                    mesh.ref().namespace(),
                                    mesh.ref().name())));
            targets.values().stream()
                    .flatMap(List::stream)
                    .forEach(target -> registerNamed(
                            target.service().cluster(),
                            byName,
                            new Subject(
                                    "discovery.mesh.gloo.solo.io/v1alpha2",
                                    "TrafficTarget",
                                    target.ref().namespace(),
                                    target.ref().name())));
            return byName;
        }

        private void registerNamed(String cluster, SortedMap<String, ClusterFact> byName, Subject by) {
            if (cluster.isEmpty() || byName.containsKey(cluster)) {
                return;
            }
            byName.put(
                    cluster,
                    new ClusterFact(cluster, ClusterFact.DEFAULT_DOMAIN, ClusterKnowledge.SYNCED, new TreeMap<>()));
            facts.report(Finding.of(
                            NetworkingFinding.CLUSTER_NOT_REGISTERED,
                            by,
                            by + " names cluster " + cluster
                                    + ", which is not registered; it counts as registered and empty")
                    .onCluster(cluster));
        }

        private void reportUnknown(ClusterFact cluster) {
            Subject subject = new Subject(
                    "multicluster.solo.io/v1alpha1", "KubernetesCluster", scope.installNamespace(), cluster.name());
            if (cluster.knowledge().whole() instanceof Knowledge.Unknown unknown) {
                facts.report(Finding.of(
                                NetworkingFinding.SOURCE_UNKNOWN,
                                subject,
                                "cluster " + cluster.name() + " could not be read (" + unknown.reason()
                                        + "); nothing is deleted there")
                        .onCluster(cluster.name()));
            }
            cluster.knowledge().kinds().forEach((kind, known) -> {
                if (known instanceof Knowledge.Unknown unknown) {
                    facts.report(Finding.of(
                                    NetworkingFinding.SOURCE_UNKNOWN,
                                    subject,
                                    "kind " + kind + " of cluster " + cluster.name() + " could not be read ("
                                            + unknown.reason() + "); nothing is deleted there")
                            .onCluster(cluster.name()));
                }
            });
        }

        private SortedMap<ShardId, ConfigShard> configs(SortedMap<String, ClusterFact> clusterFacts) {
            SortedMap<ShardId, List<ConfigFact>> byShard = new TreeMap<>();
            clusters.forEach((name, input) -> input.objects().stream()
                    .filter(object -> ReadKinds.isConfig(object.id().kind()))
                    .forEach(object -> {
                        ClusterFact cluster = clusterFacts.get(name);
                        String domain = cluster == null ? ClusterFact.DEFAULT_DOMAIN : cluster.domain();
                        byShard.computeIfAbsent(new ShardId(name, object.id().namespace()), absent -> new ArrayList<>())
                                .add(ConfigFacts.of(object, domain));
                    }));
            SortedMap<ShardId, ConfigShard> shards = new TreeMap<>();
            byShard.forEach((shard, list) -> shards.put(shard, ConfigShard.of(list)));
            return shards;
        }

        private List<UnservedFact> unserved(SortedMap<Ref, String> suffixes) {
            List<UnservedFact> unserved = new ArrayList<>();
            for (RawObject object : management) {
                if (object.id().kind().equals(ReadKinds.VIRTUAL_MESH)) {
                    facts.spec(object, VirtualMeshSpec.class).ifPresent(spec -> {
                        unserved.add(unserved(object, Optional.empty()));
                        suffixes(spec).forEach((mesh, suffix) -> suffixes.putIfAbsent(mesh, suffix));
                    });
                } else if (object.id().kind().equals(ReadKinds.FAILOVER_SERVICE)) {
                    facts.spec(object, FailoverServiceSpec.class)
                            .ifPresent(spec -> unserved.add(unserved(object, failoverHost(spec))));
                }
            }
            return unserved.stream()
                    .sorted((a, b) -> a.subject().compareTo(b.subject()))
                    .toList();
        }

        private static UnservedFact unserved(RawObject object, Optional<FailoverHost> host) {
            return new UnservedFact(
                    Metadata.subject(object), Metadata.generation(object), Metadata.prior(object), host);
        }

        private static Optional<FailoverHost> failoverHost(FailoverServiceSpec spec) {
            String hostname = spec.hostname();
            if (hostname == null || hostname.isEmpty()) {
                return Optional.empty();
            }
            Long number = spec.port() == null ? null : spec.port().number();
            int port = number == null || number < 1 || number > 65_535 ? 0 : number.intValue();
            return Optional.of(new FailoverHost(hostname, port));
        }

        private static SortedMap<Ref, String> suffixes(VirtualMeshSpec spec) {
            SortedMap<Ref, String> suffixes = new TreeMap<>();
            String suffix = spec.federation() == null ? null : spec.federation().hostnameSuffix();
            if (suffix != null && !suffix.isEmpty() && spec.meshes() != null) {
                for (ObjectRef mesh : spec.meshes()) {
                    if (mesh != null && mesh.name() != null && mesh.namespace() != null) {
                        suffixes.put(new Ref(mesh.namespace(), mesh.name()), suffix);
                    }
                }
            }
            return suffixes;
        }
    }

    /** The plane's id: the first 12 hex digits of the uid of the management cluster's kube-system namespace; empty without it. */
    public static String plane(List<RawObject> management) {
        for (RawObject object : management) {
            if (object.id().kind().equals(ReadKinds.NAMESPACE)
                    && object.id().name().equals("kube-system")) {
                JsonNode uid = object.metadata().path("uid");
                String digits = uid.asText("").replace("-", "");
                return digits.length() < 12 ? "" : digits.substring(0, 12);
            }
        }
        return "";
    }
}
