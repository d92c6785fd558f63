// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.AgentArguments;
import dev.weft.certagent.agent.CertAgent;
import dev.weft.certagent.agent.Handshakes;
import dev.weft.certagent.agent.Server;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.meshctl.register.AgentObjects;
import dev.weft.meshctl.register.AgentWish;
import dev.weft.pki.KeySpec;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The cert-agent that registration has installed on a cluster which starts no pods: the program itself, told what its Deployment tells it,
 * under its account, but with shorter pauses. It starts by the side of whoever starts it.
 */
final class DemoAgent implements AutoCloseable {

    private static final String DEPLOYMENT = ResourceTypes.DEPLOYMENT.path(AgentWish.NAMESPACE, AgentObjects.NAME);
    private static final Duration WHILE_AWAITED = Duration.ofMillis(500);

    private final String cluster;
    private final FutureTask<CertAgent> starting;

    private DemoAgent(String cluster, FutureTask<CertAgent> starting) {
        this.cluster = cluster;
        this.starting = starting;
    }

    /**
     * Starts it.
     *
     * @param network how it sees certificates of istiod and proxies
     */
    static DemoAgent start(DemoCluster cluster, Cluster administrator, Endpoint endpoint, Handshakes network)
            throws ApiException, InterruptedException, CommandFailedException {
        ObjectNode deployment = cluster.find(DEPLOYMENT).orElseThrow();
        AgentRules rules = rules(deployment);
        String token = AgentObjects.token(administrator, AgentWish.NAMESPACE);
        FutureTask<CertAgent> starting = new FutureTask<>(() -> CertAgent.start(new CertAgent.Settings(
                Server.of(endpoint.server().toString(), endpoint.authorityPem(), () -> token),
                rules,
                KeySpec.DEFAULT,
                InstantSource.system(),
                network,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
        pod(cluster, deployment);
        Thread.ofPlatform().name("cert-agent of " + cluster.name()).daemon().start(starting);
        return new DemoAgent(cluster.name(), starting);
    }

    private static AgentRules rules(JsonNode deployment) {
        List<String> arguments = new ArrayList<>();
        deployment.at("/spec/template/spec/containers/0/args").forEach(argument -> arguments.add(argument.asText("")));
        return AgentArguments.rules(arguments, Map.of("POD_NAMESPACE", AgentWish.NAMESPACE))
                .lookingEvery(WHILE_AWAITED);
    }

    /** By which discovery sees the agent. */
    private static void pod(DemoCluster cluster, JsonNode deployment) throws CommandFailedException {
        JsonNode template = deployment.at("/spec/template");
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", AgentObjects.NAME + "-0").put("namespace", AgentWish.NAMESPACE);
        metadata.set("labels", template.at("/metadata/labels"));
        pod.set("spec", template.path("spec"));
        cluster.apply(DemoKinds.POD, pod);
        ObjectNode running = JsonNodeFactory.instance.objectNode();
        ObjectNode status = running.putObject("status").put("phase", "Running");
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        cluster.merge(DemoKinds.POD.path(AgentWish.NAMESPACE, AgentObjects.NAME + "-0") + "/status", running);
    }

    /** What keeps it from working; empty when it does. */
    Optional<String> notYet() {
        if (!starting.isDone()) {
            return Optional.of("the agent of " + cluster + " starts");
        }
        return switch (starting.state()) {
            case FAILED ->
                Optional.of("the agent of " + cluster + " has not started: "
                        + starting.exceptionNow().getMessage());
            default -> Optional.empty();
        };
    }

    /** Ends it, once it has started. */
    @Override
    public void close() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    starting.get().close();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            // There is nothing to end; whoever has waited for it has told why.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
