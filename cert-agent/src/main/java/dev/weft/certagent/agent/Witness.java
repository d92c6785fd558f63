// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.api.certificates.IssuedCertificateStatus.Served;
import dev.weft.certagent.evidence.Expected;
import dev.weft.certagent.evidence.Sample;
import dev.weft.certagent.evidence.Sample.Proxy;
import dev.weft.certagent.evidence.Seen;
import dev.weft.certagent.evidence.Way;
import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.TakingOver;
import dev.weft.certagent.issue.World;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at what istiod has handed out, and has istiod and some proxies asked for their certificates. */
final class Witness {
    private static final Set<String> OVER = Set.of("Failed", "Succeeded");
    private static final String ROOT_ENTRY = "root-cert.pem";
    /** Of pods that run istiod, whatever its revision. */
    private static final Map<String, String> ISTIOD = Map.of("app", "istiod");
    /** Of all pods with a proxy: put on by the injection. */
    private static final String PROXIES = "security.istio.io/tlsMode=istio";

    private static final String PROXY_CONTAINER = "istio-proxy";
    /** Names of the port for TLS in Istio's charts: of the container, of the Service. */
    private static final Set<String> SECURE_PORTS = Set.of("tls-xds", "https-dns");

    private static final int SECURE_PORT = 15012;
    /** A proxy takes whatever comes to its pod, so any port will do where the pod tells none. */
    private static final int ANY_PORT = 80;

    private static final int MOST_ISTIODS = 5;
    private static final int MOST_PORTS = 3;
    private static final long PAGE = 500;
    /** istiod is asked as proxies ask it, and proxies as other proxies do: by that they know what is mutual TLS. */
    private static final String TO_ISTIOD = "h2";

    private static final String TO_PROXY = "istio";

    private final KubernetesClient client;
    private final Handshakes handshakes;
    private final Ways ways;

    Witness(KubernetesClient client, Handshakes handshakes, AgentRules rules) {
        this.client = client;
        this.handshakes = handshakes;
        this.ways = new Ways(client, rules);
    }

    /**
     * @param about what the sample of proxies depends on
     * @param world what was told before is in it: while something is awaited, it is awaited of the same proxies
     */
    Seen look(Expected expected, String about, World world, Instant now) {
        List<Pod> pods = client.pods()
                .inNamespace(expected.istioNamespace())
                .withLabels(ISTIOD)
                .list()
                .getItems();
        List<Handshakes.Call> istiods = istiods(pods);
        List<Proxy> sample = sample(expected, about, world.told().evidence());
        List<Handshakes.Call> proxies = sample.stream()
                .map(proxy -> new Handshakes.Call(proxy.label(), proxy.address(), proxy.ports(), TO_PROXY))
                .toList();
        var answers =
                handshakes.of(Stream.concat(istiods.stream(), proxies.stream()).toList());
        var ofIstiods = new TreeMap<>(answers);
        ofIstiods.keySet().retainAll(istiods.stream().map(Handshakes.Call::name).toList());
        var ofProxies = new TreeMap<>(answers);
        ofProxies.keySet().retainAll(proxies.stream().map(Handshakes.Call::name).toList());
        SortedMap<String, String> roots = roots();
        String handedOut = roots.getOrDefault(expected.istioNamespace(), "");
        Way way =
                ways.of(world, lasting(pods), sample.stream().flatMap(this::pod).toList(), handedOut);
        return new Seen(roots, ofIstiods, ofProxies, Optional.of(way), TakingOver.seen(world, handedOut, now));
    }

