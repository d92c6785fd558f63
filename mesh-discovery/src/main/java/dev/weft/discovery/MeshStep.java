// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.util.Comparator.naturalOrder;

import dev.weft.api.Kinds;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.istio.IstioMeshInput;
import dev.weft.discovery.detect.istio.IstioMeshes;
import dev.weft.discovery.detect.osm.OsmMeshes;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.GivenMesh;
import dev.weft.discovery.input.NodeFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Meshes with a control plane: detected by namespace, then named, then known by cluster. */
final class MeshStep {

    private final World world;
    private final Names names;
    private final Derivation<ShardId, List<DetectedMesh>> detected;
    private final FoldedIndex<ShardId, String, MeshIdentity> byCluster;
    private final FoldedIndex<String, String, MeshIdentity> keptByCluster;

    MeshStep(Graph graph, World world) {
        this.world = world;
        this.detected = graph.derive("meshes", world.shards, this::detect);
        this.names = new Names(
                graph,
                world,
                Kinds.MESH,
                (shard, reads) -> look(shard, reads).stream().map(MeshStep::source));
        Derivation<ShardId, List<MeshIdentity>> identities =
                graph.derive("meshIdentities", world.shards, this::identify);
        this.byCluster = graph.fold(
                "meshesByCluster",
                identities,
                meshes -> FoldedIndex.groupBy(meshes, MeshIdentity::cluster),
                naturalOrder());
        Derivation<String, List<MeshIdentity>> kept = graph.derive("keptMeshes", world.knowledge, this::kept);
        this.keptByCluster = graph.fold(
                "keptMeshesByCluster",
                kept,
                meshes -> FoldedIndex.groupBy(meshes, MeshIdentity::cluster),
                naturalOrder());
    }

    List<DetectedMesh> look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    Names.Settled names(ShardId shard, Reads reads) {
        return names.of(shard, reads);
    }

    static Names.Source source(DetectedMesh mesh) {
        return new Names.Source(mesh.controlPlane().deployment(), "");
    }

    /** The meshes whose control plane is on a cluster, ordered. */
    List<MeshIdentity> onCluster(String cluster, Reads reads) {
        return Stream.concat(reads.must(byCluster, cluster).stream(), reads.must(keptByCluster, cluster).stream())
                .sorted()
                .toList();
    }

    private List<DetectedMesh> detect(ShardId shard, Reads reads) {
        List<ControlPlane> all = reads.must(world.controlPlanes, shard.cluster());
        List<ControlPlane> here = all.stream()
                .filter(plane -> plane.deployment().shard().equals(shard))
                .toList();
        if (here.isEmpty() || trustIsUnknown(shard.cluster(), reads)) {
            return List.of();
        }
        ShardFacts facts = reads.must(world.shards, shard);
        List<DetectedMesh> meshes = new ArrayList<>();
        for (ControllerFact deployment : facts.controllers().values()) {
            here.stream()
                    .filter(plane -> deployment.kind() == ControllerFact.Kind.DEPLOYMENT
                            && plane.deployment().name().equals(deployment.name()))
                    .map(plane -> mesh(plane, deployment, all, facts, reads))
                    .forEach(meshes::add);
        }
        return meshes;
    }

    /** Without the mesh config nobody knows the trust domain, and a guess would be worse than waiting. */
    private boolean trustIsUnknown(String cluster, Reads reads) {
        return world.knowledge(cluster, reads).of(SourceKinds.CONFIG_MAP) instanceof Knowledge.Unknown;
    }

    private DetectedMesh mesh(
            ControlPlane plane, ControllerFact deployment, List<ControlPlane> all, ShardFacts facts, Reads reads) {
        if (plane.type() == MeshType.OSM) {
            return OsmMeshes.of(plane, deployment);
        }
        String cluster = plane.deployment().cluster();
        PersistentMap<String, NodeFact> nodes = reads.look(world.shards, new ShardId(cluster, ""))
                .map(ShardFacts::nodes)
                .orElseGet(PersistentMap::empty);
        NameClaim plain = NameClaim.of(Kinds.MESH, plane.deployment(), "");
        Optional<GivenMesh> given =
                reads.look(world.givenMeshes, new Ref(reads.of(world.installNamespace), plain.name()));
        List<OtherGateway> others = given.map(GivenMesh::otherGateways).orElse(List.of());
        return IstioMeshes.of(new IstioMeshInput(
                plane.deployment().shard(),
                facts,
                plane,
                deployment,
                nodes,
                all.stream().filter(other -> other.type() == MeshType.ISTIO).toList(),
                world.routers(cluster, others, reads),
                world.detector(cluster, reads),
                given.flatMap(mesh -> Optional.ofNullable(mesh.spec().istio())),
                others));
    }

    private List<MeshIdentity> identify(ShardId shard, Reads reads) {
        Names.Settled settled = names.of(shard, reads);
        return look(shard, reads).stream()
                .map(mesh -> new MeshIdentity(
                        settled.ref(source(mesh)),
                        mesh.controlPlane().type(),
                        shard.cluster(),
                        shard.namespace(),
                        mesh.controlPlane().revision(),
                        ""))
                .toList();
    }

    /**
     * Meshes that exist already on a cluster of which not everything about meshes could be read: pods still belong to them. Those
     * that were detected nevertheless are known already.
     */
    private List<MeshIdentity> kept(String cluster, Reads reads) {
        if (world.knowledge(cluster, reads).firstUnknown(SourceKinds.OF_MESHES).isEmpty()) {
            return List.of();
        }
        List<Ref> detectedHere =
                reads.must(byCluster, cluster).stream().map(MeshIdentity::ref).toList();
        return reads.must(world.givenByCluster, cluster).stream()
                .map(GivenMeshes::identity)
                .flatMap(Optional::stream)
                .filter(mesh -> mesh.type() != MeshType.APP_MESH && !detectedHere.contains(mesh.ref()))
                .toList();
    }
}
