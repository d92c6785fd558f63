// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stands at the cluster IPs of Services of one cluster, as kube-proxy does on a node: what connects there gets to a pod that the Service
 * selects. Only at addresses of loopback, since no other can be listened at without root.
 */
final class KubeProxy implements AutoCloseable {

    private final Map<Pod, String> pods = new LinkedHashMap<>();
    private final Map<String, ObjectNode> services = new LinkedHashMap<>();
    private final Map<InetSocketAddress, ServicePort> ports = new LinkedHashMap<>();

    /** @return the address at which it answers now; empty when it does at none, for example as the Service is headless */
    synchronized Optional<String> serve(ObjectNode service) throws IOException {
        String address = service.at("/spec/clusterIP").asText();
        if (!address.startsWith("127.")) {
            return Optional.empty();
        }
        services.put(address, service);
        update();
        return Optional.of(address);
    }

    /** A pod is there. */
    synchronized void add(Pod pod, String address) throws IOException {
        pods.put(pod, address);
        update();
    }

    /** It is gone. */
    synchronized void remove(Pod pod) throws IOException {
        pods.remove(pod);
        update();
    }

    private void update() throws IOException {
        for (Map.Entry<String, ObjectNode> service : services.entrySet()) {
            for (JsonNode port : service.getValue().at("/spec/ports")) {
                List<InetSocketAddress> selected = new ArrayList<>();
                pods.forEach((pod, address) -> {
                    if (selects(service.getValue(), pod)) {
                        selected.add(new InetSocketAddress(
                                address, port.path("targetPort").asInt()));
                    }
                });
                InetSocketAddress at = new InetSocketAddress(
                        service.getKey(), port.path("port").asInt());
                ports.computeIfAbsent(at, ServicePort::new).leadTo(selected);
            }
        }
    }

    /** Whether a pod belongs to a Service of the same namespace. */
    static boolean selects(ObjectNode service, Pod pod) {
        JsonNode selector = service.at("/spec/selector");
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label ->
                                label.getValue().asText().equals(pod.labels().get(label.getKey())));
    }

    @Override
    public synchronized void close() {
        ports.values().forEach(ServicePort::close);
    }
}