    /** What an istiod that ends, or was evicted, is told no longer matters where there are others. */
    private static List<Pod> lasting(List<Pod> pods) {
        List<Pod> lasting = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null
                        && (pod.getStatus() == null
                                || !OVER.contains(String.valueOf(pod.getStatus().getPhase()))))
                .toList();
        return lasting.isEmpty() ? pods : lasting;
    }

    private SortedMap<String, String> roots() {
        SortedMap<String, String> roots = new TreeMap<>();
        for (ConfigMap map : client.configMaps()
                .inAnyNamespace()
                .withField("metadata.name", IssuedCertificateReconciler.ROOT_CONFIG_MAP)
                .list()
                .getItems()) {
            String text = Objects.requireNonNullElse(map.getData(), Map.<String, String>of())
                    .getOrDefault(ROOT_ENTRY, "");
            roots.put(map.getMetadata().getNamespace(), text);
        }
        return roots;
    }

    /** One that is gone by now proves nothing. */
    private Stream<Pod> pod(Proxy proxy) {
        return Stream.ofNullable(client.pods()
                .inNamespace(proxy.namespace())
                .withName(proxy.name())
                .get());
    }

    private static List<Handshakes.Call> istiods(List<Pod> pods) {
        return pods.stream()
                .filter(Witness::runs)
                .limit(MOST_ISTIODS)
                .map(pod -> {
                    int port = securePort(pod);
                    String address = pod.getStatus().getPodIP();
                    return new Handshakes.Call(address + ":" + port, address, List.of(port), TO_ISTIOD);
                })
                .toList();
    }

    private static int securePort(Pod pod) {
        return ports(pod.getSpec().getContainers().stream())
                .filter(port -> port.getName() != null && SECURE_PORTS.contains(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(SECURE_PORT);
    }

    private List<Proxy> sample(Expected expected, String about, @Nullable Evidence told) {
        if (told != null
                && told.workloads() != null
                && told.phase() != EvidencePhase.SERVED
                && Long.valueOf(expected.generation()).equals(told.generation())) {
            List<Proxy> same = told.workloads().stream()
                    .filter(Objects::nonNull)
                    .flatMap(served -> again(served).stream())
                    .toList();
            if (!same.isEmpty() && same.size() == told.workloads().size()) {
                return same;
            }
        }
        return Sample.of(proxies(), about);
    }

    private Optional<Proxy> again(Served served) {
        String[] parts = Objects.requireNonNullElse(served.name(), "").split("/", 2);
        return parts.length < 2
                ? Optional.empty()
                : Optional.ofNullable(client.pods()
                                .inNamespace(parts[0])
                                .withName(parts[1])
                                .get())
                        .flatMap(Witness::proxy);
    }

    /** Page by page: whole pods of a large cluster are not kept. */
    private List<Proxy> proxies() {
        List<Proxy> proxies = new ArrayList<>();
        ListOptions options = new ListOptionsBuilder()
                .withLabelSelector(PROXIES)
                .withLimit(PAGE)
                .build();
        String next;
        do {
            PodList page = client.pods().inAnyNamespace().list(options);
            page.getItems().forEach(pod -> proxy(pod).ifPresent(proxies::add));
            next = page.getMetadata() == null
                    ? ""
                    : Objects.requireNonNullElse(page.getMetadata().getContinue(), "");
            options.setContinue(next);
        } while (!next.isEmpty());
        return proxies;
    }

    /** A gateway is none: it answers with the certificates of its servers, and has no app to answer for. */
    private static Optional<Proxy> proxy(Pod pod) {
        boolean guarded = Pods.hasProxy(pod);
        List<Container> apps = pod.getSpec().getContainers().stream()
                .filter(container -> !PROXY_CONTAINER.equals(container.getName()))
                .toList();
        if (!guarded
                || apps.isEmpty()
                || !runs(pod)
                || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
            return Optional.empty();
        }
        List<Integer> ports = ports(apps.stream())
                .map(ContainerPort::getContainerPort)
                .limit(MOST_PORTS)
                .toList();
        return Optional.of(new Proxy(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                pod.getStatus().getPodIP(),
                ports.isEmpty() ? List.of(ANY_PORT) : ports));
    }

    private static Stream<ContainerPort> ports(Stream<Container> containers) {
        return containers
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> port.getContainerPort() != null
                        && (port.getProtocol() == null || port.getProtocol().equals("TCP")));
    }

    /** One that is starting or ending proves nothing. */
    private static boolean runs(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && Pods.isReady(pod)
                && pod.getStatus().getPodIP() != null
                && !pod.getStatus().getPodIP().isEmpty();
    }
}
