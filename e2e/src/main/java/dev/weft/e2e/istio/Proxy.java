// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.Children;
import dev.weft.e2e.servers.Children.Child;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The proxy of a pod: pilot-agent and the Envoy that it starts. Nothing is intercepted; what Envoy listens on is in Sidecars. */
final class Proxy {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int TOKEN_SECONDS = 43_200;
    private static final String TOKENS = "var/run/secrets/tokens";
    private static final String POD_INFO = "etc/istio/pod";
    private static final String AUTHORITY = "var/run/secrets/istio";

    private final Parts parts;
    private final Pod pod;
    private final String address;
    private final Path folder;
    private final int adminPort;
    private final int statusPort;
    private final int metricsPort;
    private @Nullable Child process;

    /** What all proxies of a cluster share. */
    record Parts(
            String cluster,
            IstioTools tools,
            Children children,
            ClusterObjects objects,
            Kubelet kubelet,
            Istiod istiod) {}

    Proxy(Parts parts, Pod pod, String address, LabAddresses addresses) throws IOException {
        this.parts = parts;
        this.pod = pod;
        this.address = address;
        this.folder = parts.children().folder(label());
        this.adminPort = addresses.port();
        this.statusPort = addresses.port();
        this.metricsPort = addresses.port();
    }

    String label() {
        return "proxy-" + parts.cluster() + "-" + pod.name();
    }

    /** Starts it, once istiod has published its authority in the namespace. */
    void start() throws IOException, ApiException, InterruptedException {
        for (String secret :
                List.of(TOKENS, AUTHORITY, "var/run/secrets/workload-spiffe-uds", POD_INFO, "etc/istio/proxy")) {
            Files.createDirectories(folder.resolve(secret));
        }
        Files.writeString(folder.resolve(TOKENS).resolve("istio-token"), token());
        String published = "istiod of " + parts.cluster() + " publishes its authority in " + pod.namespace();
        Awaiting.until(published, LONGEST, () -> {
            parts.istiod().mustLive();
            return parts.kubelet().mount("configmaps", pod.namespace(), "istio-ca-root-cert", folder.resolve(AUTHORITY))
                    ? Optional.empty()
                    : Optional.of("there is no ConfigMap istio-ca-root-cert");
        });
        // The agent's own server would listen on all addresses; the annotation turns it off.
        Files.writeString(folder.resolve(POD_INFO).resolve("annotations"), "status.sidecar.istio.io/port=\"0\"\n");
        Path bootstrap = folder.resolve("envoy_bootstrap.json");
        // As Istio ships it, Envoy tells its state to everybody; here nothing may listen on other addresses than
        // loopback.
        Files.writeString(
                bootstrap, Files.readString(parts.tools().bootstrap()).replace("{{ .wildcard }}", "{{ .localhost }}"));
        process = parts.children().start(label(), folder, environment(), command(bootstrap));
    }

    void awaitReady() throws InterruptedException {
        HttpCall ready = HttpCall.get("127.0.0.1", adminPort, "/ready");
        Awaiting.until(label() + " is ready", LONGEST, () -> {
            running().mustLive();
            HttpAnswer answer = ready.send();
            return answer.status() == 200 ? Optional.empty() : Optional.of(answer.toString());
        });
    }

    /** An answer of Envoy's administration, for example of {@code /config_dump}. */
    String admin(String path) throws IOException {
        return HttpCall.get("127.0.0.1", adminPort, path).send().body();
    }

    void kill() throws IOException, InterruptedException {
        running().kill();
    }

    /** Ends as a pod does: it takes no new connections, and those that it has get some seconds. */
    void end() throws IOException, InterruptedException {
        running().end();
    }

    /** Kills it and starts another one, with files as they are for a new pod. */
    void restart() throws IOException, ApiException, InterruptedException {
        kill();
        start();
        awaitReady();
    }

    private Child running() {
        if (process == null) {
            throw new IllegalStateException(label() + " was never started");
        }
        return process;
    }

    private String token() throws ApiException, InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = request.putObject("spec");
        spec.putArray("audiences").add("istio-ca");
        spec.put("expirationSeconds", TOKEN_SECONDS);
        String path = "/api/v1/namespaces/" + pod.namespace() + "/serviceaccounts/" + pod.runsAs() + "/token";
        return parts.objects()
                .call(ApiCall.post(path, request))
                .at("/status/token")
                .asText();
    }

    private List<String> command(Path bootstrap) {
        return List.of(
                parts.tools().pilotAgent().toString(),
                "proxy",
                pod.role().proxy(),
                "--domain",
                pod.namespace() + ".svc.cluster.local",
                "--templateFile",
                bootstrap.toString(),
                "--proxyLogLevel=warning",
                "--log_output_level=default:info",
                "--concurrency",
                "1");
    }

    private Map<String, String> environment() {
        String trustDomain = parts.istiod().installed().trustDomain();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.toString());
        environment.put("POD_NAME", pod.object());
        environment.put("POD_NAMESPACE", pod.namespace());
        environment.put("INSTANCE_IP", address);
        environment.put("SERVICE_ACCOUNT", pod.runsAs());
        environment.put("HOST_IP", "127.0.0.1");
        environment.put("ISTIO_META_CLUSTER_ID", parts.cluster());
        environment.put("ISTIO_META_MESH_ID", trustDomain);
        environment.put("ISTIO_META_NODE_NAME", "node-1");
        environment.put("ISTIO_META_WORKLOAD_NAME", pod.name());
        environment.put("ISTIO_META_INTERCEPTION_MODE", "NONE");
        ObjectNode labels = JsonNodeFactory.instance.objectNode();
        pod.labels().forEach(labels::put);
        environment.put("ISTIO_METAJSON_LABELS", labels.toString());
        environment.put("ENVOY_STATUS_PORT", String.valueOf(statusPort));
        environment.put("ENVOY_PROMETHEUS_PORT", String.valueOf(metricsPort));
        environment.put("ISTIOD_SAN", "istiod.istio-system.svc");
        environment.put("TRUST_DOMAIN", trustDomain);
        environment.put("PILOT_CERT_PROVIDER", "istiod");
        environment.put("PROXY_CONFIG_XDS_AGENT", "true");
        // Else the agent asks the metadata servers of clouds, and waits for them.
        environment.put("CLOUD_PLATFORM", "none");
        environment.put("PROXY_CONFIG", configuration().toString());
        return environment;
    }

    private ObjectNode configuration() {
        ObjectNode configuration = JsonNodeFactory.instance.objectNode();
        configuration.put("discoveryAddress", parts.istiod().discoveryAddress());
        configuration.put("binaryPath", parts.tools().envoy().toString());
        configuration.put("configPath", "./etc/istio/proxy");
        configuration.put("concurrency", 1);
        configuration.put("proxyAdminPort", adminPort);
        configuration
                .putObject("proxyStatsMatcher")
                .putArray("inclusionSuffixes")
                .add("ssl.handshake")
                .add("ssl.session_reused");
        configuration.putObject("proxyMetadata").put("PROXY_CONFIG_XDS_AGENT", "true");
        return configuration;
    }
}
