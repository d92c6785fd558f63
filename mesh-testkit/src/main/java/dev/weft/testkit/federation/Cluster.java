// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All there is in a cluster.
 *
 * @param objects Istio's, generated ones and the users' own, whole
 */
public record Cluster(
        Mesh mesh, List<KubeService> services, List<Pod> pods, List<GatewayProxy> gateways, List<JsonNode> objects) {

    public Cluster {
        services = List.copyOf(services);
        pods = List.copyOf(pods);
        gateways = List.copyOf(gateways);
        objects = List.copyOf(objects);
    }

    /** The same with more objects; one of the same kind and name takes the place of what was there. */
    public Cluster with(List<JsonNode> more) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        objects.forEach(object -> all.put(Fields.name(object), object));
        more.forEach(object -> all.put(Fields.name(object), object));
        return new Cluster(mesh, services, pods, gateways, List.copyOf(all.values()));
    }

    String name() {
        return mesh.cluster();
    }

    Optional<Pod> podAt(String ip) {
        return pods.stream().filter(pod -> pod.ip().equals(ip)).findFirst();
    }

    /** The Service with that ClusterIP or name. */
    Optional<KubeService> serviceAt(String address) {
        return services.stream()
                .filter(service -> service.clusterIp().filter(address::equals).isPresent()
                        || host(service).equals(address))
                .findFirst();
    }

    String host(KubeService service) {
        return service.name() + "." + service.namespace() + ".svc." + mesh.clusterDomain();
    }

    /** Where clients may be. */
    SortedSet<String> namespaces() {
        SortedSet<String> all = new TreeSet<>();
        services.forEach(service -> all.add(service.namespace()));
        pods.forEach(pod -> all.add(pod.namespace()));
        return all;
    }
}
