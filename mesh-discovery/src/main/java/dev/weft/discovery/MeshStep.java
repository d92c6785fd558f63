// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.appmesh.MeshArn;
import dev.weft.discovery.detect.istio.IstioMeshInput;
import dev.weft.discovery.detect.istio.IstioMeshes;
import dev.weft.discovery.detect.osm.OsmMeshes;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.input.GatewayDetector;
import dev.weft.discovery.input.NodeFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Meshes: detected by namespace, then named, then known by cluster. */
final class MeshStep {

    private static final String KEPT = "KeptMesh";
    private static final ShardId NO_SHARD = new ShardId("", "");
    static final World.Part APP_MESHES = new World.Part("AppMesh", NO_SHARD);

    /** Contributions that belong to no namespace. */
    static final List<World.Part> PARTS_OF_NO_SHARD = List.of(APP_MESHES);

    /** Where {@link #keep} contributes for a cluster. */
    static World.Part keptPart(String cluster) {
        return new World.Part(KEPT, new ShardId(cluster, ""));
    }

    private final World world;
    private final Names names;
    private final Derivation<ShardId, List<DetectedMesh>> detected;
    private final Derivation<ShardId, Map<NameClaim, List<String>>> claims;
    private final Derivation<ShardId, List<MeshIdentity>> identities;

    MeshStep(PassNumber pass, World world, Names names) {
        this.world = world;
        this.names = names;
        this.detected = new Derivation<>(pass, this::detect);
        this.claims = new Derivation<>(
                pass,
                (shard, reads) ->
                        Names.claims(Kinds.MESH, look(shard, reads).stream().map(MeshStep::source)));
        this.identities = new Derivation<>(pass, this::identify);
    }

    List<DetectedMesh> look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    static Names.Source source(DetectedMesh mesh) {
        return new Names.Source(mesh.controlPlane().deployment(), "");
    }

    void claim(ShardId shard) {
        names.claim(Kinds.MESH, shard, claims.at(shard));
    }

    void name(ShardId shard) {
        world.meshesByCluster.put(
                new World.Part(Kinds.MESH.kind(), shard), World.under(shard.cluster(), identities.at(shard)));
    }

    /**
     * Meshes that exist already on clusters of which not everything about meshes could be read: pods still belong to them. Those
     * that were detected nevertheless are known already.
     */
    void keep(Set<ShardId> shards) {
        DiscoverySnapshot snapshot = world.now();
        Set<Ref> detectedRefs = new HashSet<>();
        shards.forEach(shard -> identities.at(shard).forEach(mesh -> detectedRefs.add(mesh.ref())));
        snapshot.clusters().forEach((cluster, knowledge) -> {
            boolean incomplete = knowledge.firstUnknown(SourceKinds.OF_MESHES).isPresent();
            List<MeshIdentity> kept = incomplete
                    ? GivenMeshes.on(cluster, snapshot.givenMeshes()).stream()
                            .filter(mesh -> !detectedRefs.contains(mesh.ref()))
                            .toList()
                    : List.of();
            world.meshesByCluster.put(keptPart(cluster), World.under(cluster, kept));
            world.meshesByAwsName.put(
                    keptPart(cluster),
                    knowledge.of(SourceKinds.APP_MESH) instanceof Knowledge.Unknown
                            ? GivenMeshes.ofAws(cluster, snapshot.givenMeshes())
                            : Map.of());
        });
    }

    /** Their names are made of the ARN and not sanitised. */
    void claimAppMeshes(List<String> arns) {
        Map<NameClaim, List<String>> wanted = new HashMap<>();
        arns.forEach(arn -> MeshArn.parse(arn)
                .ifPresent(parsed -> wanted.computeIfAbsent(claim(parsed), absent -> new ArrayList<>())
                        .add(arn)));
        world.names.claim(APP_MESHES, Map.copyOf(wanted));
    }

