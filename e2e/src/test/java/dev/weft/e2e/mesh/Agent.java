// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.CertAgentMain;
import dev.weft.certagent.agent.AgentRights;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.Children.Child;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cert-agent of a cluster, as users run it: a process of its own, in the namespace of the plane, with its rights and no others. */
final class Agent {

    private static final String ACCOUNT = "cert-agent";

    private final MeshLab lab;
    private final LabCluster cluster;
    private final Path folder;
    private final Path kubeconfig;
    private @Nullable Child process;

    private Agent(MeshLab lab, LabCluster cluster, Path folder) {
        this.lab = lab;
        this.cluster = cluster;
        this.folder = folder;
        this.kubeconfig = folder.resolve("kubeconfig");
    }

    /** Makes its account and the pod by which discovery sees it. The cluster must be registered: it then has the kinds. */
    static Agent install(MeshLab lab, LabCluster cluster) throws IOException, InterruptedException, ApiException {
        Agent agent = new Agent(lab, cluster, lab.children().folder("cert-agent-" + cluster.name()));
        ClusterObjects objects = cluster.objects();
        objects.apply(PLACE);
        AgentRights rights = AgentRights.of(AgentRules.of(Plane.NAMESPACE, Set.of("istio-system")));
        objects.apply(role("Cluster", "", rights.everywhere()));
        for (Map.Entry<String, List<PolicyRule>> own : rights.byNamespace().entrySet()) {
            objects.apply(role("", ", namespace: " + own.getKey(), own.getValue()));
        }
        ApiServer server = cluster.server();
        Files.writeString(
                agent.kubeconfig,
                new ApiServer(ACCOUNT, server.url(), server.certificate(), agent.token()).kubeconfig());
        return agent;
    }

    /** @param scope {@code Cluster} or nothing, before the word Role */
    private static String role(String scope, String namespace, List<PolicyRule> rules) {
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: SCOPERole
            metadata: {name: cert-agentNAMESPACE}
            rules: RULES
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: SCOPERoleBinding
            metadata: {name: cert-agentNAMESPACE}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: SCOPERole, name: cert-agent}
            subjects: [{kind: ServiceAccount, name: cert-agent, namespace: gloo-mesh}]
            """.replace("SCOPE", scope)
                .replace("NAMESPACE", namespace)
                .replace("RULES", Serialization.asJson(rules));
    }

    private String token() throws ApiException, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", Duration.ofDays(1).toSeconds());
        return cluster.objects()
                .call(ApiCall.post(
                        "/api/v1/namespaces/" + Plane.NAMESPACE + "/serviceaccounts/" + ACCOUNT + "/token", request))
                .at("/status/token")
                .asText();
    }

    /** @param flags besides those by which it finds its cluster */
    void start(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--kubeconfig",
                kubeconfig.toString(),
                "--namespace",
                Plane.NAMESPACE,
                "--cluster",
                cluster.name(),
                "--metrics-address",
                "127.0.0.1",
                "--metrics-port",
                "0",
                "--log-format",
                "text"));
        arguments.addAll(List.of(flags));
        process = lab.children()
                .start(
                        "cert-agent-" + cluster.name(),
                        folder,
                        Map.of("LC_ALL", "C.UTF-8"),
                        JavaProgram.operator(CertAgentMain.class, arguments.toArray(String[]::new)));
    }

    /** Ends it as a Deployment does. */
    void end() throws IOException, InterruptedException {
        running().end();
    }

    /** Kills it at whatever it does. */
    void kill() throws IOException, InterruptedException {
        running().kill();
    }

    private Child running() {
        if (process == null) {
            throw new IllegalStateException("the agent of " + cluster.name() + " was never started");
        }
        return process;
    }

    private static final String PLACE = """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: cert-agent, namespace: gloo-mesh}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: cert-agent-7d7d7d7d7-abcde, namespace: gloo-mesh, labels: {app: cert-agent}}
        spec:
          serviceAccountName: cert-agent
          nodeName: node-1
          containers: [{name: cert-agent, image: cert-agent}]
        status:
          phase: Running
          conditions: [{type: Ready, status: "True"}]
        """;
}
