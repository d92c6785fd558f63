// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UserAccess;
import dev.weft.meshctl.register.AccessRule;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.meshctl.register.Registration;
import dev.weft.meshctl.register.RegistrationRequest;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.process.OperatorProgram;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The roles of the charts grant what the code says that it needs, and nothing else; the agent is the one that registration installs. */
class ChartRightsTest {

    private static final String NAMESPACE = "somewhere";
    private static final Set<String> OF_AGENT =
            Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Deployment");

    @Test
    void operatorsHaveWhatTheTestsOfThePlaneRunWith() {
        List<ObjectNode> objects = Charts.rendered("weft", NAMESPACE);

        for (OperatorRights rights : List.of(OperatorRights.discovery(), OperatorRights.networking())) {
            String wide = NAMESPACE + "-" + rights.account();
            assertThat(Charts.named(objects, "ClusterRole", wide).path("rules"))
                    .containsExactlyElementsOf(json(rights.everywhere()));
            assertThat(Charts.named(objects, "Role", rights.account()).path("rules"))
                    .containsExactlyElementsOf(json(rights.installed()));
            JsonNode account = Charts.yaml(
                    "[{kind: ServiceAccount, name: " + rights.account() + ", namespace: " + NAMESPACE + "}]");
            JsonNode everywhere = Charts.named(objects, "ClusterRoleBinding", wide);
            assertThat(everywhere.path("subjects")).isEqualTo(account);
            assertThat(everywhere.at("/roleRef/name").asText()).isEqualTo(wide);
            JsonNode installed = Charts.named(objects, "RoleBinding", rights.account());
            assertThat(installed.path("subjects")).isEqualTo(account);
            assertThat(installed.at("/roleRef/name").asText()).isEqualTo(rights.account());
            assertThat(Charts.named(objects, "Deployment", rights.account().substring("mesh-".length()))
                            .at("/spec/template/spec/serviceAccountName")
                            .asText())
                    .isEqualTo(rights.account());
        }
        assertThat(Charts.of(objects, "ClusterRole")).hasSize(2);
        assertThat(Charts.of(objects, "Role")).hasSize(2);
    }

    private static List<JsonNode> json(List<AccessRule> rules) {
        return rules.stream().<JsonNode>map(AccessRule::json).toList();
    }

    /** Also where the agent is in a namespace with an istiod. */
    @ParameterizedTest
    @CsvSource({"somewhere, istio-system", "istio-system, istio-system", "somewhere, a-first;istio-system"})
    void theAgentIsTheOneThatRegistrationInstalls(String namespace, String istio) throws Exception {
        TreeSet<String> istioNamespaces = new TreeSet<>(List.of(istio.split(";")));
        List<ObjectNode> charted = Charts.rendered(
                "cert-agent", namespace, "certAgent: {cluster: east, istioNamespaces: " + istioNamespaces + "}");

        assertThat(byPath(charted)).isEqualTo(byPath(registered(namespace, istioNamespaces)));
    }

    private static List<ObjectNode> registered(String namespace, TreeSet<String> istioNamespaces) {
        AgentWish wish = new AgentWish(
                false,
                Optional.of("localhost/weft/cert-agent:" + OperatorProgram.version()),
                Optional.of(namespace),
                istioNamespaces);
        RegistrationRequest request = new RegistrationRequest(
                "east", "gloo-mesh", "gloo-mesh", "cluster.local", Optional.empty(), false, wish, false);
        Endpoint endpoint =
                new Endpoint("https://127.0.0.1:1", Optional.empty(), Endpoint.Credentials.BearerToken.fixed("none"));
        return Registration.dryRun(request, new UserAccess("east", "", endpoint)).stream()
                .filter(object -> object.at("/metadata/labels/app.kubernetes.io~1name")
                        .asText()
                        .equals("cert-agent"))
                .toList();
    }

    /** Without what says who has installed it. */
    private static TreeMap<String, JsonNode> byPath(List<ObjectNode> objects) {
        TreeMap<String, JsonNode> byPath = new TreeMap<>();
        for (ObjectNode object : objects) {
            String kind = object.path("kind").asText();
            if (OF_AGENT.contains(kind)) {
                ObjectNode copy = object.deepCopy();
                ((ObjectNode) copy.path("metadata")).remove("labels");
                if (copy.at("/spec/template/metadata/labels") instanceof ObjectNode labels) {
                    labels.remove(List.of(
                            "app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "app.kubernetes.io/part-of"));
                }
                if (copy.at("/spec/template/spec/containers/0") instanceof ObjectNode container) {
                    container.remove("imagePullPolicy");
                }
                byPath.put(
                        kind + " " + object.at("/metadata/namespace").asText() + "/"
                                + object.at("/metadata/name").asText(),
                        copy);
            }
        }
        return byPath;
    }
}
