// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.Meshctl;
import dev.weft.meshctl.Meshctl.Run;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl debug snapshot --live} of a plane at work. */
@Timeout(120)
class LiveSnapshotTest {

    private static final Path BOOKINFO = Path.of("../docs/demo/bookinfo");
    private static final String OWNER = "owner.networking.mesh.gloo.solo.io";
    private static final String NETWORKING = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/";
    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJl";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQ==\\n-----END PRIVATE KEY-----";

    @TempDir
    Path temp;

    private LivePlane plane;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        LivePlane.namespace(plane.management, "bookinfo");
        for (String name : new String[] {"cluster-1", "cluster-2"}) {
            plane.cluster(name, BOOKINFO.resolve("clusters").resolve(name));
            plane.register(name);
        }
        Files.writeString(temp.resolve("kubeconfig"), plane.management.kubeconfig());
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void rendersToWhatThePlaneHasWritten() throws Exception {
        policies();
        plane.startDiscovery();
        plane.startNetworking();
        awaitWritten();
        plane.awaitQuiet();

        Run run = snapshot();
        assertThat(run.code()).as(run.toString()).isZero();

        for (boolean discover : new boolean[] {false, true}) {
            Path out = render(discover);
            for (String cluster : plane.clusters.keySet()) {
                assertThat(rendered(out.resolve("clusters/" + cluster)))
                        .as(cluster)
                        .isEqualTo(written(plane.clusters.get(cluster)))
                        .isNotEmpty();
            }
            assertThat(discovered(rendered(out.resolve("mgmt"))))
                    .isEqualTo(discovered(live()))
                    .isNotEmpty();
            assertThat(out.resolve("deletes.txt")).isEmptyFile();
        }
    }

