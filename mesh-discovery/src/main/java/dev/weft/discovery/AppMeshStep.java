// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.util.Comparator.naturalOrder;

import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.discovery.detect.ClusterMarks.Sighting;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.appmesh.MeshArn;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.discovery.output.Draft;
import dev.weft.discovery.output.DraftWriter;
import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** App Mesh meshes: they have no control plane in a cluster and may span several, so their unit is the ARN. */
final class AppMeshStep {

    private final World world;
    private final DraftWriter writer = new DraftWriter();
    private final FoldedIndex<String, NameClaim, String> names;
    private final FoldedIndex<String, String, MeshIdentity> byAwsName;
    private final FoldedIndex<String, String, MeshIdentity> keptByAwsName;
    private final Derivation<String, DiscoveredShard> outputs;

    AppMeshStep(Graph graph, World world) {
        this.world = world;
        this.names = graph.fold("appMeshNames", world.sightings, AppMeshStep::claims, naturalOrder());
        this.byAwsName = graph.fold(
                "appMeshesByAwsName",
                graph.derive("appMeshIdentities", world.sightings, this::identify),
                meshes -> FoldedIndex.groupBy(meshes, MeshIdentity::awsName),
                naturalOrder());
        this.keptByAwsName = graph.fold(
                "keptAppMeshesByAwsName",
                graph.derive("keptAppMeshes", world.knowledge, this::kept),
                meshes -> FoldedIndex.groupBy(meshes, MeshIdentity::awsName),
                naturalOrder());
        this.outputs = graph.derive("appMeshOutputs", world.sightings, this::output);
    }

    /** Meshes of that name, on whichever cluster, ordered. */
    List<MeshIdentity> named(String awsName, Reads reads) {
        return Stream.concat(reads.must(byAwsName, awsName).stream(), reads.must(keptByAwsName, awsName).stream())
                .sorted()
                .toList();
    }

    /** By ARN. */
    PersistentMap<String, DiscoveredShard> answers() {
        return outputs.answers();
    }

    private static Map<NameClaim, List<String>> claims(List<Sighting> sightings) {
        Map<NameClaim, List<String>> claims = new HashMap<>();
        sightings.forEach(sighting ->
                MeshArn.parse(sighting.arn()).ifPresent(parsed -> claims.put(claim(parsed), List.of(parsed.text()))));
        return claims;
    }

    /** The reference does not sanitise these names. */
    private static NameClaim claim(MeshArn arn) {
        return new NameClaim(Kinds.MESH.kind(), arn.name() + "-" + arn.region() + "-" + arn.account());
    }

    private String name(MeshArn arn, Reads reads) {
        NameClaim claim = claim(arn);
        return claim.settled(arn.text(), reads.must(names, claim));
    }

    private List<MeshIdentity> identify(String arn, Reads reads) {
        return MeshArn.parse(arn).stream()
                .map(parsed -> new MeshIdentity(
                        new Ref(reads.of(world.installNamespace), name(parsed, reads)),
                        MeshType.APP_MESH,
                        "",
                        "",
                        "",
                        parsed.name()))
                .toList();
    }

    private List<MeshIdentity> kept(String cluster, Reads reads) {
        if (!(world.knowledge(cluster, reads).of(SourceKinds.APP_MESH) instanceof Knowledge.Unknown)) {
            return List.of();
        }
        return reads.must(world.givenByCluster, cluster).stream()
                .map(GivenMeshes::identity)
                .flatMap(Optional::stream)
                .filter(mesh -> mesh.type() == MeshType.APP_MESH)
                .toList();
    }

    private DiscoveredShard output(String arn, Reads reads) {
        List<Sighting> sightings = reads.must(world.sightings, arn);
        Optional<MeshArn> parsed = MeshArn.parse(arn);
        if (parsed.isEmpty()) {
            return new DiscoveredShard(
                    List.of(),
                    sightings.stream()
                            .map(sighting -> on(
                                            sighting,
                                            DiscoveryFinding.APP_MESH_ARN_MALFORMED,
                                            "\"" + arn + "\" is not the ARN of a mesh")
                                    .at("status.meshARN"))
                            .toList());
        }
        MeshArn mesh = parsed.get();
        List<Finding> findings = new ArrayList<>();
        List<String> clusters = new ArrayList<>();
        for (Sighting sighting : sightings) {
            clusters.add(sighting.cluster());
            findings.add(on(
                    sighting,
                    DiscoveryFinding.APP_MESH_END_OF_LIFE,
                    "cluster " + sighting.cluster() + " uses App Mesh mesh " + mesh.name()
                            + ", which was discontinued on 2026-09-30"));
        }
        MeshSpec spec = new MeshSpec(
                null,
                new MeshSpec.AwsAppMesh(mesh.name(), mesh.region(), mesh.account(), arn, clusters),
                null,
                null,
                null,
                null);
        Draft draft =
                new Draft(Kinds.MESH, name(mesh, reads), "", reads.of(world.installNamespace), new TreeMap<>(), spec);
        return new DiscoveredShard(List.of(writer.write(draft)), findings);
    }

    private static Finding on(Sighting sighting, DiscoveryFinding code, String message) {
        Subject subject = new Subject("appmesh.k8s.aws/v1beta2", "Mesh", "", sighting.resource());
        return Finding.of(code, subject, message).onCluster(sighting.cluster());
    }
}
