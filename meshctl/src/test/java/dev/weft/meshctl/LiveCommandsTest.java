// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands tell of a running management cluster. */
class LiveCommandsTest {

    private static final String POLICIES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/default/trafficpolicies";

    private TwoServers servers;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        servers = new TwoServers(folder);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void checkFailsWithHintsOnAnEmptyCluster() {
        Meshctl.Run run = servers.onManagement("check");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("Weft\n-------\n")
                .contains("meshes.discovery.mesh.gloo.solo.io is not installed")
                .contains("-> meshctl install crds")
                .contains("namespace 'gloo-mesh' does not exist");
    }

    @Test
    void M6_checkPassesWhenThePlaneRunsAndNamesWhatIsWrongOtherwise() {
        servers.installCrds();
        createNamespace();
        lease("mesh-discovery", Instant.now());
        lease("mesh-networking", Instant.now());
        Meshctl.Run good = servers.onManagement("check");
        assertThat(good.code()).as(good.toString()).isZero();

        TwoServers.create(servers.management(), POLICIES, """
                {"apiVersion":"networking.mesh.gloo.solo.io/v1alpha2","kind":"TrafficPolicy",
                 "metadata":{"name":"retries"},"spec":{}}""");
        assertThat(servers.cluster("register", "east").code()).isZero();
        Meshctl.Run bad = servers.onManagement("check", "-o", "json");
        assertThat(bad.code()).isEqualTo(1);
        assertThat(bad.out())
                .contains("TrafficPolicy retries.default: not looked at yet")
                .contains("east: Reachable: the plane has not reported it yet");
    }

    @Test
    void checkTellsAProcessThatHasStoppedRenewingItsLease() {
        servers.installCrds();
        createNamespace();
        lease("mesh-discovery", Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(servers.onManagement("check").out())
                .contains("mesh-discovery does not run: its Lease was last renewed at 2026-01-01")
                .contains("mesh-networking has never run");
    }

    @Test
    void checkAcceptsKindsOfANewerVersionAndNamesWhatAnOlderOneLacks() throws Exception {
        servers.installCrds();
        String path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/meshes.discovery.mesh.gloo.solo.io";
        ObjectNode definition = (ObjectNode) TwoServers.get(servers.management(), path);
        ObjectNode spec =
                (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        spec.putObject("later").put("type", "string").put("default", "x");
        put(path, definition);
        assertThat(servers.onManagement("check").out()).doesNotContain("is of another version");

        ObjectNode older = (ObjectNode) TwoServers.get(servers.management(), path);
        ((ObjectNode) older.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties")).remove("istio");
        put(path, older);
        assertThat(servers.onManagement("check").out())
                .contains("meshes.discovery.mesh.gloo.solo.io is of another version: field spec.istio is not known");
    }

    private void put(String path, ObjectNode object) {
        assertThat(servers.management()
                        .call("PUT", path, "application/json", object.toString().getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(200);
    }

    @Test
    void versionTellsWhatRunsAndWhatIsOfAnotherVersion() {
        createNamespace();
        lease("mesh-networking", Instant.now());
        TwoServers.create(servers.management(), "/apis/apps/v1/namespaces/gloo-mesh/deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"networking"},
                 "spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},
                  "spec":{"containers":[{"name":"networking","image":"soloio/gloo-mesh:0.12.8"},
                   {"name":"proxy","image":"gcr.io:443/istio/proxyv2@sha256:abc"}]}}}}""");
        Meshctl.Run text = servers.onManagement("version");
        assertThat(text.code()).as(text.toString()).isZero();
        assertThat(text.out())
                .contains("mesh-networking of an unknown version\n")
                .contains("Deployment networking.gloo-mesh: networking docker.io/soloio/gloo-mesh 0.12.8\n")
                .contains("proxy gcr.io:443/istio/proxyv2 sha256:abc\n");
        assertThat(servers.onManagement("version", "-o", "json").out().replaceAll("\\s+", ""))
                .contains("\"server\":[{\"namespace\":\"gloo-mesh\",\"components\":[{\"componentName\":\"networking\","
                        + "\"images\":[{\"name\":\"networking\",\"domain\":\"docker.io\",\"path\":\"soloio/gloo-mesh\","
                        + "\"version\":\"0.12.8\"}");
        assertThat(servers.onManagement("version", "-n", "elsewhere").out())
                .contains("Nothing of Weft runs in namespace elsewhere.");
    }

    @Test
    void describeShowsTheObjectsOfTheCluster() {
        servers.installCrds();
        TwoServers.create(servers.management(), POLICIES, """
                {"apiVersion":"networking.mesh.gloo.solo.io/v1alpha2","kind":"TrafficPolicy",
                 "metadata":{"name":"retries"},"spec":{}}""");
        Meshctl.Run run = servers.onManagement("describe", "tpol");
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("Name: retries").contains("Namespace: default");
        assertThat(servers.onManagement("describe", "tpol", "-s", "x").out()).doesNotContain("retries");
        assertThat(servers.onManagement("describe", "tpol", "--snapshot", "x").code())
                .isEqualTo(2);
    }

    private void createNamespace() {
        TwoServers.create(
                servers.management(),
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"gloo-mesh\"}}");
    }

    private void lease(String name, Instant renewed) {
        TwoServers.create(
                servers.management(), "/apis/coordination.k8s.io/v1/namespaces/gloo-mesh/leases", """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"%s"},
                 "spec":{"holderIdentity":"me","leaseDurationSeconds":15,"renewTime":"%s.000000Z"}}""".formatted(
                                name, renewed.toString().substring(0, 19)));
    }
}
