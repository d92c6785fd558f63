// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Open Service Mesh and AWS App Mesh. */
class OtherMeshesTest {

    private static final String OSM = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: osm-controller, namespace: osm-system}
            spec:
              selector: {matchLabels: {app: osm}}
              template: {spec: {containers: [{name: osm, image: "openservicemesh/osm-controller:v1.2.4"}]}}
            """;

    private static String appMesh(String name, String arn) {
        return """
                apiVersion: appmesh.k8s.aws/v1beta2
                kind: Mesh
                metadata: {name: %s}
                status: {meshARN: "%s"}
                """.formatted(name, arn);
    }

    private static final String ARN = "arn:aws:appmesh:us-east-2:1234:mesh/mesh1";

    private static String workload(String pod) {
        return Objects.controller("a", "app: a")
                + Objects.replicaSet("a")
                + Objects.pod("a-1", "app: a", "ReplicaSet/a-7d9f", pod);
    }

    @Test
    void findsOpenServiceMeshAndSaysThatItIsArchived() {
        Scene.Found found = new Scene().on("east", OSM).discover();

        assertThat(found.spec("Mesh", "osm-controller-osm-system-east")).hasToString("""
                {"osm":{"installation":{"cluster":"east","namespace":"osm-system","podLabels":{"app":"osm"},"version":"v1.2.4"}}}""");
        assertThat(found.finding(DiscoveryFinding.OSM_END_OF_LIFE).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void aSidecarOfOpenServiceMeshIsEnvoyTogetherWithItsInitContainer() {
        String init = "initContainers: [{name: osm-init, image: openservicemesh/init:v1}], ";
        String envoy = "containers: [{name: envoy, image: envoyproxy/envoy-alpine:v1}]";

        assertThat(new Scene()
                        .on("east", OSM, workload(init + envoy))
                        .discover()
                        .names("Workload"))
                .containsExactly("a-shop-east-deployment");
        assertThat(new Scene().on("east", OSM, workload(envoy)).discover().names("Workload"))
                .isEmpty();
        assertThat(new Scene()
                        .on("east", OSM, workload(init + "containers: []"))
                        .discover()
                        .names("Workload"))
                .isEmpty();
        assertThat(new Scene()
                        .on("west", OSM)
                        .on("east", workload(init + envoy))
                        .discover()
                        .names("Workload"))
                .isEmpty();
    }

    @Test
    void anAppMeshMeshMaySpanClustersAndIsReportedAsDiscontinued() {
        Scene.Found found = new Scene()
                .on("cluster2", appMesh("mesh1", ARN))
                .on("cluster1", appMesh("mesh1", ARN))
                .discover();

        assertThat(found.object("Mesh", "mesh1-us-east-2-1234").path("metadata").path("labels"))
                .hasToString("{\"owner.discovery.mesh.gloo.solo.io\":\"gloo-mesh\"}");
        assertThat(found.spec("Mesh", "mesh1-us-east-2-1234")).hasToString("""
                {"awsAppMesh":{"arn":"arn:aws:appmesh:us-east-2:1234:mesh/mesh1","awsAccountId":"1234","awsName":"mesh1",\
                "clusters":["cluster1","cluster2"],"region":"us-east-2"}}""");
        assertThat(found.codes()).containsExactly("AppMeshEndOfLife", "AppMeshEndOfLife");
    }

    @Test
    void differentArnsAreDifferentMeshesAndOneWithoutArnIsNone() {
        Scene.Found found = new Scene()
                .on(
                        "cluster1",
                        appMesh("mesh1", ARN),
                        appMesh("mesh2", ARN.replace("mesh1", "mesh2")),
                        appMesh("new", ""))
                .discover();

        assertThat(found.names("Mesh")).containsExactly("mesh1-us-east-2-1234", "mesh2-us-east-2-1234");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-arn", "arn:aws:appmesh:us-east-2:1234", "arn:aws:appmesh:us-east-2:1234:mesh/"})
    void aMalformedArnIsReportedAndDisturbsNothing(String arn) {
        Scene.Found found = new Scene()
                .on("cluster1", appMesh("bad", arn), appMesh("mesh1", ARN))
                .discover();

        assertThat(found.names("Mesh")).containsExactly("mesh1-us-east-2-1234");
        assertThat(found.finding(DiscoveryFinding.APP_MESH_ARN_MALFORMED)
                        .subject()
                        .name())
                .isEqualTo("bad");
    }

    @Test
    void anAppMeshSidecarNamesItsMesh() {
        String pod = "containers: [{name: app, image: a:1}, {name: envoy, image: aws/aws-appmesh-envoy:v1.15, "
                + "env: [{name: foo, value: bar}, {name: APPMESH_VIRTUAL_NODE_NAME, value: %s}]}]";
        Scene.Found found = new Scene()
                .on("cluster1", appMesh("mesh1", ARN), workload(pod.formatted("mesh/mesh1/virtualNode/a")))
                .discover();

        assertThat(found.spec("Workload", "a-shop-cluster1-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo("mesh1-us-east-2-1234");
        assertThat(new Scene()
                        .on("cluster1", appMesh("mesh1", ARN), workload(pod.formatted("invalid")))
                        .discover()
                        .codes())
                .contains("SidecarWithoutMesh");
    }
}
