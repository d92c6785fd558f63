// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callers in the east of a service of the west whose pods they reach without a gateway, and then with one, and again without. */
class FlatNetworkOrderTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final String NAME = "reviews.bookinfo.svc.west.global";
    private static final ObjectId ENTRY =
            new ObjectId("east", new GroupKind("networking.istio.io", "ServiceEntry"), "istio-system", NAME);
    private static final ObjectId RULE = new ObjectId(
            "east", new GroupKind("networking.istio.io", "DestinationRule"), "istio-system", "reviews-bookinfo-west");

    private static WorldRig rig(String westsGateway) {
        WorldRig rig = OperatorRig.bare();
        rig.know(MGMT, WorldRig.ALIVE);
        OperatorRig.settings(rig, "");
        for (String cluster : List.of("east", "west")) {
            OperatorRig.federated(rig, cluster, cluster.equals("west") ? westsGateway : "");
            rig.apply(MGMT, Discovered.workload("reviews", "bookinfo", cluster));
        }
        rig.apply(
                MGMT,
                Discovered.service("reviews", "bookinfo", "east")
                        .subset("version", "v1", "v2")
                        .yaml());
        pods(rig, "http");
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh}
                spec:
                  meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}, {name: istiod-istio-system-west, namespace: gloo-mesh}]
                  federation: {permissive: {}, flatNetwork: true}
                """);
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: shift, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  trafficShift:
                    destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: west, subset: {version: v2}}}]
                """);
        rig.settle();
        return rig;
    }

    /** @param port the name by which the pods have one; nobody knows another port of the Service */
    private static void pods(WorldRig rig, String port) {
        rig.apply(MGMT, """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: TrafficTarget
                metadata: {name: reviews-bookinfo-west, namespace: gloo-mesh}
                spec:
                  kubeService:
                    ref: {name: reviews, namespace: bookinfo, clusterName: west}
                    labels: {app: reviews}
                    workloadSelectorLabels: {app: reviews}
                    ports: [{port: 9080, name: http, protocol: TCP}]
                    subsets: {version: {values: [v1, v2]}}
                    endpointSubsets:
                      - endpoints: [{ipAddress: 10.2.0.5, labels: {app: reviews, version: v2}}]
                        ports: [{port: 19080, name: %s, protocol: TCP}]
                  mesh: {name: istiod-istio-system-west, namespace: gloo-mesh}
                """.formatted(port));
    }

    private static final String GATEWAY =
            "{workloadLabels: {istio: ingressgateway}, externalAddress: 203.0.113.2, externalTlsPort: 15443, tlsContainerPort: 15443}";

    private static boolean isEmptySubset(WorldRig rig) {
        JsonNode subset = rig.at(RULE).at("/spec/subsets/0/labels");
        for (JsonNode endpoint : rig.at(ENTRY).at("/spec/endpoints")) {
            boolean isIn = true;
            for (var label : subset.properties()) {
                isIn &= label.getValue().equals(endpoint.path("labels").path(label.getKey()));
            }
            if (isIn) {
                return false;
            }
        }
        return true;
    }

    /** How long the subset is empty until everything is at rest. */
    private static Duration emptyWhileSettling(WorldRig rig) {
        Duration empty = Duration.ZERO;
        for (int i = 0; i < 50; i++) {
            List<Write> writes = rig.pass();
            boolean was = isEmptySubset(rig);
            rig.carryOut(writes);
            Instant before = rig.now();
            if (writes.isEmpty() && !rig.sleep()) {
                return empty;
            }
            if (was || isEmptySubset(rig)) {
                empty = empty.plus(Duration.between(before, rig.now()));
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    private static String endpoint(WorldRig rig) {
        return rig.at(ENTRY).at("/spec/endpoints/0/address").asText();
    }

    @Test
    void aSubsetIsEmptyForOneSettleAtMostWhileAServiceChangesItsWay() {
        WorldRig rig = rig(GATEWAY);
        assertThat(endpoint(rig)).isEqualTo("10.2.0.5");
        assertThat(isEmptySubset(rig)).isFalse();

        pods(rig, "other");
        assertThat(emptyWhileSettling(rig)).isLessThanOrEqualTo(SETTLE);
        assertThat(endpoint(rig)).isEqualTo("203.0.113.2");
        assertThat(isEmptySubset(rig)).isFalse();

        pods(rig, "http");
        assertThat(emptyWhileSettling(rig)).isLessThanOrEqualTo(SETTLE);
        assertThat(endpoint(rig)).isEqualTo("10.2.0.5");
        assertThat(isEmptySubset(rig)).isFalse();
    }

    @Test
    void aSubsetStaysAsItIsWhileTheGatewaysClusterIsSilent() {
        WorldRig rig = rig(GATEWAY);
        rig.know(
                "west",
                new ClusterView(
                        ClusterKnowledge.SYNCED,
                        new ClusterView.Contact.Silent("", "connection refused"),
                        List.of(),
                        List.of()));
        pods(rig, "other");
        rig.settle();

        assertThat(endpoint(rig)).isEqualTo("10.2.0.5");
        assertThat(isEmptySubset(rig)).isFalse();

        rig.know("west", WorldRig.ALIVE);
        rig.settle();
        assertThat(endpoint(rig)).isEqualTo("203.0.113.2");
        assertThat(isEmptySubset(rig)).isFalse();
    }

    @Test
    void aServiceThatNeedsAGatewayAndHasNoneIsNotTakenFromItsCallers() {
        WorldRig rig = rig("");
        JsonNode entry = rig.at(ENTRY).path("spec").deepCopy();
        pods(rig, "other");
        rig.settle();
        rig.restart();
        rig.settle();

        assertThat(rig.at(ENTRY).path("spec")).isEqualTo(entry);
        assertThat(rig.objects()).containsKey(RULE);
        assertThat(isEmptySubset(rig)).isFalse();
        pods(rig, "http");
        assertThat(rig.settle()).noneMatch(Write.Delete.class::isInstance);
    }
}
