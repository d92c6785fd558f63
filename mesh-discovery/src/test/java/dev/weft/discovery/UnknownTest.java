// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What could not be read never drops or narrows anything (house rule I1). */
class UnknownTest {

    private static final String OWNED = "labels: {owner.discovery.mesh.gloo.solo.io: gloo-mesh}";
    private static final String GIVEN = """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: istiod-istio-system-east, namespace: gloo-mesh, OWNED}
            spec:
              istio:
                installation: {cluster: east, namespace: istio-system, version: 1.20.0}
                ingressGateways: [{externalAddress: 192.0.2.1, externalTlsPort: 15443}]
            ---
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Workload
            metadata: {name: reviews-shop-east-deployment, namespace: gloo-mesh, OWNED}
            spec:
              kubernetes: {controller: {name: reviews, namespace: shop, clusterName: east}, podLabels: {given: "yes"}}
            ---
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: TrafficTarget
            metadata: {name: reviews-shop-east, namespace: gloo-mesh, OWNED}
            spec: {kubeService: {ref: {name: reviews, namespace: shop, clusterName: east}, labels: {given: "yes"}}}
            """.replace("OWNED", OWNED);

    private static final String CLUSTER = Objects.ISTIOD + "---\n" + Objects.injected("reviews", "app: reviews")
            + Objects.service("reviews", "app: reviews");

    @Test
    void anUnreachableClusterKeepsAllThatWasDiscoveredThere() {
        Scene.Found found = new Scene().unreachable("east").management(GIVEN).discover();

        assertThat(found.objects().keySet())
                .containsExactly(
                        "Mesh istiod-istio-system-east",
                        "TrafficTarget reviews-shop-east",
                        "Workload reviews-shop-east-deployment");
    }

    @Test
    void aRegisteredClusterThatIsNotInTheSnapshotKeepsThemToo() {
        String registered = """
                ---
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: NAMESPACE}
                """;

        assertThat(new Scene()
                        .management(GIVEN + registered.replace("NAMESPACE", "gloo-mesh"))
                        .discover()
                        .objects())
                .hasSize(3);
    }

    @Test
    void E_26_onlyRegistrationsInTheInstallNamespaceCount() {
        String registered = """
                ---
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: elsewhere}
                """;

        assertThat(new Scene().management(GIVEN + registered).discover().objects())
                .isEmpty();
    }

    @Test
    void aSyncedClusterReplacesWhatExistsAndDropsWhatIsGone() {
        Scene.Found found = new Scene()
                .on("east", Objects.ISTIOD, Objects.injected("reviews", "app: reviews"))
                .management(GIVEN)
                .discover();

        assertThat(found.spec("Workload", "reviews-shop-east-deployment")
                        .path("kubernetes")
                        .path("podLabels"))
                .hasToString("{\"app\":\"reviews\"}");
        assertThat(found.names("TrafficTarget")).isEmpty();
    }

    static List<GroupKind> kindsOfWorkloads() {
        return SourceKinds.OF_WORKLOADS;
    }

    @ParameterizedTest
    @MethodSource("kindsOfWorkloads")
    void workloadsAndTargetsOfAClusterWithAnUnknownKindStayAsTheyAre(GroupKind kind) {
        Scene.Found found = new Scene()
                .on("east", CLUSTER)
                .unknown("east", kind)
                .management(GIVEN)
                .discover();

        assertThat(found.spec("Workload", "reviews-shop-east-deployment").findValuesAsText("given"))
                .containsExactly("yes");
        assertThat(found.service("reviews-shop-east").findValuesAsText("given")).containsExactly("yes");
    }

    @Test
    void gatewaysThatCannotBeReadStayKnown() {
        Scene.Found found = new Scene()
                .on("east", CLUSTER)
                .unknown("east", SourceKinds.NODE)
                .management(GIVEN)
                .discover();

        assertThat(found.istio("istiod-istio-system-east").path("ingressGateways"))
                .hasSize(1);
    }

    @Test
    void withoutTheMeshConfigNoNewMeshIsInventedButAKnownOneStaysWithItsWorkloads() {
        assertThat(new Scene()
                        .on("east", CLUSTER)
                        .unknown("east", SourceKinds.CONFIG_MAP)
                        .discover()
                        .objects())
                .isEmpty();

        Scene.Found found = new Scene()
                .on("east", CLUSTER)
                .on("east", Objects.injected("ratings", "app: ratings"))
                .unknown("east", SourceKinds.CONFIG_MAP)
                .management(GIVEN)
                .discover();
        assertThat(found.istio("istiod-istio-system-east")
                        .path("installation")
                        .path("version")
                        .asText())
                .isEqualTo("1.20.0");
        assertThat(found.spec("Workload", "ratings-shop-east-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo("istiod-istio-system-east");
    }

    @Test
    void E_3_aBrokenClusterDoesNotStopTheOthers() {
        Scene.Found found = new Scene()
                .on("west", CLUSTER)
                .unreachable("east")
                .management(GIVEN)
                .discover();

        assertThat(found.names("TrafficTarget")).containsExactly("reviews-shop-east", "reviews-shop-west");
    }

    @Test
    void endpointsAreReadFromEitherSource() {
        Scene scene = new Scene().on("east", CLUSTER).management(GIVEN).unknown("east", SourceKinds.ENDPOINT_SLICE);

        assertThat(scene.discover().service("reviews-shop-east").has("ports")).isTrue();
        assertThat(scene.unknown("east", SourceKinds.ENDPOINTS)
                        .discover()
                        .service("reviews-shop-east")
                        .findValuesAsText("given"))
                .containsExactly("yes");
    }

    @Test
    void aTargetWhoseServiceCannotBeDecodedStays() {
        String bad = "apiVersion: v1\nkind: Service\nmetadata: {name: reviews, namespace: shop}\nspec: text\n";
        Scene.Found found = new Scene()
                .on("east", Objects.ISTIOD, Objects.injected("reviews", "app: reviews"), bad)
                .management(GIVEN)
                .discover();

        assertThat(found.names("TrafficTarget")).containsExactly("reviews-shop-east");
        assertThat(found.codes()).contains("SourceUndecodable");
    }

    @Test
    void whatAnotherInstallationOwnsIsNotTouched() {
        Scene.Found found = new Scene()
                .on("east", CLUSTER)
                .management(GIVEN.replace(OWNED, "labels: {owner.discovery.mesh.gloo.solo.io: other}"))
                .discover();

        assertThat(found.service("reviews-shop-east").findValuesAsText("given")).containsExactly("yes");
        assertThat(found.finding(DiscoveryFinding.OTHER_OWNER).message()).contains("namespace other");
    }

    @Test
    void anObjectWithoutOwnerIsAdoptedWhereItsNameIsWantedAndLeftAloneElsewhere() {
        String nobodys = GIVEN.replace(", " + OWNED, "");
        Scene.Found found = new Scene()
                .on("east", CLUSTER)
                .management(
                        nobodys + "---\n" + nobodys.replace("-east", "-south").replace("east", "south"))
                .discover();

        assertThat(found.names("TrafficTarget")).containsExactly("reviews-shop-east", "reviews-shop-south");
        assertThat(found.service("reviews-shop-east").has("ports")).isTrue();
    }
}
