// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.discovery.OwnAnnotations;
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
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Makes one assembly of another: takes objects in and out one by one, each into the part it belongs to. */
final class DiscoveryChange {

    private static final GroupKind SETTINGS = new GroupKind(Kinds.SETTINGS.group(), Kinds.SETTINGS.kind());
    private static final GroupKind MESH = new GroupKind(Kinds.MESH.group(), Kinds.MESH.kind());
    private static final GroupKind CLUSTER =
            new GroupKind(Kinds.KUBERNETES_CLUSTER.group(), Kinds.KUBERNETES_CLUSTER.kind());
    private static final WireDecoder DECODER = new WireDecoder();

    private final DiscoveryAssembly before;
    private final Map<ShardId, ShardChange> shards = new HashMap<>();
    private PersistentMap<String, GatewayDetector> detectors;
    private boolean settingsReadable;
    private PersistentMap<String, ClusterPieces> pieces;
    private PersistentMap<String, ClusterKnowledge> clusters;
    private PersistentMap<String, String> agentNamespaces;
    private PersistentMap<Ref, GivenMesh> givenMeshes;
    private PersistentMap<ObjectId, Finding> undecodable;

    DiscoveryChange(DiscoveryAssembly assembly) {
        before = assembly;
        detectors = assembly.snapshot().detectors();
        settingsReadable = assembly.settingsReadable();
        pieces = assembly.clusters();
        clusters = assembly.snapshot().clusters();
        agentNamespaces = assembly.snapshot().agentNamespaces();
        givenMeshes = assembly.snapshot().givenMeshes();
        undecodable = assembly.undecodableFindings();
    }

    void put(RawObject object) {
        ObjectId id = object.id();
        if (id.cluster().equals(ObjectId.MANAGEMENT)) {
            putManagement(object);
        } else if (SourceKinds.all().contains(id.kind())) {
            Optional<Finding> wrong = shard(id).put(object).map(problem -> undecodable(object, problem));
            undecodable = with(undecodable, id, wrong);
        }
    }

    private void putManagement(RawObject object) {
        ObjectId id = object.id();
        if (isTheSettings(id)) {
            switch (DECODER.decode(object.spec(), SettingsSpec.class)) {
                case Decoded.Value<SettingsSpec> spec -> setSettings(SettingsDetectors.of(spec.value()), true);
                // The finding on that is networking's.
                case Decoded.Undecodable<SettingsSpec> bad -> setSettings(PersistentMap.empty(), false);
            }
        } else if (isCluster(id)) {
            alter(id.name(), cluster -> cluster.withObject(true));
            agentNamespaces = with(agentNamespaces, id.name(), RegisteredAgent.namespace(object.body()));
        } else if (id.kind().equals(MESH)) {
            Ref ref = new Ref(id.namespace(), id.name());
            Optional<GivenMesh> mesh =
                    DECODER.decode(object.spec(), MeshSpec.class) instanceof Decoded.Value<MeshSpec> value
                            ? Optional.of(new GivenMesh(ref, value.value(), otherGateways(object)))
                            : Optional.empty();
            givenMeshes = with(givenMeshes, ref, mesh);
        }
    }

    /** What cannot be read tells of none, and is written anew from what runs. */
    private static List<OtherGateway> otherGateways(RawObject mesh) {
        return OtherGateway.read(mesh.metadata()
                        .path("annotations")
                        .path(OwnAnnotations.OTHER_GATEWAYS)
                        .asText(""))
                .orElse(List.of());
    }

    void remove(ObjectId id) {
        if (!id.cluster().equals(ObjectId.MANAGEMENT)) {
            if (SourceKinds.all().contains(id.kind())) {
                shard(id).remove(id);
                undecodable = undecodable.without(id);
            }
        } else if (isTheSettings(id)) {
            setSettings(PersistentMap.empty(), true);
        } else if (isCluster(id)) {
            alter(id.name(), cluster -> cluster.withObject(false));
            agentNamespaces = agentNamespaces.without(id.name());
        } else if (id.kind().equals(MESH)) {
            givenMeshes = givenMeshes.without(new Ref(id.namespace(), id.name()));
        }
    }

    void know(String cluster, ClusterKnowledge knowledge) {
        alter(cluster, known -> known.with(Optional.of(knowledge)));
    }

    void forget(String cluster) {
        alter(cluster, known -> known.with(Optional.empty()));
    }

    private void alter(String cluster, UnaryOperator<ClusterPieces> change) {
        ClusterPieces known = pieces.get(cluster);
        ClusterPieces now = change.apply(known == null ? ClusterPieces.NONE : known);
        pieces = with(pieces, cluster, Optional.of(now).filter(kept -> !kept.equals(ClusterPieces.NONE)));
        clusters = with(clusters, cluster, now.knowledge());
    }

    private void setSettings(PersistentMap<String, GatewayDetector> now, boolean readable) {
        detectors = now.equals(detectors) ? detectors : now;
        settingsReadable = readable;
    }

    private ShardChange shard(ObjectId id) {
        return shards.computeIfAbsent(new ShardId(id.cluster(), id.namespace()), shard -> {
            ShardFacts facts = before.snapshot().shards().get(shard);
            return new ShardChange(facts == null ? ShardFacts.EMPTY : facts);
        });
    }

    /** What comes again equal keeps its instance, so that nobody is disturbed. */
    private static <K extends Comparable<? super K>, V> PersistentMap<K, V> with(
            PersistentMap<K, V> map, K key, Optional<V> value) {
        if (value.isEmpty()) {
            return map.without(key);
        }
        return value.get().equals(map.get(key)) ? map : map.with(key, value.get());
    }

    private boolean isTheSettings(ObjectId id) {
        return id.kind().equals(SETTINGS)
                && id.namespace().equals(before.settings().namespace())
                && id.name().equals(before.settings().name());
    }

    private boolean isCluster(ObjectId id) {
        return id.kind().equals(CLUSTER)
                && id.namespace().equals(before.snapshot().installNamespace());
    }

    private static Finding undecodable(RawObject object, Cursor.Wrong wrong) {
        Subject subject = Subject.of(object.id(), object.apiVersion());
        return Finding.of(
                        DiscoveryFinding.SOURCE_UNDECODABLE,
                        subject,
                        wrong.field() + " of " + subject + " at " + object.origin() + " cannot be read: expected "
                                + wrong.expected() + ", but found something else")
                .at(wrong.field())
                .onCluster(object.id().cluster());
    }

    DiscoveryAssembly done() {
        PersistentMap<ShardId, ShardFacts> facts = before.snapshot().shards();
        for (Map.Entry<ShardId, ShardChange> change : shards.entrySet()) {
            Optional<ShardFacts> shard =
                    Optional.of(change.getValue().done()).filter(made -> !made.equals(ShardFacts.EMPTY));
            facts = with(facts, change.getKey(), shard);
        }
        DiscoverySnapshot snapshot = new DiscoverySnapshot(
                before.snapshot().installNamespace(), detectors, clusters, agentNamespaces, facts, givenMeshes);
        return new DiscoveryAssembly(
                snapshot.isMadeOfTheSameAs(before.snapshot()) ? before.snapshot() : snapshot,
                before.settings(),
                settingsReadable,
                pieces,
                undecodable);
    }
}
