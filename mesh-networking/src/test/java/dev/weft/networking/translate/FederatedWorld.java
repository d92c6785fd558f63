// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.testkit.federation.Address;
import dev.weft.testkit.federation.Client;
import dev.weft.testkit.federation.Cluster;
import dev.weft.testkit.federation.GatewayProxy;
import dev.weft.testkit.federation.IstioFederation;
import dev.weft.testkit.federation.KubeService;
import dev.weft.testkit.federation.Mesh;
import dev.weft.testkit.federation.Pod;
import dev.weft.testkit.federation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Clusters that are whole: services with pods, gateways that can be called, a VirtualMesh over some of them, and policies that shift. */
final class FederatedWorld {

    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";

    /**
     * A Service and its pods.
     *
     * @param versions each with a workload of its own
     * @param isTold whether it is known where its pods listen
     * @param clusterIp empty for a headless one
     * @param isClusterIpTold whether that is known
     */
    record Service(
            DestinationRef ref,
            List<KubeService.Port> ports,
            List<String> versions,
            List<String> accounts,
            boolean isTold,
            Optional<String> clusterIp,
            boolean isClusterIpTold) {
        String label() {
            return "app-" + ref.name();
        }
    }

    private final Random random;
    private final List<String> clusters;
    private final boolean isFlat;
    private final SortedMap<DestinationRef, Service> services = new TreeMap<>();
    private final List<RawObject> management = new ArrayList<>();
    private final List<RawObject> discovered = new ArrayList<>();
    private final Map<String, List<RawObject>> users = new TreeMap<>();
    private final Map<String, Mesh> meshes = new TreeMap<>();
    private final Set<String> withoutGateway = new TreeSet<>();
    private String suffix = "";

    /** Clusters whose pods reach each other through gateways only. */
    FederatedWorld(long seed) {
        this(seed, false);
    }

    /** Clusters whose pods reach each other, where the VirtualMesh says so; of some services nobody knows where the pods listen. */
    static FederatedWorld flat(long seed) {
        return new FederatedWorld(seed, true);
    }

    private FederatedWorld(long seed, boolean isFlat) {
        random = new Random(seed);
        this.isFlat = isFlat;
        clusters = List.of("c1", "c2", "c3", "c4").subList(0, 2 + random.nextInt(3));
        clusters.forEach(this::cluster);
        virtualMesh();
        for (int i = random.nextInt(5); i > 0; i--) {
            policy(i);
        }
    }

    SortedMap<DestinationRef, Service> services() {
        return services;
    }

    Service find(DestinationRef ref) {
        Service service = services.get(ref);
        if (service == null) {
            throw new IllegalArgumentException("no service " + ref);
        }
        return service;
    }

    List<String> clusters() {
        return clusters;
    }

    boolean hasGateway(String cluster) {
        return !withoutGateway.contains(cluster);
    }

    Client client(String cluster) {
        return Client.of(cluster, "n1", Map.of("app", "caller"));
    }

