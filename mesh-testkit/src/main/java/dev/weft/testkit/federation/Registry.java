// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hosts that Istio of a cluster knows. */
final class Registry {

    private final Cluster cluster;
    private final List<JsonNode> workloadEntries;
    private final List<MeshService> services = new ArrayList<>();
    private final Map<String, List<MeshService>> byHost;

    Registry(Cluster cluster, IstioObjects objects) {
        this.cluster = cluster;
        this.workloadEntries = objects.ofKind("WorkloadEntry");
        cluster.services().forEach(service -> services.add(of(service)));
        objects.ofKind("ServiceEntry").forEach(this::add);
        this.byHost = services.stream().collect(Collectors.groupingBy(MeshService::host));
    }

    List<MeshService> services() {
        return services;
    }

    /** What a host is for clients in a namespace. */
    List<MeshService> visible(String host, String namespace) {
        return byHost.getOrDefault(host, List.of()).stream()
                .filter(service -> service.visibility().reaches(namespace))
                .toList();
    }

    /** The host that is meant, which may be relative to the namespace. */
    Step<MeshService> find(String host, String namespace) {
        String domain = cluster.mesh().clusterDomain();
        return Stream.of(host, host + "." + namespace + ".svc." + domain, host + ".svc." + domain, host + "." + domain)
                .filter(meant -> !visible(meant, namespace).isEmpty())
                .findFirst()
                .map(meant -> exactly(meant, namespace))
                .orElseGet(() -> exactly(host, namespace));
    }

    /** The host of that name. */
    Step<MeshService> exactly(String host, String namespace) {
        List<MeshService> found = visible(host, namespace);
        return switch (found.size()) {
            case 0 ->
                Step.ended(
                        Reason.NO_SUCH_HOST,
                        "nobody defines " + host + " for namespace " + namespace + " of " + cluster.name());
            case 1 -> Step.found(found.getFirst());
            default ->
                Step.ended(Reason.AMBIGUOUS_HOST, found.size() + " objects of " + cluster.name() + " define " + host);
        };
    }

    /** Another host with an address of this one, and the same port. */
    List<MeshService> sharingAddress(MeshService service, int port) {
        return services.stream()
                .filter(other -> !other.host().equals(service.host())
                        && other.ports().stream().anyMatch(theirs -> theirs.number() == port)
                        && other.backing().addresses().stream()
                                .anyMatch(service.backing().addresses()::contains))
                .toList();
    }

    private MeshService of(KubeService service) {
        List<Endpoint> endpoints = selected(service.namespace(), service::selects);
        List<MeshService.Port> ports = service.ports().stream()
                .map(port -> new MeshService.Port(port.number(), port.name(), port.protocol(), port.number()))
                .toList();
        return new MeshService(
                cluster.host(service),
                service.name(),
                Visibility.everywhere(service.namespace()),
                ports,
                new MeshService.Backing(
                        endpoints,
                        identities(service.namespace(), endpoints, List.of()),
                        service.clusterIp().stream().toList(),
                        new MeshService.Traits(false, false, true)));
    }

    private void add(JsonNode entry) {
        JsonNode spec = Fields.only(
                entry.path("spec"),
                "hosts",
                "addresses",
                "ports",
                "location",
                "resolution",
                "endpoints",
                "workloadSelector",
                "exportTo",
                "subjectAltNames");
        List<MeshService.Port> ports = new ArrayList<>();
        spec.path("ports").forEach(port -> ports.add(port(port)));
        List<Endpoint> endpoints = endpoints(Fields.namespace(entry), spec);
        String resolution = spec.path("resolution").asText("NONE");
        if (!List.of("NONE", "STATIC", "DNS").contains(resolution)) {
            throw new IllegalArgumentException("the model does not know resolution " + resolution);
        }
        boolean external = spec.path("location").asText("MESH_EXTERNAL").equals("MESH_EXTERNAL");
        MeshService.Backing backing = new MeshService.Backing(
                endpoints,
                identities(Fields.namespace(entry), endpoints, Fields.strings(spec.path("subjectAltNames"))),
                Fields.strings(spec.path("addresses")),
                new MeshService.Traits(true, external, resolution.equals("STATIC")));
        Fields.strings(spec.path("hosts"))
                .forEach(host -> services.add(new MeshService(host, host, Visibility.of(entry), ports, backing)));
    }

    private static MeshService.Port port(JsonNode port) {
        Fields.only(port, "number", "name", "protocol", "targetPort");
        int number = port.path("number").asInt();
        return new MeshService.Port(
                number,
                port.path("name").asText(),
                Protocol.of(port.path("protocol").asText()),
                port.path("targetPort").asInt(number));
    }

    private List<Endpoint> endpoints(String namespace, JsonNode spec) {
        if (spec.has("workloadSelector")) {
            Map<String, String> wanted = Fields.map(
                    Fields.only(spec.path("workloadSelector"), "labels").path("labels"));
            return selected(namespace, labels -> labels.entrySet().containsAll(wanted.entrySet()));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        spec.path("endpoints").forEach(endpoint -> endpoints.add(Endpoint.Written.of(endpoint)));
        return endpoints;
    }

    /** Ready pods and WorkloadEntries of a namespace; Services select both (PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES). */
    private List<Endpoint> selected(String namespace, Predicate<Map<String, String>> wanted) {
        List<Endpoint> endpoints = new ArrayList<>();
        cluster.pods().stream()
                .filter(pod -> pod.ready() && pod.namespace().equals(namespace) && wanted.test(pod.labels()))
                .forEach(pod -> endpoints.add(new Endpoint.OfPod(pod)));
        workloadEntries.stream()
                .filter(entry -> Fields.namespace(entry).equals(namespace))
                .map(entry -> Endpoint.Written.of(entry.path("spec")))
                .filter(entry -> wanted.test(entry.labels()))
                .forEach(endpoints::add);
        return endpoints;
    }

    private TreeSet<String> identities(String namespace, List<Endpoint> endpoints, List<String> written) {
        TreeSet<String> identities = new TreeSet<>(written);
        endpoints.stream()
                .filter(endpoint -> !endpoint.account().isEmpty())
                .forEach(endpoint -> identities.add(cluster.mesh().identity(namespace, endpoint.account())));
        return cluster.mesh().expand(identities);
    }
}