    @Test
    void I4_holdsNoSecretWhereverAUserPutOne() throws Exception {
        Sandbox cluster = plane.clusters.get("cluster-1");
        plane.apply(NETWORKING + "trafficpolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy,
                 metadata: {name: header, annotations: {note: "hunter2 %s"}},
                 spec: {headerManipulation: {appendRequestHeaders: {authorization: "Bearer %s"}}}}""".formatted(KEY, TOKEN));
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/bookinfo/configmaps", """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: passwords}, data: {password: hunter2}}""");
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/bookinfo/secrets", """
                {apiVersion: v1, kind: Secret, metadata: {name: secret}, data: {password: aHVudGVyMg==}}""");
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/istio-system/configmaps", """
                {apiVersion: v1, kind: ConfigMap, metadata: {name: istio, annotations: {token: "%s"}},
                 data: {mesh: "trustDomain: \\"%s\\"\\ncaCertificates: [{pem: hunter2}]", values: hunter2}}""".formatted(TOKEN, TOKEN));
        LivePlane.applyYaml(cluster, "/apis/apps/v1/namespaces/bookinfo/deployments", """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: secretive, annotations: {token: hunter2}},
                 spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}, annotations: {token: hunter2}},
                   spec: {containers: [{name: x, image: x, args: [--password=hunter2], command: [hunter2],
                     env: [{name: PASSWORD, value: hunter2}, {name: REVISION, value: "%s"}]}]}}}}""".formatted(TOKEN));

        Run run = snapshot();

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("Secrets were masked in:")
                .contains("(management) TrafficPolicy.networking.mesh.gloo.solo.io bookinfo/header"
                        + " spec.headerManipulation.appendRequestHeaders.authorization: JSON web token")
                .contains("cluster-1 ConfigMap istio-system/istio data.mesh: JSON web token")
                .contains("cluster-1 Deployment.apps bookinfo/secretive"
                        + " spec.template.spec.containers[0].env[0].value: JSON web token");
        String all = everything();
        assertThat(all).contains("REVISION").contains("secretive").contains("Bearer REDACTED");
        assertThat(all + run.out())
                .doesNotContain("hunter2", "aHVudGVyMg", "BEGIN", "eyJ", "PASSWORD", "kind: Secret", "kubeconfig");
    }

    @Test
    void I1_aClusterThatIsCutOffIsUnknownAndTheOthersAreThere() throws Exception {
        plane.register(
                "cut", plane.clusters.get("cluster-1").kubeconfig().replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:1"));
        plane.register("evil", "{apiVersion: v1, kind: Config}");

        Run run = snapshot("-o", "json");

        assertThat(run.code()).as(run.toString()).isZero();
        JsonNode report = ((EmbeddedYaml.Tree) EmbeddedYaml.parse("out", run.out())).tree();
        assertThat(report.at("/clusters/cut/unknown/0/kind").asText()).isEqualTo("*");
        assertThat(report.at("/clusters/cut/unknown/0/reason").asText()).isEqualTo("Unreachable");
        assertThat(report.at("/clusters/cut/unknown/0/message").asText()).contains("127.0.0.1:1");
        assertThat(report.at("/clusters/evil/unknown/0/reason").asText()).isEqualTo("BadRegistration");
        assertThat(report.at("/clusters/cluster-1/objects/Pod").asInt()).isEqualTo(11);
        assertThat(report.at("/clusters/cluster-1/unknown")).isEmpty();
        assertThat(yaml(dir().resolve("clusters/cut/unknown.yaml"))
                        .at("/unknown/0/kind")
                        .asText())
                .isEqualTo("*");
        assertThat(Files.readString(render(false).resolve("findings.json"))).contains("SourceUnknown");
    }

    @Test
    void aFolderThatIsNotEmptyNeedsForceAndNothingIsRead() throws Exception {
        Files.createDirectories(dir());
        Files.writeString(dir().resolve("mine.txt"), "precious");
        plane.management.transcript().clear();
        assertThat(snapshot().code()).isEqualTo(2);
        assertThat(plane.management.transcript().entries()).isEmpty();
        assertThat(snapshot("--force").code()).isZero();
        assertThat(dir().resolve("mine.txt")).doesNotExist();
    }

    @Test
    void onlyReads() {
        plane.management.transcript().clear();
        plane.clusters.values().forEach(cluster -> cluster.transcript().clear());
        assertThat(snapshot().code()).isZero();
        Stream.concat(Stream.of(plane.management), plane.clusters.values().stream())
                .forEach(server -> {
                    assertThat(server.transcript().entries()).isNotEmpty();
                    assertThat(server.transcript().entries())
                            .allMatch(entry -> List.of("get", "list").contains(entry.verb()));
                });
    }

    private Path dir() {
        return temp.resolve("snapshot");
    }

    private Run snapshot(String... more) {
        List<String> arguments = new ArrayList<>(List.of("debug", "snapshot", "--live", "--dir", dir().toString()));
        arguments.addAll(List.of("--kubeconfig", temp.resolve("kubeconfig").toString()));
        arguments.addAll(List.of(more));
        return Meshctl.run(arguments.toArray(String[]::new));
    }

    private Path render(boolean discover) {
        Path out = temp.resolve("out-" + discover);
        List<String> arguments =
                new ArrayList<>(List.of("render", "--snapshot", dir().toString(), "--output", out.toString()));
        if (discover) {
            arguments.add("--discover");
        }
        Run render = Meshctl.run(arguments.toArray(String[]::new));
        assertThat(render.code()).as(render.toString()).isZero();
        return out;
    }

    /** Settings, and a route, an access policy and an object of a user beside them. */
    private void policies() throws IOException {
        plane.apply("/apis/settings.mesh.gloo.solo.io/v1alpha2/namespaces/" + LivePlane.INSTALL + "/settings", """
                {apiVersion: settings.mesh.gloo.solo.io/v1alpha2, kind: Settings, metadata: {name: settings},
                 spec: {mtls: {istio: {tlsMode: ISTIO_MUTUAL}}}}""");
        plane.apply(NETWORKING + "trafficpolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: reviews},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: cluster-1}]}}],
                   requestTimeout: 3s,
                   trafficShift: {destinations: [
                     {weight: 70, kubeService: {name: reviews, namespace: bookinfo, clusterName: cluster-1, subset: {version: v1}}},
                     {weight: 30, kubeService: {name: reviews, namespace: bookinfo, clusterName: cluster-1, subset: {version: v2}}}]}}}""");
        plane.apply(NETWORKING + "accesspolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: AccessPolicy, metadata: {name: ratings},
                 spec: {sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: bookinfo-reviews, namespace: bookinfo, clusterName: cluster-2}]}}],
                   destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-2}]}}]}}""");
        LivePlane.applyYaml(
                plane.clusters.get("cluster-2"),
                "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices",
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: theirs}, spec: {hosts: [other.example]}}");
    }

    private void awaitWritten() {
        await(
                "all services",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 11);
        for (String policy : new String[] {"trafficpolicies/reviews", "accesspolicies/ratings"}) {
            await(policy, () -> programmed(get(plane.management, NETWORKING + policy)));
        }
    }

    private static boolean programmed(JsonNode policy) {
        for (JsonNode condition : policy.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Programmed")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** Outputs of ours on a cluster: what render writes of them. */
    private static SortedMap<String, JsonNode> written(Sandbox cluster) {
        SortedMap<String, JsonNode> outputs = new TreeMap<>();
        for (String path : new String[] {
            "networking.istio.io/v1/virtualservices",
            "networking.istio.io/v1/destinationrules",
            "security.istio.io/v1/authorizationpolicies"
        }) {
            list(cluster, "/apis/" + path).forEach(object -> {
                if (object.at("/metadata/labels").has(OWNER)) {
                    outputs.put(key(object), content(object));
                }
            });
        }
        return outputs;
    }

    private SortedMap<String, JsonNode> live() {
        SortedMap<String, JsonNode> objects = new TreeMap<>();
        for (String plural : new String[] {"meshes", "workloads", "traffictargets"}) {
            list(plane.management, DISCOVERY + plural).forEach(object -> objects.put(key(object), content(object)));
        }
        return objects;
    }

    private static SortedMap<String, JsonNode> discovered(SortedMap<String, JsonNode> objects) {
        SortedMap<String, JsonNode> discovered = new TreeMap<>(objects);
        discovered.keySet().removeIf(key -> !key.matches("(Mesh|Workload|TrafficTarget)/.*"));
        return discovered;
    }

    private static SortedMap<String, JsonNode> rendered(Path folder) {
        SortedMap<String, JsonNode> objects = new TreeMap<>();
        files(folder).forEach(file -> {
            JsonNode object = yaml(file);
            objects.put(key(object), content(object));
        });
        return objects;
    }

    private static String key(JsonNode object) {
        return object.path("kind").asText() + "/"
                + object.at("/metadata/namespace").asText() + "/"
                + object.at("/metadata/name").asText();
    }

    /** Labels, annotations and spec. */
    private static JsonNode content(JsonNode object) {
        ObjectNode content = ((ObjectNode) object).objectNode();
        content.set("labels", object.at("/metadata/labels"));
        content.set("annotations", object.at("/metadata/annotations"));
        content.set("spec", object.path("spec"));
        return content;
    }

    private static JsonNode yaml(Path file) {
        try {
            return ((EmbeddedYaml.Tree) EmbeddedYaml.parse("file", Files.readString(file))).tree();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String everything() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files(dir())) {
            all.append(file.getFileName()).append('\n').append(Files.readString(file));
        }
        return all.toString();
    }
}
