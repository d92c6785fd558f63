// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import dev.weft.certagent.CertAgentMain;
import dev.weft.discovery.DiscoveryMain;
import dev.weft.networking.NetworkingMain;
import dev.weft.runtime.process.OperatorProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What Helm makes of the charts. */
class ChartsTest {

    private static final String NAMESPACE = "somewhere";

    /** By container: the program whose flags its arguments are. */
    private static final Map<String, Class<?>> PROGRAMS = Map.of(
            "discovery", DiscoveryMain.class,
            "networking", NetworkingMain.class,
            "cert-agent", CertAgentMain.class);

    private static final String ALL_OF_WEFT = """
            disallowIntersectingConfig: true
            verbose: true
            glooMeshOperatorArgs: {settingsRef: {name: theirs, namespace: elsewhere}}
            discovery: {replicas: 2, ports: {metrics: 9191}, image: {pullSecret: a-secret}, env: [{name: A, value: b}]}
            networking: {replicas: 2}
            serviceMonitor: {enabled: true, labels: {release: prometheus}}
            networkPolicy: {enabled: true, from: [{namespaceSelector: {}}]}
            """;

    private static final String ALL_OF_AGENT = """
            certAgent: {cluster: east, istioNamespaces: [istio-system, istio-canary], meshConfigs: [istio, istio-canary], verbose: true,
                        ports: {metrics: 9191}, image: {pullSecret: a-secret}, env: [{name: A, value: b}]}
            serviceMonitor: {enabled: true}
            networkPolicy: {enabled: true}
            """;

    static List<String> charts() {
        return Charts.ALL;
    }

