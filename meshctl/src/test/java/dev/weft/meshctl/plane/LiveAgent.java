// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.AgentArguments;
import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.agent.Server;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.pki.KeySpec;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cert-agent of a cluster as {@code meshctl cluster register} has installed it, in this process: one at a time, told what the Deployment
 * tells it, and under its account, which has what registration has granted and nothing else.
 */
final class LiveAgent implements AutoCloseable {

    /** Under whom it calls. */
    static final String USER = "system:serviceaccount:" + AgentPlace.NAMESPACE + ":cert-agent";

    private static final String TOKEN = "token-of-cert-agent";

    private final AgentRules rules;
    private final Path kubeconfig;
    private @Nullable CertAgent running;

    /**
     * @param cluster on which an agent is installed
     * @param folder for its kubeconfig
     */
    LiveAgent(Sandbox cluster, Path folder) throws IOException {
        JsonNode template = LivePlane.get(
                        cluster, "/apis/apps/v1/namespaces/" + AgentPlace.NAMESPACE + "/deployments/cert-agent")
                .at("/spec/template");
        pod(cluster, template);
        List<String> arguments = new ArrayList<>();
        template.at("/spec/containers/0/args").forEach(argument -> arguments.add(argument.asText()));
        rules = AgentArguments.rules(arguments, Map.of("POD_NAMESPACE", AgentPlace.NAMESPACE));
        cluster.acceptToken(TOKEN, USER, List.of("system:authenticated"));
        kubeconfig = Files.writeString(folder.resolve(cluster.name()), cluster.kubeconfig(TOKEN));
    }

    /** As the controller of the Deployment would make it. */
    private static void pod(Sandbox cluster, JsonNode template) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", "cert-agent-0").set("labels", template.at("/metadata/labels"));
        pod.set("spec", template.path("spec"));
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/" + AgentPlace.NAMESPACE + "/pods", pod.toString());
    }

    /** A new one, which knows nothing of those before. */
    void start() throws IOException {
        start(new SilentPods());
    }

    /** Likewise, where pods answer. */
    void start(Handshakes pods) throws IOException {
        close();
        running = CertAgent.start(new CertAgent.Settings(
                Server.of(kubeconfig),
                rules,
                KeySpec.DEFAULT,
                InstantSource.system(),
                pods,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
