// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.shared.MeshInstallation;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What is to be known of Mesh objects that exist already. */
final class GivenMeshes {

    private GivenMeshes() {}

    /** Istio and Open Service Mesh meshes whose control plane is on {@code cluster}. */
    static List<MeshIdentity> on(String cluster, SortedMap<Ref, MeshSpec> given) {
        List<MeshIdentity> meshes = new ArrayList<>();
        given.forEach((ref, spec) -> {
            boolean istio = spec.istio() != null;
            MeshInstallation installation = installation(spec);
            if (installation != null && cluster.equals(installation.cluster())) {
                meshes.add(new MeshIdentity(
                        ref,
                        istio ? MeshType.ISTIO : MeshType.OSM,
                        cluster,
                        text(installation.namespace()),
                        text(installation.revision()),
                        ""));
            }
        });
        return meshes;
    }

    private static @Nullable MeshInstallation installation(MeshSpec spec) {
        if (spec.istio() != null) {
            return spec.istio().installation();
        }
        return spec.osm() == null ? null : spec.osm().installation();
    }

    /** App Mesh meshes that were seen on {@code cluster}, by name. */
    static Map<String, List<MeshIdentity>> ofAws(String cluster, SortedMap<Ref, MeshSpec> given) {
        Map<String, List<MeshIdentity>> byName = new HashMap<>();
        given.forEach((ref, spec) -> {
            MeshSpec.AwsAppMesh mesh = spec.awsAppMesh();
            if (mesh != null && mesh.clusters() != null && mesh.clusters().contains(cluster)) {
                byName.computeIfAbsent(text(mesh.awsName()), absent -> new ArrayList<>())
                        .add(new MeshIdentity(ref, MeshType.APP_MESH, "", "", "", text(mesh.awsName())));
            }
        });
        return byName;
    }

    private static String text(@Nullable String wire) {
        return wire == null ? "" : wire;
    }
}
