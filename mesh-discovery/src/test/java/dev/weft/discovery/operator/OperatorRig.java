// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import dev.weft.discovery.Objects;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.step.WorldRig;

/** The discovery operator in a world with one cluster, {@code east}, where Istio and a service run. */
final class OperatorRig {

    static final String MGMT = ObjectId.MANAGEMENT;
    static final ObjectId TARGET = discovered("TrafficTarget", "reviews-shop-east");

    private OperatorRig() {}

    static WorldRig rig() {
        WorldRig rig = new WorldRig(() -> new DiscoveryOperator("gloo-mesh", new Ref("gloo-mesh", "settings")));
        rig.know(MGMT, WorldRig.ALIVE);
        rig.know("east", WorldRig.ALIVE);
        rig.apply(MGMT, """
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: gloo-mesh}
                spec: {secretName: east, clusterDomain: cluster.local}
                """);
        rig.apply(MGMT, """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh}
                spec: {}
                """);
        rig.applyAll("east", Objects.ISTIOD + "---\n" + Objects.injected("reviews", "app: reviews, version: v1"));
        rig.applyAll("east", Objects.service("reviews", "app: reviews"));
        endpoints(rig, "10.0.0.1");
        return rig;
    }

    /** The service has a pod at an address. */
    static void endpoints(WorldRig rig, String ip) {
        rig.apply("east", """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: reviews-1, namespace: shop, labels: {kubernetes.io/service-name: reviews}}
                addressType: IPv4
                ports: [{name: http, port: 8080, protocol: TCP}]
                endpoints: [{addresses: ['%s'], targetRef: {kind: Pod, name: reviews-7d9f-abcde, namespace: shop}}]
                """.formatted(ip));
    }

    static ObjectId discovered(String kind, String name) {
        return new ObjectId(MGMT, new GroupKind("discovery.mesh.gloo.solo.io", kind), "gloo-mesh", name);
    }
}
