// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.Children;
import dev.weft.e2e.servers.Children.Child;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The istiod of one cluster, with its validating webhook on. The objects of a real install are there, Deployment included, because
 * discovery goes by them.
 */
public final class Istiod {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/";

    private final ApiServer server;
    private final IstioInstall install;
    private final IstioTools tools;
    private final Children children;
    private final ClusterObjects objects;
    private final Kubelet kubelet;
    private final Path folder;
    private final IstiodPorts ports;
    private @Nullable Child process;
    private @Nullable IstiodPod pod;

    Istiod(Machine machine, IstioInstall install) throws IOException {
        this.server = machine.server();
        this.install = install;
        this.tools = machine.tools();
        this.children = machine.children();
        this.objects = machine.objects();
        this.kubelet = machine.kubelet();
        this.folder = children.folder("istiod-" + server.name());
        this.ports = IstiodPorts.of(machine.addresses());
    }

    /** What programs of a cluster run on. */
    record Machine(
            ApiServer server,
            IstioTools tools,
            Children children,
            ClusterObjects objects,
            Kubelet kubelet,
            LabAddresses addresses) {}

    /** Writes what a real install has written, once its namespace is there. */
    void install() throws ApiException, InterruptedException {
        objects.apply(IstiodObjects.yaml(install, ports.https()));
    }

    /** Starts it; {@link #awaitReady} waits. A Secret {@code cacerts} that is there now is its authority, else it makes its own. */
    public void start() throws IOException, ApiException, InterruptedException {
        Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        kubelet.mount("secrets", IstioInstall.NAMESPACE, "cacerts", folder.resolve("cacerts"));
        process = children.start("istiod-" + server.name(), folder, environment(), command());
    }

    /** Waits until it answers and its webhook judges what is written. */
    public void awaitReady() throws InterruptedException {
        HttpCall ready = HttpCall.get("127.0.0.1", ports.http(), "/ready");
        Awaiting.until("istiod of " + server.name() + " is ready", LONGEST, () -> {
            mustLive();
            HttpAnswer answer = ready.send();
            return answer.status() == 200 ? Optional.empty() : Optional.of(answer.toString());
        });
        Awaiting.until("the webhook of " + server.name() + " has the certificate of istiod", LONGEST, () -> {
            String bundle = objects.find(WEBHOOKS + install.webhook())
                    .orElseThrow()
                    .at("/webhooks/0/clientConfig/caBundle")
                    .asText("");
            return bundle.isEmpty() ? Optional.of("it has none") : Optional.empty();
        });
    }

    /**
     * Waits until the API server insists on its verdict: until istiod has seen that the webhook refuses what is wrong, the server takes
     * what the webhook does not answer. A kube-sandbox, which calls no webhooks, never comes to that.
     */
    public void awaitJudging() throws InterruptedException {
        Awaiting.until("the webhook of " + server.name() + " judges", LONGEST, () -> {
            String policy = objects.find(WEBHOOKS + install.webhook())
                    .orElseThrow()
                    .at("/webhooks/0/failurePolicy")
                    .asText();
            return policy.equals("Fail") ? Optional.empty() : Optional.of("failurePolicy is " + policy);
        });
    }

    /** @throws AssertionError with the end of its log when it has ended */
    void mustLive() throws IOException {
        running().mustLive();
    }

    /** Kills it, as a node that is lost does. */
    public void kill() throws IOException, InterruptedException {
        running().kill();
    }

    /** From now on it has a pod, which listens where the process does. */
    void writePod() throws ApiException, InterruptedException {
        pod = new IstiodPod(objects, ports);
        pod.write();
    }

    /** A new pod, with the Secret {@code cacerts} as it is now. */
    void roll() throws IOException, ApiException, InterruptedException {
        if (pod == null) {
            throw new IllegalStateException("istiod of " + server.name() + " has no pod");
        }
        pod.delete();
        restart();
        pod.write();
    }

    /**
     * The certificates that it shows to a proxy, its own first.
     *
     * @throws IOException when it does not answer
     */
    public List<X509Certificate> shown() throws IOException {
        return Handshake.with("127.0.0.1", ports.secureGrpc(), "h2");
    }

    /** Ends it and starts it again at the same addresses. */
    public void restart() throws IOException, ApiException, InterruptedException {
        running().end();
        start();
        awaitReady();
    }

    IstioInstall installed() {
        return install;
    }

    /** Where proxies ask for certificates and configuration. */
    String discoveryAddress() {
        return "127.0.0.1:" + ports.secureGrpc();
    }

    private Child running() {
        if (process == null) {
            throw new IllegalStateException("istiod of " + server.name() + " was never started");
        }
        return process;
    }

    private List<String> command() {
        return List.of(
                tools.pilotDiscovery().toString(),
                "discovery",
                "--kubeconfig",
                folder.resolve("kubeconfig").toString(),
                "--grpcAddr",
                "127.0.0.1:" + ports.grpc(),
                "--secureGRPCAddr",
                "127.0.0.1:" + ports.secureGrpc(),
                "--httpsAddr",
                "127.0.0.1:" + ports.https(),
                "--httpAddr",
                "127.0.0.1:" + ports.http(),
                "--monitoringAddr",
                "127.0.0.1:" + ports.monitoring(),
                "--ctrlz_port",
                "0");
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("POD_NAMESPACE", IstioInstall.NAMESPACE);
        environment.put("POD_NAME", "istiod-0");
        environment.put("CLUSTER_ID", server.name());
        environment.put("REVISION", install.revision());
        // The API server calls the webhook as localhost.
        environment.put("ISTIOD_CUSTOM_HOST", "istiod.istio-system.svc,localhost");
        environment.put("VALIDATION_WEBHOOK_CONFIG_NAME", install.webhook());
        // Pods are written with what the injector would have made of them.
        environment.put("INJECT_ENABLED", "false");
        environment.put("INJECTION_WEBHOOK_CONFIG_NAME", "");
        environment.put("PILOT_ENABLE_GATEWAY_API", "false");
        environment.put("PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER", "false");
        environment.put("PILOT_ENABLE_GATEWAY_API_STATUS", "false");
        // Filters that only Istio's own build of Envoy has.
        environment.put("PILOT_ENABLE_ALPN_FILTER", "false");
        environment.put("PILOT_ENABLE_METADATA_EXCHANGE", "false");
        environment.put("ISTIO_MULTIROOT_MESH", "true");
        environment.put("ROOT_CA_DIR", folder.resolve("cacerts").toString());
        return environment;
    }
}
