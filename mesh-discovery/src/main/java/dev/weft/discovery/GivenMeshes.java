// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.shared.MeshInstallation;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.input.GivenMesh;
import dev.weft.runtime.ref.Ref;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be known of Mesh objects that exist already. */
final class GivenMeshes {

    private GivenMeshes() {}

    /** The clusters it is on: that of its control plane, or those where an App Mesh mesh was seen. */
    static Map<String, List<GivenMesh>> byCluster(GivenMesh mesh) {
        Map<String, List<GivenMesh>> byCluster = new HashMap<>();
        MeshSpec.AwsAppMesh aws = mesh.spec().awsAppMesh();
        if (aws != null && aws.clusters() != null) {
            aws.clusters().forEach(cluster -> byCluster.put(text(cluster), List.of(mesh)));
        }
        MeshInstallation installation = installation(mesh.spec());
        if (installation != null) {
            byCluster.put(text(installation.cluster()), List.of(mesh));
        }
        return byCluster;
    }

    /** Empty for kinds of mesh that are not discovered. */
    static Optional<MeshIdentity> identity(GivenMesh mesh) {
        Ref ref = mesh.ref();
        MeshSpec.AwsAppMesh aws = mesh.spec().awsAppMesh();
        if (aws != null) {
            return Optional.of(new MeshIdentity(ref, MeshType.APP_MESH, "", "", "", text(aws.awsName())));
        }
        MeshInstallation installation = installation(mesh.spec());
        if (installation == null) {
            return Optional.empty();
        }
        return Optional.of(new MeshIdentity(
                ref,
                mesh.spec().istio() != null ? MeshType.ISTIO : MeshType.OSM,
                text(installation.cluster()),
                text(installation.namespace()),
                text(installation.revision()),
                ""));
    }

    private static @Nullable MeshInstallation installation(MeshSpec spec) {
        if (spec.istio() != null) {
            return spec.istio().installation();
        }
        return spec.osm() == null ? null : spec.osm().installation();
    }

    private static String text(@Nullable String wire) {
        return wire == null ? "" : wire;
    }
}