    NetworkingSnapshot snapshot() {
        SortedMap<String, ClusterInput> inputs = new TreeMap<>();
        clusters.forEach(name ->
                inputs.put(name, new ClusterInput(users.getOrDefault(name, List.of()), ClusterKnowledge.SYNCED)));
        Scope scope = new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false);
        return SnapshotAssembly.of(scope, management, discovered, inputs).snapshot();
    }

    /** As Istio has it when everything is written. */
    IstioFederation istio(Translation translation) {
        List<Cluster> all = new ArrayList<>();
        for (String name : clusters) {
            List<JsonNode> objects = new ArrayList<>();
            users.getOrDefault(name, List.of()).forEach(object -> objects.add(object.body()));
            translation
                    .allOutputs()
                    .filter(output -> output.id().cluster().equals(name))
                    .forEach(output -> objects.add(CanonicalJson.object(output.json())));
            List<KubeService> kube = new ArrayList<>();
            List<Pod> pods = new ArrayList<>();
            services.values().stream()
                    .filter(service -> service.ref().cluster().equals(name))
                    .forEach(service -> add(service, kube, pods));
            pods.add(Pod.of("n1/caller", Map.of("app", "caller"), "caller", "10.9.9." + name.charAt(1)));
            all.add(new Cluster(
                    meshes.get(name),
                    kube,
                    pods,
                    hasGateway(name)
                            ? List.of(GatewayProxy.of("istio-system", Map.of("istio", "ew"), 15443, gateway(name)))
                            : List.of(),
                    objects));
        }
        return IstioFederation.of(new World(all));
    }

    private static void add(Service service, List<KubeService> kube, List<Pod> pods) {
        DestinationRef ref = service.ref();
        kube.add(new KubeService(
                ref.namespace(), ref.name(), service.clusterIp(), Map.of("app", service.label()), service.ports()));
        for (int i = 0; i < service.versions().size(); i++) {
            pods.add(Pod.of(
                    ref.namespace() + "/" + ref.name() + "-"
                            + service.versions().get(i),
                    Map.of("app", service.label(), "version", service.versions().get(i)),
                    service.accounts().get(i),
                    podIp(ref, i)));
        }
    }

    /** No two pods of all clusters have one. */
    private static String podIp(DestinationRef ref, int version) {
        return address(ref, "10.1", version);
    }

    private static String address(DestinationRef ref, String network, int last) {
        return "%s%s.%s.%d"
                .formatted(
                        network,
                        ref.cluster().substring(1),
                        ref.namespace().substring(1) + ref.name().substring(1),
                        last);
    }

    private static Address gateway(String cluster) {
        return new Address("203.0.113." + cluster.charAt(1), 15443);
    }

    private void cluster(String name) {
        String domain = random.nextInt(4) == 0 ? name + ".internal" : "cluster.local";
        String trustDomain = random.nextBoolean() ? name + ".example" : "cluster.local";
        boolean isOld = random.nextBoolean();
        Mesh mesh = Mesh.of(name).withClusterDomain(domain).withTrustDomains(trustDomain);
        mesh = isFlat ? mesh.inNetwork("flat") : mesh;
        meshes.put(name, isOld ? mesh.olderThanOrderOfNames() : mesh);
        management.add(object(
                "multicluster.solo.io/v1alpha1",
                "KubernetesCluster",
                "gloo-mesh",
                name,
                "spec: {clusterDomain: '%s'}".formatted(domain)));
        if (isFlat && random.nextInt(3) == 0) {
            withoutGateway.add(name);
        }
        String gateways = hasGateway(name)
                ? "{workloadLabels: {istio: 'ew'}, externalAddress: '%s', externalTlsPort: 15443, tlsContainerPort: 15443}"
                        .formatted(gateway(name).host())
                : "";
        discovered.add(object(DISCOVERY, "Mesh", "gloo-mesh", "m-" + name, """
                spec: {istio: {installation: {cluster: '%s', namespace: 'istio-system', version: '%s'},
                citadelInfo: {trustDomain: '%s'}, smartDnsProxyingEnabled: true, ingressGateways: [%s]}}""".formatted(
                        name, isOld ? "1.29.4" : "1.30.0", trustDomain, gateways)));
        if (random.nextInt(4) == 0) {
            users.computeIfAbsent(name, absent -> new ArrayList<>())
                    .add(new RawObject(
                            new ObjectId(
                                    name, new GroupKind("networking.istio.io", "Gateway"), "istio-system", "native"),
                            "networking.istio.io/v1",
                            MadeUp.body("networking.istio.io/v1", "Gateway", "istio-system", "native", """
                                    spec: {selector: {istio: 'ew'}, servers: [{port: {number: 15443, name: 'tls', protocol: 'TLS'},
                                    tls: {mode: 'AUTO_PASSTHROUGH'}, hosts: ['*.n1.svc.%s']}]}""".formatted(
                                            domain)),
                            "user"));
        }
        for (String namespace : List.of("n1", "n2")) {
            for (int i = 0; i < 3; i++) {
                if (random.nextInt(4) > 0) {
                    service(new DestinationRef(name, namespace, "s" + i));
                }
            }
        }
    }

    private void service(DestinationRef ref) {
        List<KubeService.Port> ports = new ArrayList<>(List.of(KubeService.Port.of(8080, "http")));
        if (random.nextInt(3) == 0) {
            ports.add(KubeService.Port.of(9000, "grpc-api"));
        }
        List<String> versions = random.nextBoolean() ? List.of("v1", "v2") : List.of("v1");
        List<String> accounts = versions.stream()
                .map(version -> ref.name() + (random.nextInt(3) == 0 ? version : ""))
                .toList();
        if (isFlat) {
            ports.replaceAll(port -> port.leadingTo(port.number() + 10_000));
        }
        boolean isTold = isFlat && random.nextInt(5) > 0;
        // The name of a headless Service leads to its pods, at other ports on flat networks here.
        Optional<String> clusterIp =
                isFlat || random.nextInt(6) > 0 ? Optional.of(address(ref, "10.2", 1)) : Optional.empty();
        boolean isClusterIpTold = clusterIp.isPresent() && random.nextInt(6) > 0;
        Service service = new Service(ref, ports, versions, accounts, isTold, clusterIp, isClusterIpTold);
        services.put(ref, service);
        String portsOf = String.join(
                ", ",
                ports.stream()
                        .map(port -> "{port: %d, name: '%s', protocol: 'TCP'}".formatted(port.number(), port.name()))
                        .toList());
        discovered.add(object(DISCOVERY, "TrafficTarget", "gloo-mesh", key(ref), """
                metadata: {annotations: {%s}},
                spec: {kubeService: {ref: %s, workloadSelectorLabels: {app: '%s'}, labels: {app: '%s'}, ports: [%s]%s},
                mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(
                        isClusterIpTold ? "'weft.dev/cluster-ips': '%s'".formatted(clusterIp.orElseThrow()) : "",
                        wire(ref),
                        service.label(),
                        service.label(),
                        portsOf,
                        endpoints(service),
                        ref.cluster())));
        for (int i = 0; i < versions.size(); i++) {
            discovered.add(object(DISCOVERY, "Workload", "gloo-mesh", key(ref) + "-" + versions.get(i), """
                    spec: {kubernetes: {controller: {name: '%s-%s', namespace: '%s', clusterName: '%s'},
                    podLabels: {app: '%s', version: '%s'}, serviceAccountName: '%s'},
                    mesh: {name: 'm-%s', namespace: 'gloo-mesh'}}""".formatted(
                            ref.name(),
                            versions.get(i),
                            ref.namespace(),
                            ref.cluster(),
                            service.label(),
                            versions.get(i),
                            accounts.get(i),
                            ref.cluster())));
        }
    }

    /** As discovery tells them, with a comma before. */
    private String endpoints(Service service) {
        List<String> pods = new ArrayList<>();
        for (int i = 0; i < service.versions().size() && isFlat; i++) {
            pods.add("{ipAddress: '%s', labels: {app: '%s', version: '%s'}}"
                    .formatted(
                            podIp(service.ref(), i),
                            service.label(),
                            service.versions().get(i)));
        }
        List<String> ports = service.ports().stream()
                .filter(port -> service.isTold())
                .map(port -> "{port: %d, name: '%s', protocol: 'TCP'}".formatted(port.target(), port.name()))
                .toList();
        return pods.isEmpty()
                ? ""
                : ", endpointSubsets: [{endpoints: [%s], ports: [%s]}]"
                        .formatted(String.join(", ", pods), String.join(", ", ports));
    }

    private void virtualMesh() {
        List<String> members = random.nextInt(4) == 0 ? clusters.subList(0, 2) : clusters;
        String federation = switch (random.nextInt(4)) {
            case 0 -> "onDemand: {}";
            case 1 -> "selectors: [{destinationSelectors: [{kubeServiceMatcher: {namespaces: ['n1']}}]}]";
            case 2 -> "permissive: {}, hostnameSuffix: 'mesh.internal'";
            default -> "permissive: {}";
        };
        suffix = federation.contains("hostnameSuffix") ? "mesh.internal" : "global";
        String meshRefs = String.join(
                ", ",
                members.stream()
                        .map("{name: 'm-%s', namespace: 'gloo-mesh'}"::formatted)
                        .toList());
        management.add(object(
                POLICIES,
                "VirtualMesh",
                "gloo-mesh",
                "vm",
                "spec: {meshes: [%s], federation: {%s%s}}"
                        .formatted(meshRefs, federation, isFlat ? ", flatNetwork: true" : "")));
    }

    /** On some service: retries, outlier detection, or a shift to a subset of a service of the same name elsewhere. */
    private void policy(int number) {
        List<Service> all = List.copyOf(services.values());
        Service from = all.get(random.nextInt(all.size()));
        Service to = all.get(random.nextInt(all.size()));
        String version = to.versions().get(random.nextInt(to.versions().size()));
        String does = switch (random.nextInt(4)) {
            case 0 -> "retries: {attempts: 2}";
            case 1 -> "outlierDetection: {consecutiveErrors: 3}";
            default ->
                "trafficShift: {destinations: [{kubeService: %s, weight: 40}, {kubeService: %s, weight: 60}]}"
                        .formatted(destination(from, ""), destination(to, version));
        };
        management.add(object(
                POLICIES,
                "TrafficPolicy",
                "gloo-mesh",
                "tp" + number,
                "spec: {destinationSelector: [{kubeServiceRefs: {services: [%s]}}], %s}"
                        .formatted(wire(from.ref()), does)));
    }

    /** FailoverServices {@code gloo-mesh/fo0}, ... over services of any clusters, and what they need to be accepted. */
    void failoverServices(int count) {
        management.add(object(
                POLICIES, "TrafficPolicy", "gloo-mesh", "outlier", "spec: {outlierDetection: {consecutiveErrors: 3}}"));
        List<Service> all = List.copyOf(services.values());
        for (int i = 0; i < count; i++) {
            List<String> backings = new ArrayList<>();
            for (int backing = 1 + random.nextInt(4); backing > 0; backing--) {
                backings.add("{kubeService: "
                        + wire(all.get(random.nextInt(all.size())).ref()) + "}");
            }
            String mesh = "{name: 'm-%s', namespace: 'gloo-mesh'}";
            String port =
                    random.nextInt(3) == 0 ? "{number: 7070, protocol: 'http'}" : "{number: 8080, protocol: 'http'}";
            management.add(object(
                    POLICIES,
                    "FailoverService",
                    "gloo-mesh",
                    "fo" + i,
                    "spec: {hostname: 'fo%d.%s', port: %s, meshes: [%s, %s], backingServices: [%s]}"
                            .formatted(
                                    i,
                                    suffix,
                                    port,
                                    mesh.formatted(clusters.get(random.nextInt(clusters.size()))),
                                    mesh.formatted(clusters.get(0)),
                                    String.join(", ", backings))));
        }
    }

    private static String destination(Service service, String version) {
        String wire = wire(service.ref());
        String subset = version.isEmpty() ? "" : ", subset: {version: '%s'}".formatted(version);
        return wire.substring(0, wire.length() - 1) + ", port: 8080" + subset + "}";
    }

    private static String key(DestinationRef ref) {
        return ref.name() + "-" + ref.namespace() + "-" + ref.cluster();
    }

    private static String wire(DestinationRef ref) {
        return "{name: '%s', namespace: '%s', clusterName: '%s'}".formatted(ref.name(), ref.namespace(), ref.cluster());
    }

    private static RawObject object(String apiVersion, String kind, String namespace, String name, String rest) {
        return MadeUp.object(ObjectId.MANAGEMENT, apiVersion, kind, namespace, name, rest);
    }
}
