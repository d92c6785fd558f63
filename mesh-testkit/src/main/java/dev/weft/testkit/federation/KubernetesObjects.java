// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes a cluster of what its API server has. */
public final class KubernetesObjects {

    private static final int GATEWAY_PORT = 15443;

    private KubernetesObjects() {}

    /**
     * The Services, pods and Istio's objects among these. A port that is named {@code tls}, or is 15443, of a Service that is reached from
     * outside is a gateway's; the addresses of the load balancer lead to it, and those of all Nodes with its node port. A pod has a sidecar when a container is named {@code istio-proxy}, and is ready unless it says otherwise.
     */
    public static Cluster read(Mesh mesh, List<JsonNode> objects) {
        List<KubeService> services = new ArrayList<>();
        List<GatewayProxy> gateways = new ArrayList<>();
        List<Pod> pods = new ArrayList<>();
        Set<String> nodes = nodes(objects);
        for (JsonNode object : objects) {
            switch (object.path("apiVersion").asText() + " "
                    + object.path("kind").asText()) {
                case "v1 Service" -> {
                    services.add(service(object));
                    gateways.addAll(gateways(object, nodes));
                }
                case "v1 Pod" -> pods.add(pod(object));
                default -> {
                    // Others change nothing here, or are Istio's.
                }
            }
        }
        return new Cluster(mesh, services, pods, gateways, objects);
    }

    private static Set<String> nodes(List<JsonNode> objects) {
        Set<String> addresses = new TreeSet<>();
        for (JsonNode object : objects) {
            if (object.path("kind").asText().equals("Node")) {
                object.at("/status/addresses")
                        .forEach(
                                address -> addresses.add(address.path("address").asText()));
            }
        }
        return addresses;
    }

    private static KubeService service(JsonNode object) {
        String ip = object.at("/spec/clusterIP").asText();
        List<KubeService.Port> ports = new ArrayList<>();
        object.at("/spec/ports")
                .forEach(port -> ports.add(new KubeService.Port(
                        port.path("port").asInt(),
                        port.path("name").asText(),
                        Optional.ofNullable(port.get("appProtocol")).map(JsonNode::asText),
                        port.path("protocol").asText().equals("UDP"),
                        port.path("targetPort").asInt(port.path("port").asInt()))));
        return new KubeService(
                Fields.namespace(object),
                object.at("/metadata/name").asText(),
                ip.isEmpty() || ip.equals("None") ? Optional.empty() : Optional.of(ip),
                Fields.map(object.at("/spec/selector")),
                ports);
    }

    /** Target ports with a name are taken for the port itself. */
    private static List<GatewayProxy> gateways(JsonNode service, Set<String> nodes) {
        List<GatewayProxy> gateways = new ArrayList<>();
        for (JsonNode port : service.at("/spec/ports")) {
            int number = port.path("port").asInt();
            Set<Address> addresses = new HashSet<>();
            for (JsonNode ingress : service.at("/status/loadBalancer/ingress")) {
                String host = ingress.path("ip").asText(ingress.path("hostname").asText());
                addresses.add(new Address(host, number));
            }
            if (port.has("nodePort")) {
                nodes.forEach(node ->
                        addresses.add(new Address(node, port.path("nodePort").asInt())));
            }
            if (!addresses.isEmpty() && (port.path("name").asText().equals("tls") || number == GATEWAY_PORT)) {
                int target = port.path("targetPort").asInt(number);
                Map<Integer, Integer> ports = new TreeMap<>(Map.of(number, target));
                gateways.add(new GatewayProxy(
                        Fields.namespace(service), Fields.map(service.at("/spec/selector")), target, ports, addresses));
            }
        }
        return gateways;
    }

    private static Pod pod(JsonNode object) {
        boolean ready = true;
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                ready = condition.path("status").asText().equals("True");
            }
        }
        boolean sidecar = false;
        for (JsonNode container : object.at("/spec/containers")) {
            sidecar |= container.path("name").asText().equals("istio-proxy");
        }
        return new Pod(
                Fields.namespace(object) + "/" + object.at("/metadata/name").asText(),
                Fields.map(object.at("/metadata/labels")),
                object.at("/spec/serviceAccountName").asText("default"),
                object.at("/status/podIP").asText(),
                sidecar,
                ready);
    }
}
