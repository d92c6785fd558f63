// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.certagent.CertAgentMain;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.Children.Child;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The cert-agent of a cluster, as users run it: a process of its own, with the account that the registration has made for it. */
final class Agent {

    /** Where it is, and what it is told. */
    static final String NAMESPACE = "weft-agent";

    private static final String ACCOUNT = "cert-agent";
    /** It says so each time it is started. */
    private static final String READY = "metrics and health are served";

    private static final Pattern STEP = Pattern.compile(" Worker +(\\w+)");

    private final MeshLab lab;
    private final LabCluster cluster;
    private final Path folder;
    private final Path kubeconfig;
    private @Nullable Child process;
    private long readyBefore;

    private Agent(MeshLab lab, LabCluster cluster, Path folder) {
        this.lab = lab;
        this.cluster = cluster;
        this.folder = folder;
        this.kubeconfig = folder.resolve("kubeconfig");
    }

    /** Makes the pod by which discovery sees it. The cluster must be registered: it then has kinds, account and rights. */
    static Agent install(MeshLab lab, LabCluster cluster) throws IOException, InterruptedException, ApiException {
        Agent agent = new Agent(lab, cluster, lab.children().folder("cert-agent-" + cluster.name()));
        cluster.objects().apply(PLACE.replace("AGENT_NAMESPACE", NAMESPACE));
        ApiServer server = cluster.server();
        Files.writeString(
                agent.kubeconfig,
                new ApiServer(ACCOUNT, server.url(), server.certificate(), agent.token()).kubeconfig());
        return agent;
    }

    private String token() throws ApiException, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec").put("expirationSeconds", Duration.ofDays(1).toSeconds());
        return cluster.objects()
                .call(ApiCall.post(
                        "/api/v1/namespaces/" + NAMESPACE + "/serviceaccounts/" + ACCOUNT + "/token", request))
                .at("/status/token")
                .asText();
    }

    /** @param flags besides those by which it finds its cluster */
    void start(String... flags) throws IOException {
        List<String> more = new ArrayList<>(List.of("--cluster", cluster.name()));
        more.addAll(List.of(flags));
        readyBefore = process == null ? 0 : timesReady(process);
        process = lab.children()
                .start(
                        "cert-agent-" + cluster.name(),
                        folder,
                        Map.of("LC_ALL", "C.UTF-8"),
                        JavaProgram.operator(CertAgentMain.class, kubeconfig, NAMESPACE, more));
    }

    /** Waits until it works. */
    void awaitReady() throws InterruptedException {
        Awaiting.until("the agent of " + cluster.name() + " works", Plane.LONGEST, () -> {
            running().mustLive();
            return timesReady(running()) > readyBefore ? Optional.empty() : Optional.of("it does not say so");
        });
    }

    /** All that have written to its log. */
    private static long timesReady(Child process) throws IOException {
        return Files.readAllLines(process.log()).stream()
                .filter(line -> line.contains(READY))
                .count();
    }

    /** What it and those before it have done, step by step, as their log tells. */
    List<String> steps() throws IOException {
        return Files.readAllLines(running().log()).stream()
                .map(STEP::matcher)
                .filter(Matcher::find)
                .map(step -> step.group(1))
                .toList();
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
        kind: Pod
        metadata: {name: cert-agent-7d7d7d7d7-abcde, namespace: AGENT_NAMESPACE, labels: {app: cert-agent}}
        spec:
          serviceAccountName: cert-agent
          nodeName: node-1
          containers: [{name: cert-agent, image: cert-agent}]
        status:
          phase: Running
          conditions: [{type: Ready, status: "True"}]
        """;
}
