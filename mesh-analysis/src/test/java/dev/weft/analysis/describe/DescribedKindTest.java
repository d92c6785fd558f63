// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class DescribedKindTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Every field that some cell reads, under the kind that has it. */
    private static final String EVERYTHING = """
            {spec: {
               istio: {installation: {namespace: istio-system, cluster: east, version: '1.28.2', revision: canary}},
               kubernetes: {serviceAccountName: sa, podLabels: {b: '2', a: '1'}, controller: {name: web, namespace: shop, clusterName: east}},
               mesh: {name: m, namespace: gloo-mesh},
               kubeService: {ref: {name: web, namespace: shop, clusterName: east}},
               globalAccessPolicy: ENABLED,
               meshes: [{name: m, namespace: gloo-mesh}],
               hostname: web.global, port: {number: 80, protocol: http},
               backingServices: [{kubeService: {name: web, namespace: shop, clusterName: east}}],
               sourceSelector: [{labels: {app: x}, namespaces: [a, b], clusters: [east], kubeIdentityMatcher: {namespaces: [a], clusters: [east]},
                                 kubeServiceAccountRefs: {serviceAccounts: [{name: sa, namespace: a, clusterName: east}]}}],
               destinationSelector: [{kubeServiceMatcher: {labels: {app: x}, namespaces: [a], clusters: [east]},
                                      kubeServiceRefs: {services: [{name: web, namespace: shop, clusterName: east}]}}],
               httpRequestMatchers: [{prefix: /a, method: {method: POST}, headers: [{name: h, value: v, regex: true, invertMatch: true}],
                                      queryParameters: [{name: q, value: '1'}]}],
               allowedPaths: [/a], allowedMethods: [GET], allowedPorts: [80, 81]},
             status: {state: ACCEPTED, appliedVirtualMesh: {ref: {name: vm, namespace: gloo-mesh}},
               appliedFailoverServices: [{ref: {name: fs, namespace: gloo-mesh}}],
               appliedTrafficPolicies: [{ref: {name: tp, namespace: a}}], appliedAccessPolicies: [{ref: {name: ap, namespace: a}}],
               appliedFederation: {federatedHostname: web.shop.svc.east.global}}}
            """;

    @Test
    void drawsTheTableOfTheReference() {
        assertThat(DescribedKind.MESH
                        .table(List.of(document("Mesh", "istiod", """
                                        {spec: {istio: {installation: {namespace: istio-system, cluster: mgmt-cluster, version: 1.8.1}}},
                                         status: {appliedVirtualMesh: {ref: {name: virtual-mesh, namespace: gloo-mesh}}}}""")), List.of())
                        .draw())
                .isEqualTo("""
                        +-------------------------+----------------------+-------------------+
                        |        METADATA         |     VIRTUAL MESH     | FAILOVER SERVICES |
                        +-------------------------+----------------------+-------------------+
                        | Namespace: istio-system | Name: virtual-mesh   |                   |
                        | Cluster: mgmt-cluster   | Namespace: gloo-mesh |                   |
                        | Type: istio             |                      |                   |
                        | Version: 1.8.1          |                      |                   |
                        |                         |                      |                   |
                        +-------------------------+----------------------+-------------------+
                        """);
    }

    @Test
    void drawsOnlyTheHeaderWhenThereIsNothing() {
        assertThat(DescribedKind.VIRTUALMESH.table(List.of(), List.of()).draw()).isEqualTo("""
                        +----------+-----+--------+
                        | METADATA | NET | MESHES |
                        +----------+-----+--------+
                        """);
    }

    @Test
    void tellsAppMeshesAndUnknownMeshesApart() {
        String appMesh = cells("Mesh", """
                {spec: {awsAppMesh: {awsName: shop, region: us-east-2, awsAccountId: '4242', clusters: [b, a]}}}""");
        assertThat(appMesh)
                .contains("Name: shop", "Clusters: b, a", "Type: appmesh", "Region: us-east-2", "AwsAccountId: 4242");
        assertThat(cells("Mesh", "{spec: {osm: {installation: {version: '1.2'}}}}"))
                .contains("Type: osm");
        assertThat(cells("Mesh", "{spec: {novel: {}}}")).contains("Name: example", "Type: unknown");
    }

    @Test
    void G5_meshWithoutInstallationAndTargetWithoutRefAreDescribed() {
        assertThat(cells("Mesh", "{spec: {istio: {}}}")).contains("Type: istio");
        assertThat(cells("TrafficTarget", "{spec: {kubeService: {}}}")).contains("Type: kubernetes service");
    }

    @Test
    void showsWorkloadsWithSortedLabelsAndTheirController() {
        assertThat(cells("Workload", EVERYTHING))
                .containsSubsequence(
                        "Service Account: sa",
                        "POD LABELS",
                        "a: 1",
                        "b: 2",
                        "CONTROLLER",
                        "Name: web",
                        "Cluster: east");
    }

    @Test
    void showsTheServiceBehindATrafficTargetAndWhatAppliesToIt() {
        assertThat(cells("TrafficTarget", EVERYTHING))
                .contains(
                        "Name: web",
                        "Namespace: shop",
                        "Federated DNS Name: web.shop.svc.east.global",
                        "Name: tp",
                        "Name: ap");
    }

    @Test
    void showsMatchersWithAndWithoutMethod() {
        assertThat(cells("TrafficPolicy", EVERYTHING))
                .contains("Prefix: /a", "Method: POST", "HEADERS", "not h: v (regex)", "QUERY PARAMETERS", "q: 1");
        assertThat(cells("TrafficPolicy", "{spec: {httpRequestMatchers: [{exact: /x, method: {}}]}}"))
                .contains("Exact: /x", "Method: GET");
        assertThat(cells("TrafficPolicy", "{spec: {httpRequestMatchers: [{regex: .*}]}}"))
                .contains("Regex: .*")
                .doesNotContain("Method");
    }

    @Test
    void showsSelectorsByLabelAndByReference() {
        assertThat(cells("TrafficPolicy", EVERYTHING))
                .contains("Namespaces: a, b", "Clusters: east", "LABELS", "app: x", "Name: web");
        assertThat(cells("AccessPolicy", EVERYTHING)).contains("Name: sa", "Namespaces: a");
    }

    @Test
    void showsMorePortsThanMethods() {
        assertThat(cells("AccessPolicy", "{spec: {allowedMethods: [GET], allowedPorts: [80, 8080, 9090]}}"))
                .contains("Allowed Methods: GET", "Allowed Ports: 80, 8080, 9090");
    }

    @Test
    void showsFailoverServicesWithAndWithoutPort() {
        assertThat(cells("FailoverService", EVERYTHING)).contains("Hostname: web.global", "Port: 80", "Name: web");
        assertThat(cells("FailoverService", "{spec: {hostname: web.global, backingServices: [{}]}}"))
                .contains("Hostname: web.global")
                .doesNotContain("Port:");
    }

    @Test
    void showsTheDefaultGlobalAccessPolicy() {
        assertThat(cells("VirtualMesh", "{spec: {}}")).contains("Global Access Policy: MESH_DEFAULT");
        assertThat(cells("VirtualMesh", EVERYTHING)).contains("Global Access Policy: ENABLED", "Name: m");
    }

    /** Takes away, and puts something of another type into, each field at each depth. */
    @ParameterizedTest
    @EnumSource
    void drawsAnObjectWhateverIsMissingOrOfAnotherType(DescribedKind kind) {
        List<ObjectNode> broken = new ArrayList<>();
        broken.add(MAPPER.createObjectNode());
        for (String replacement : List.of("", "null", "7", "'text'", "[]", "{}", "[null, 7, {}]", "{a: {b: [1]}}")) {
            damage(read(EVERYTHING), List.of(), replacement, broken);
        }
        for (ObjectNode object : broken) {
            String table = kind.table(List.of(document(kindName(kind), "example", object)), List.of())
                    .draw();
            int width = table.indexOf('\n');
            assertThat(table.lines())
                    .as(object.toString())
                    .hasSizeGreaterThan(3)
                    .allMatch(line -> line.length() == width);
        }
        assertThat(broken).hasSizeGreaterThan(400);
    }

    @Test
    void keepsTheFrameStraightForUnicodeAndHostileNames() {
        String table = DescribedKind.WORKLOAD
                .table(List.of(document("Workload", "x", """
                        {spec: {kubernetes: {serviceAccountName: "bücher-𝔵-\\u001b[31m\\nsecond\\u2028third", podLabels: {"ключ": "значение"}}}}""")), List.of())
                .draw();
        assertThat(table)
                .contains("Service Account: bücher-𝔵- [31m second third ", "ключ: значение")
                .doesNotContain("\u001b", "\u2028");
        assertThat(table.lines().map(line -> line.codePointCount(0, line.length())))
                .containsOnly(table.lines().findFirst().orElseThrow().length());
    }

    @Test
    void ordersRowsByNamespaceAndNameAndFiltersByAnyOfTheTexts() {
        List<ManagementDocument> documents = List.of(
                document("TrafficPolicy", "alpha", "{}"),
                document("AccessPolicy", "alpha", "{}"),
                document("TrafficPolicy", "beta", "{}"),
                document("TrafficPolicy", "gamma", "{}"));
        assertThat(DescribedKind.TRAFFICPOLICY.table(documents, List.of()).draw())
                .containsSubsequence("Name: alpha", "Name: beta", "Name: gamma");
        assertThat(DescribedKind.TRAFFICPOLICY
                        .table(documents, List.of("gam", "lph"))
                        .draw())
                .contains("Name: alpha", "Name: gamma")
                .doesNotContain("Name: beta");
        assertThat(DescribedKind.TRAFFICPOLICY
                        .table(documents, List.of("ALPHA"))
                        .rows())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mesh,MESH",
        "Meshes,MESH",
        "workloads,WORKLOAD",
        "tt,TRAFFICTARGET",
        "trafficTargets,TRAFFICTARGET",
        "vmesh,VIRTUALMESH",
        "vmeshes,VIRTUALMESH",
        "virtualmesh,VIRTUALMESH",
        "tpol,TRAFFICPOLICY",
        "trafficpolicies,TRAFFICPOLICY",
        "apol,ACCESSPOLICY",
        "fos,FAILOVERSERVICE",
        "failoverservices,FAILOVERSERVICE"
    })
    void knowsSingularPluralAndShortNames(String word, DescribedKind kind) {
        assertThat(DescribedKind.named(word)).contains(kind);
    }

    @Test
    void knowsNoOtherWord() {
        assertThat(Arrays.asList("", "pod", "mes", "service").stream().map(DescribedKind::named))
                .allMatch(Optional::isEmpty);
    }

    /** Adds, for each field below {@code path}, a copy of {@code whole} in which it is replaced ("" takes it away). */
    private static void damage(ObjectNode whole, List<String> path, String replacement, List<ObjectNode> broken) {
        JsonNode here = whole;
        for (String step : path) {
            here = here.isArray() ? here.path(Integer.parseInt(step)) : here.path(step);
        }
        List<String> steps = new ArrayList<>();
        here.fieldNames().forEachRemaining(steps::add);
        for (int i = 0; here.isArray() && i < here.size(); i++) {
            steps.add(Integer.toString(i));
        }
        for (String step : steps) {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(step);
            ObjectNode copy = whole.deepCopy();
            JsonNode parent = copy;
            for (String before : path) {
                parent = parent.isArray() ? parent.path(Integer.parseInt(before)) : parent.path(before);
            }
            if (parent instanceof ObjectNode object) {
                if (replacement.isEmpty()) {
                    object.remove(step);
                } else {
                    object.set(step, tree(replacement));
                }
                broken.add(copy);
            }
            damage(whole, deeper, replacement, broken);
        }
    }

    private static String kindName(DescribedKind kind) {
        return switch (kind) {
            case MESH -> "Mesh";
            case WORKLOAD -> "Workload";
            case TRAFFICTARGET -> "TrafficTarget";
            case VIRTUALMESH -> "VirtualMesh";
            case TRAFFICPOLICY -> "TrafficPolicy";
            case ACCESSPOLICY -> "AccessPolicy";
            case FAILOVERSERVICE -> "FailoverService";
        };
    }

    private static String cells(String kind, String body) {
        return DescribedKind.named(kind)
                .orElseThrow()
                .table(List.of(document(kind, "example", body)), List.of())
                .draw();
    }

    private static ManagementDocument document(String kind, String name, String body) {
        return document(kind, name, read(body));
    }

    private static ManagementDocument document(String kind, String name, ObjectNode body) {
        ObjectNode object = body.deepCopy();
        object.put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "gloo-mesh");
        return new ManagementDocument(new ObjectId("", new GroupKind("example.com", kind), "gloo-mesh", name), object);
    }

    private static ObjectNode read(String yaml) {
        return (ObjectNode) tree(yaml);
    }

    private static JsonNode tree(String yaml) {
        return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }
}