    static NameClaim claim(MeshArn arn) {
        return new NameClaim(Kinds.MESH.kind(), arn.name() + "-" + arn.region() + "-" + arn.account());
    }

    void nameAppMeshes(List<String> arns) {
        Map<String, List<MeshIdentity>> byAwsName = new HashMap<>();
        arns.forEach(arn -> MeshArn.parse(arn).ifPresent(parsed -> {
            NameClaim claim = claim(parsed);
            Ref ref = new Ref(
                    world.now().installNamespace(), world.names.at(APP_MESHES).settled(claim, arn));
            byAwsName
                    .computeIfAbsent(parsed.name(), absent -> new ArrayList<>())
                    .add(new MeshIdentity(ref, MeshType.APP_MESH, "", "", "", parsed.name()));
        }));
        world.meshesByAwsName.put(APP_MESHES, byAwsName);
    }

    private List<DetectedMesh> detect(ShardId shard, Reads reads) {
        ShardFacts facts = reads.look(world.shards, shard).orElse(ShardFacts.EMPTY);
        List<ControlPlane> all = reads.must(world.controlPlanes, shard.cluster());
        List<ControlPlane> here = all.stream()
                .filter(plane -> plane.deployment().shard().equals(shard))
                .toList();
        if (here.isEmpty() || trustIsUnknown(reads.must(world.knowledge, shard.cluster()))) {
            return List.of();
        }
        List<DetectedMesh> meshes = new ArrayList<>();
        for (ControllerFact deployment : facts.controllers()) {
            here.stream()
                    .filter(plane -> deployment.kind() == ControllerFact.Kind.DEPLOYMENT
                            && plane.deployment().name().equals(deployment.name()))
                    .map(plane -> mesh(plane, deployment, all, facts, reads))
                    .forEach(meshes::add);
        }
        return meshes;
    }

    /** Without the mesh config nobody knows the trust domain, and a guess would be worse than waiting. */
    private static boolean trustIsUnknown(ClusterKnowledge knowledge) {
        return knowledge.of(SourceKinds.CONFIG_MAP) instanceof Knowledge.Unknown;
    }

    private DetectedMesh mesh(
            ControlPlane plane, ControllerFact deployment, List<ControlPlane> all, ShardFacts facts, Reads reads) {
        if (plane.type() == MeshType.OSM) {
            return OsmMeshes.of(plane, deployment);
        }
        String cluster = plane.deployment().cluster();
        SortedMap<String, NodeFact> nodes = reads.look(world.shards, new ShardId(cluster, ""))
                .map(ShardFacts::nodes)
                .orElseGet(TreeMap::new);
        GatewayDetector detector = reads.look(world.detectors, cluster)
                .orElse(GatewayDetector.NONE)
                .orElse(reads.look(world.detectors, World.EVERY_CLUSTER).orElse(GatewayDetector.NONE));
        NameClaim plain = NameClaim.of(Kinds.MESH, plane.deployment(), "");
        Ref given = new Ref(reads.must(world.installNamespace, ""), plain.name());
        return IstioMeshes.of(new IstioMeshInput(
                plane.deployment().shard(),
                facts,
                plane,
                deployment,
                nodes,
                all.stream().filter(other -> other.type() == MeshType.ISTIO).toList(),
                reads.must(world.routers, cluster),
                detector,
                reads.look(world.givenMeshes, given).flatMap(MeshStep::istio)));
    }

    private static Optional<MeshSpec.Istio> istio(MeshSpec spec) {
        return Optional.ofNullable(spec.istio());
    }

    private List<MeshIdentity> identify(ShardId shard, Reads reads) {
        Names.Settled settled = names.of(Kinds.MESH, shard, reads);
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

    void retain(Set<ShardId> shards) {
        detected.retain(shards);
        claims.retain(shards);
        identities.retain(shards);
    }

    long computations() {
        return detected.computations() + claims.computations() + identities.computations();
    }
}
