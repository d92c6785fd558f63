// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.Scope;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.util.function.Consumer;

/** The networking operator in a world with one cluster, {@code east}, whose mesh and services are known. */
final class OperatorRig {

    static final Duration SETTLE = Duration.ofSeconds(1);

    private OperatorRig() {}

    /** Likewise, in an empty world. */
    static WorldRig bare() {
        return bare(started -> {});
    }

    /** @param onStart gets each operator that begins anew */
    static WorldRig bare(Consumer<NetworkingOperator> onStart) {
        return new WorldRig(() -> {
            NetworkingOperator operator = new NetworkingOperator(
                    new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false), SETTLE);
            onStart.accept(operator);
            return operator;
        });
    }

    static WorldRig rig() {
        return rig(started -> {});
    }

    /** @param onStart gets each operator that begins anew */
    static WorldRig rig(Consumer<NetworkingOperator> onStart) {
        WorldRig rig = bare(onStart);
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

    /**
     * One more cluster, whose mesh others may call.
     *
     * @param gateways of the mesh, YAML
     */
    static void federated(WorldRig rig, String cluster, String gateways) {
        rig.know(cluster, WorldRig.ALIVE);
        cluster(rig, cluster, "");
        rig.apply(ObjectId.MANAGEMENT, """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: istiod-istio-system-%1$s, namespace: gloo-mesh}
                spec:
                  istio:
                    installation: {namespace: istio-system, cluster: %1$s, version: 1.28.1}
                    citadelInfo: {trustDomain: cluster.local}
                    smartDnsProxyingEnabled: true
                    ingressGateways: [%2$s]
                """.formatted(cluster, gateways));
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