    /** Each chart with few values and with all. */
    static Stream<List<ObjectNode>> renderings() {
        return Stream.of(
                Charts.rendered("weft", NAMESPACE),
                Charts.rendered("weft", NAMESPACE, ALL_OF_WEFT),
                Charts.rendered("weft", NAMESPACE, Charts.FOLDER.resolve("weft/values-migration.yaml")),
                Charts.rendered("cert-agent", NAMESPACE),
                Charts.rendered("cert-agent", NAMESPACE, ALL_OF_AGENT));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void passHelmsOwnChecksAndRenderWithTheirDefaults(String chart) {
        LintResult lint = Charts.helm(chart).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
        assertThat(Charts.rendered(chart, NAMESPACE)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void D15_nothingOutsideOfTheNamespaceHasAGenericName(List<ObjectNode> objects) {
        for (ObjectNode object : objects) {
            JsonNode metadata = object.path("metadata");
            if (object.path("kind").asText().startsWith("ClusterRole")) {
                assertThat(metadata.path("name").asText()).startsWith(NAMESPACE + "-");
            } else {
                assertThat(metadata.path("namespace").asText())
                        .as(object.toString())
                        .isIn(NAMESPACE, "istio-system", "istio-canary");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void D15_podsAreRestrictedAndProbed(List<ObjectNode> objects) {
        assertThat(Charts.of(objects, "Deployment")).isNotEmpty().allSatisfy(deployment -> {
            JsonNode pod = deployment.at("/spec/template/spec");
            assertThat(RestrictedPods.problems(pod)).isEmpty();
            JsonNode container = pod.at("/containers/0");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthz");
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/healthz");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
            assertThat(container.at("/volumeMounts/0/mountPath").asText()).isEqualTo("/tmp");
            assertThat(container.at("/resources/limits/memory").asText())
                    .as("without it the JVM would take three quarters of the node")
                    .isNotEmpty();
            assertThat(container.at("/env/0/valueFrom/fieldRef/fieldPath").asText())
                    .isEqualTo("metadata.namespace");
        });
    }

    /** Whatever a Deployment passes, the program takes. */
    @ParameterizedTest
    @MethodSource("renderings")
    void programsHaveTheFlagsThatAreGivenToThem(List<ObjectNode> objects) {
        assertThat(Charts.of(objects, "Deployment")).isNotEmpty().allSatisfy(deployment -> {
            assertThat(parsed(deployment).unmatched()).isEmpty();
        });
    }

    /** As the program itself reads its arguments. */
    private static CommandLine.ParseResult parsed(JsonNode deployment) {
        Class<?> program = PROGRAMS.get(
                deployment.at("/spec/template/spec/containers/0/name").asText());
        return new CommandLine(program)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Charts.arguments(deployment).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void portsAreWhatTheProgramsListenAt(List<ObjectNode> objects) {
        assertThat(Charts.of(objects, "Deployment")).allSatisfy(deployment -> {
            String name = deployment.at("/metadata/name").asText();
            int port = deployment
                    .at("/spec/template/spec/containers/0/ports/0/containerPort")
                    .asInt();
            assertThat((int) parsed(deployment)
                            .commandSpec()
                            .findOption("--metrics-port")
                            .getValue())
                    .isEqualTo(port);
            JsonNode service = Charts.named(objects, "Service", name);
            assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(port);
            assertThat(service.path("spec").path("selector"))
                    .isEqualTo(deployment.at("/spec/selector/matchLabels"))
                    .allSatisfy(value -> assertThat(deployment.at("/spec/template/metadata/labels/app"))
                            .isEqualTo(value));
        });
    }

    @ParameterizedTest
    @MethodSource("renderings")
    void imagesAreOfThisVersionAndOfNoRegistryInParticular(List<ObjectNode> objects) {
        assertThat(Charts.of(objects, "Deployment")
                        .map(deployment -> deployment
                                .at("/spec/template/spec/containers/0/image")
                                .asText()))
                .isSubsetOf(
                        "localhost/weft/mesh-discovery:" + OperatorProgram.version(),
                        "localhost/weft/mesh-networking:" + OperatorProgram.version(),
                        "localhost/weft/cert-agent:" + OperatorProgram.version());
    }

    @Test
    void definitionsStayWhenTheirChartGoes() {
        for (String chart : List.of("weft-crds", "agent-crds")) {
            assertThat(Charts.rendered(chart, NAMESPACE)).isNotEmpty().allSatisfy(object -> {
                assertThat(object.path("kind").asText()).isEqualTo("CustomResourceDefinition");
                assertThat(object.path("metadata")
                                .path("annotations")
                                .path("helm.sh/resource-policy")
                                .asText())
                        .isEqualTo("keep");
            });
        }
    }

    @Test
    void D13_theSettingsAreThoseOfTheNamespaceThatTheChartIsInstalledIn() {
        List<ObjectNode> objects = Charts.rendered("weft", NAMESPACE);

        assertThat(Charts.named(objects, "Settings", "settings")
                        .at("/metadata/namespace")
                        .asText())
                .isEqualTo(NAMESPACE);
        for (String name : List.of("discovery", "networking")) {
            assertThat(Charts.arguments(Charts.named(objects, "Deployment", name)))
                    .contains("--settings=" + NAMESPACE + "/settings");
        }
        List<ObjectNode> others = Charts.rendered("weft", NAMESPACE, ALL_OF_WEFT);
        assertThat(Charts.of(others, "Settings"))
                .as("somebody else's are not written")
                .isEmpty();
        assertThat(Charts.arguments(Charts.named(others, "Deployment", "networking")))
                .contains("--settings=elsewhere/theirs", "--disallow-intersecting-config", "--verbose");
    }

    @Test
    void newInstallationsKeepPoliciesInTheirNamespacesAndMigratedOnesHaveWhatTheyHad() {
        JsonNode fresh = Charts.named(Charts.rendered("weft", NAMESPACE), "Settings", "settings");
        assertThat(fresh.path("spec")).isEqualTo(Charts.yaml("policyScope: OwnNamespace"));

        JsonNode migrated = Charts.named(
                Charts.rendered("weft", NAMESPACE, Charts.FOLDER.resolve("weft/values-migration.yaml")),
                "Settings",
                "settings");
        assertThat(migrated.path("spec"))
                .isEqualTo(Charts.yaml("{policyScope: Any, mtls: {istio: {tlsMode: ISTIO_MUTUAL}}}"));
    }

    /** Twice the same key would be refused by the server, and another value would hide the monitor from whoever looks for our labels. */
    @ParameterizedTest
    @MethodSource("programs")
    void labelsOfAMonitorAreAddedToOursAndReplaceNone(String chart) {
        ObjectNode monitor = Charts.of(
                        Charts.rendered(
                                chart,
                                NAMESPACE,
                                "serviceMonitor: {enabled: true, labels: {app: mine, release: prometheus}}"),
                        "ServiceMonitor")
                .findFirst()
                .orElseThrow();

        assertThat(monitor.at("/metadata/labels/app").asText()).isNotEqualTo("mine");
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
    }

    static List<String> programs() {
        return List.of("weft", "cert-agent");
    }

    /** As a message in the reference's API: present and without fields. */
    @Test
    void emptySettingsAreAnEmptyMapAndNotNull() {
        JsonNode settings = Charts.named(
                Charts.rendered("weft", NAMESPACE, "settings: {policyScope: null, mtls: {}, relay: {}}"),
                "Settings",
                "settings");

        assertThat(settings.path("spec")).isEqualTo(Charts.yaml("{mtls: {}, relay: {}}"));
        assertThat(Charts.named(
                                Charts.rendered("weft", NAMESPACE, "settings: {policyScope: null}"),
                                "Settings",
                                "settings")
                        .path("spec"))
                .isEqualTo(Charts.yaml("{}"));
    }

    @Test
    void twoReplicasAreKeptApartAndOneOfThemMayBeEvicted() {
        List<ObjectNode> objects = Charts.rendered("weft", NAMESPACE, ALL_OF_WEFT);

        for (String name : List.of("discovery", "networking")) {
            JsonNode budget = Charts.named(objects, "PodDisruptionBudget", name);
            JsonNode deployment = Charts.named(objects, "Deployment", name);
            assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
            assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
            assertThat(budget.at("/spec/selector")).isEqualTo(deployment.at("/spec/selector"));
        }
        assertThat(Charts.of(Charts.rendered("weft", NAMESPACE), "PodDisruptionBudget"))
                .isEmpty();
    }

    @Test
    void overridesAreMergedDeeplyAndMayTakeAway() {
        String overrides = """
                deploymentOverrides: {metadata: {annotations: {a: b}},
                                      spec: {replicas: 0, template: {spec: {priorityClassName: high, topologySpreadConstraints: null}}}}
                serviceOverrides: {spec: {type: NodePort}}
                """;
        JsonNode before = Charts.named(Charts.rendered("weft", NAMESPACE), "Deployment", "networking");
        List<ObjectNode> weft = Charts.rendered("weft", NAMESPACE, "networking:\n" + overrides.indent(2));
        List<ObjectNode> agent = Charts.rendered("cert-agent", NAMESPACE, "certAgent:\n" + overrides.indent(2));

        for (ObjectNode deployment : List.of(
                Charts.named(weft, "Deployment", "networking"), Charts.named(agent, "Deployment", "cert-agent"))) {
            assertThat(deployment.at("/spec/replicas").asInt(-1)).isZero();
            assertThat(deployment.at("/metadata/annotations/a").asText()).isEqualTo("b");
            JsonNode pod = deployment.at("/spec/template/spec");
            assertThat(pod.path("priorityClassName").asText()).isEqualTo("high");
            assertThat(pod.has("topologySpreadConstraints")).isFalse();
        }
        assertThat(Charts.named(weft, "Deployment", "networking").at("/spec/template/spec/containers"))
                .isEqualTo(before.at("/spec/template/spec/containers"));
        assertThat(Charts.named(weft, "Deployment", "discovery")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(1);
        assertThat(Charts.named(weft, "Service", "networking").at("/spec/type").asText())
                .isEqualTo("NodePort");
        assertThat(Charts.named(agent, "Service", "cert-agent").at("/spec/type").asText())
                .isEqualTo("NodePort");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weft | discoverry: {}",
                "weft | watchOutputTypes: true",
                "weft | discovery: {image: {repo: a}}",
                "weft | discovery: {replicas: two}",
                "weft | networking: {ports: {metrics: 0}}",
                "weft | settings: {policyScop: Any}",
                "weft | settings: {policyScope: Everybody}",
                "weft | settings: {discovery: {istio: {ingressGatewayDetectors: {east: {labels: {}}}}}}",
                "weft | glooMeshOperatorArgs: {settingsRef: {name: ''}}",
                "weft | verbose: 'yes'",
                "weft | discovery: null",
                "weft | networking: {image: null}",
                "cert-agent | certAgent: null",
                "weft-crds | anything: 1",
                "agent-crds | anything: 1",
                "cert-agent | certAgent: {istioNamespaces: []}",
                "cert-agent | certAgent: {istioNamespaces: istio-system}",
                "cert-agent | certAgent: {cluster: East}",
                "cert-agent | cluster: east",
                "weft | discovery: {resources: {limit: {memory: 1Gi}}}",
                "weft | discovery: {resources: {limits: {memory: 1 GB}}}",
                "cert-agent | certAgent: {resources: {requests: 1}}",
                "weft | networking: {env: [{name: A, valeu: b}]}",
                "weft | networking: {env: [{name: A, value: 1}]}",
                "weft | networkPolicy: {from: [{namespaceSelecter: {}}]}",
                "cert-agent | networkPolicy: {from: [{}]}",
            })
    void whatIsNoValueIsRefused(String chart, String values) {
        assertThatThrownBy(() -> Charts.rendered(chart, NAMESPACE, values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    @ParameterizedTest
    @MethodSource("charts")
    void valuesOfAChartAroundAreLetIn(String chart) {
        assertThat(Charts.rendered(chart, NAMESPACE, "global: {imageRegistry: any}"))
                .isEqualTo(Charts.rendered(chart, NAMESPACE));
    }

    @Test
    void onlyWhoIsListedMayCall() {
        List<ObjectNode> objects = Charts.rendered("weft", NAMESPACE, ALL_OF_WEFT);

        JsonNode policy = Charts.named(objects, "NetworkPolicy", "discovery").path("spec");
        assertThat(policy.path("policyTypes")).isEqualTo(Charts.yaml("[Ingress]"));
        assertThat(policy.path("ingress"))
                .isEqualTo(Charts.yaml("[{ports: [{port: 9191, protocol: TCP}], from: [{namespaceSelector: {}}]}]"));
        JsonNode monitor = Charts.named(objects, "ServiceMonitor", "discovery");
        assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
        Map<String, String> service =
                Charts.named(objects, "Service", "discovery").at("/metadata/labels").properties().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, label -> label.getValue().asText()));
        Map<String, String> wanted = monitor.at("/spec/selector/matchLabels").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, label -> label.getValue().asText()));
        assertThat(service).containsAllEntriesOf(wanted);
    }

    @Test
    void theProfileHasNothingThatTheDefaultsDoNotKnow() {
        Path profile = Charts.FOLDER.resolve("weft/values-migration.yaml");

        assertThat(Charts.rendered("weft", NAMESPACE, profile).stream()
                        .map(object -> object.path("kind").asText())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(
                        "ServiceAccount",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "Role",
                        "RoleBinding",
                        "Deployment",
                        "Service",
                        "Settings"));
    }
}
