// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.Scope;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;

/** The networking operator in a world with one cluster, {@code east}, whose mesh and services are known. */
final class OperatorRig {

    private OperatorRig() {}

    /** Likewise, in an empty world. */
    static WorldRig bare() {
        return new WorldRig(() -> new NetworkingOperator(
                new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false),
                Duration.ofSeconds(1)));
    }

    static WorldRig rig() {
        WorldRig rig = bare();
        rig.know(ObjectId.MANAGEMENT, WorldRig.ALIVE);
        rig.know("east", WorldRig.ALIVE);
        cluster(rig, "");
        settings(rig, "");
        rig.apply(ObjectId.MANAGEMENT, Discovered.mesh("east"));
        rig.apply(ObjectId.MANAGEMENT, Discovered.workload("reviews", "bookinfo", "east"));
        rig.apply(
                ObjectId.MANAGEMENT,
                Discovered.service("reviews", "bookinfo", "east")
                        .subset("version", "v1", "v2", "v3")
                        .yaml());
        return rig;
    }

    static void cluster(WorldRig rig, String annotation) {
        cluster(rig, "east", annotation);
    }

    static void cluster(WorldRig rig, String name, String annotation) {
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: %1$s, namespace: gloo-mesh, annotations: {%2$s}}
                spec: {secretName: %1$s, clusterDomain: cluster.local}
                status: {conditions: [{type: Discovered, status: "True"}]}
                """.formatted(name, annotation));
    }

    static void settings(WorldRig rig, String annotation) {
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh, annotations: {%s}}
                spec: {}
                """.formatted(annotation));
    }
}
