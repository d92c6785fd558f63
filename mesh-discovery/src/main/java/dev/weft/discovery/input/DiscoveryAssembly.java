// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.settings.SettingsSpec;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A discovery snapshot made at once from everything that was read, with what was found wrong on the way.
 *
 * @param undecodable objects of registered clusters that parse but do not decode, in the order met
 * @param settingsReadable whether the Settings that count could be decoded; absent ones can
 */
public record DiscoveryAssembly(
        DiscoverySnapshot snapshot, List<Finding> findings, List<ObjectId> undecodable, boolean settingsReadable) {

    private static final GroupKind SETTINGS = new GroupKind(Kinds.SETTINGS.group(), Kinds.SETTINGS.kind());
    private static final GroupKind MESH = new GroupKind(Kinds.MESH.group(), Kinds.MESH.kind());
    private static final GroupKind CLUSTER =
            new GroupKind(Kinds.KUBERNETES_CLUSTER.group(), Kinds.KUBERNETES_CLUSTER.kind());

    public DiscoveryAssembly {
        findings = List.copyOf(findings);
        undecodable = List.copyOf(undecodable);
    }

    /**
     * @param settings the Settings that count
     * @param management objects of the management cluster, discovered kinds included
     * @param clusters what was read of each registered cluster
     */
    public static DiscoveryAssembly of(
            String installNamespace, Ref settings, List<RawObject> management, Collection<RawCluster> clusters) {
        List<Finding> findings = new ArrayList<>();
        List<ObjectId> undecodable = new ArrayList<>();
        SortedMap<String, ClusterKnowledge> knowledge = new TreeMap<>();
        SortedMap<ShardId, ShardFacts> shards = new TreeMap<>();
        for (RawCluster cluster : clusters) {
            knowledge.put(cluster.name(), cluster.knowledge());
            shards(cluster, findings, undecodable).forEach((shard, facts) -> shards.put(shard, facts.build()));
        }
        registered(installNamespace, management)
                .forEach(name -> knowledge.putIfAbsent(name, ClusterKnowledge.unknown("NotInSnapshot", "")));
        Optional<SettingsSpec> readable = settings(settings, management);
        DiscoverySnapshot snapshot = new DiscoverySnapshot(
                installNamespace,
                PersistentMap.copyOf(readable.map(DiscoveryAssembly::detectors).orElseGet(TreeMap::new)),
                PersistentMap.copyOf(knowledge),
                PersistentMap.copyOf(shards),
                PersistentMap.copyOf(givenMeshes(management)));
        return new DiscoveryAssembly(snapshot, findings, undecodable, readable.isPresent());
    }

    private static SortedMap<ShardId, ShardFacts.Builder> shards(
            RawCluster cluster, List<Finding> findings, List<ObjectId> undecodable) {
        SortedMap<ShardId, ShardFacts.Builder> shards = new TreeMap<>();
        for (RawObject object : cluster.objects()) {
            if (!SourceKinds.all().contains(object.id().kind())) {
                continue;
            }
            ShardId shard = new ShardId(cluster.name(), object.id().namespace());
            SourceFacts.add(object, shards.computeIfAbsent(shard, absent -> new ShardFacts.Builder()))
                    .ifPresent(wrong -> {
                        findings.add(undecodable(object, wrong));
                        undecodable.add(object.id());
                    });
        }
        return shards;
    }

    private static Finding undecodable(RawObject object, Cursor.Wrong wrong) {
        Subject subject = new Subject(
                object.apiVersion(),
                object.id().kind().kind(),
                object.id().namespace(),
                object.id().name());
        return Finding.of(
                        DiscoveryFinding.SOURCE_UNDECODABLE,
                        subject,
                        wrong.field() + " of " + subject + " at " + object.origin() + " cannot be read: expected "
                                + wrong.expected() + ", but found something else")
                .at(wrong.field())
                .onCluster(object.id().cluster());
    }

    /** Clusters that are registered, whether or not anything of them was read. */
    private static List<String> registered(String installNamespace, List<RawObject> management) {
        return management.stream()
                .map(RawObject::id)
                .filter(id -> id.kind().equals(CLUSTER) && id.namespace().equals(installNamespace))
                .map(ObjectId::name)
                .toList();
    }

    /** Empty when they exist and cannot be decoded; the finding on that is networking's. */
    private static Optional<SettingsSpec> settings(Ref settings, List<RawObject> management) {
        for (RawObject object : management) {
            boolean counts = object.id().kind().equals(SETTINGS)
                    && object.id().namespace().equals(settings.namespace())
                    && object.id().name().equals(settings.name());
            if (counts) {
                return switch (new WireDecoder().decode(object.spec(), SettingsSpec.class)) {
                    case Decoded.Value<SettingsSpec> value -> Optional.of(value.value());
                    case Decoded.Undecodable<SettingsSpec> bad -> Optional.empty();
                };
            }
        }
        return Optional.of(new SettingsSpec(null, null, null, null));
    }

    private static SortedMap<String, GatewayDetector> detectors(SettingsSpec spec) {
        SortedMap<String, GatewayDetector> detectors = new TreeMap<>();
        if (spec.discovery() == null
                || spec.discovery().istio() == null
                || spec.discovery().istio().ingressGatewayDetectors() == null) {
            return detectors;
        }
        spec.discovery().istio().ingressGatewayDetectors().forEach((cluster, wire) -> {
            if (wire != null) {
                detectors.put(
                        cluster,
                        new GatewayDetector(
                                Optional.ofNullable(wire.gatewayWorkloadLabels())
                                        .map(DiscoveryAssembly::sorted),
                                Optional.ofNullable(wire.gatewayTlsPortName()).filter(name -> !name.isEmpty())));
            }
        });
        return detectors;
    }

    private static SortedMap<String, String> sorted(Map<String, String> wire) {
        SortedMap<String, String> sorted = new TreeMap<>();
        wire.forEach((key, value) -> sorted.put(key, value == null ? "" : value));
        return sorted;
    }

    private static SortedMap<Ref, GivenMesh> givenMeshes(List<RawObject> management) {
        SortedMap<Ref, GivenMesh> meshes = new TreeMap<>();
        WireDecoder decoder = new WireDecoder();
        for (RawObject object : management) {
            if (object.id().kind().equals(MESH)
                    && decoder.decode(object.spec(), MeshSpec.class) instanceof Decoded.Value<MeshSpec> value) {
                Ref ref = new Ref(object.id().namespace(), object.id().name());
                meshes.put(ref, new GivenMesh(ref, value.value()));
            }
        }
        return meshes;
    }
}
