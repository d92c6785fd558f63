// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.api.discovery.MeshSpec.Istio.IngressGateway.Address;
import dev.weft.discovery.input.NodeFact;
import dev.weft.discovery.input.ServiceFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where other clusters reach a gateway, or why they cannot.
 *
 * @param addresses best first; empty when there are none
 * @param problem why there are none, otherwise empty
 * @param mayComeBack whether nobody has decided that there are none: a load balancer's status can be empty for a moment, a node be away
 */
record GatewayAddresses(List<Address> addresses, String problem, boolean mayComeBack) {

    private static final String LOAD_BALANCER = "LoadBalancer";
    private static final String NODE_PORT = "NodePort";

    GatewayAddresses {
        addresses = List.copyOf(addresses);
    }

    static GatewayAddresses of(GatewayCandidate candidate, ServiceFact.Port port, Map<String, NodeFact> nodes) {
        return switch (candidate.service().type()) {
            case LOAD_BALANCER -> loadBalancer(candidate.service(), port);
            case NODE_PORT -> nodePort(candidate, port, nodes);
            default ->
                new GatewayAddresses(
                        List.of(),
                        "its type is "
                                + (candidate.service().type().isEmpty()
                                        ? "not set"
                                        : candidate.service().type())
                                + "; only LoadBalancer and NodePort can be reached from outside",
                        false);
        };
    }

    /** Whether Services of that type have addresses outside their cluster. */
    static boolean isReachedFromOutside(ServiceFact service) {
        return service.type().equals(LOAD_BALANCER) || service.type().equals(NODE_PORT);
    }

    private static GatewayAddresses unusable(String problem) {
        return new GatewayAddresses(List.of(), problem, true);
    }

    private static GatewayAddresses loadBalancer(ServiceFact service, ServiceFact.Port port) {
        List<String> hosts = new ArrayList<>();
        for (ServiceFact.Ingress ingress : service.ingress()) {
            addTo(hosts, ingress.hostname());
            addTo(hosts, ingress.ip());
        }
        service.externalIps().forEach(ip -> addTo(hosts, ip));
        return hosts.isEmpty()
                ? unusable("its load balancer has no address yet")
                : new GatewayAddresses(addresses(hosts, port.port()), "", true);
    }

    private static GatewayAddresses nodePort(
            GatewayCandidate candidate, ServiceFact.Port port, Map<String, NodeFact> nodes) {
        if (port.nodePort() == 0) {
            return unusable("no node port is assigned to its port " + port.port());
        }
        List<String> hosts = new ArrayList<>();
        for (String name : candidate.nodes()) {
            NodeFact node = nodes.get(name);
            if (node != null) {
                hosts(node).forEach(host -> addTo(hosts, host));
            }
        }
        candidate.service().externalIps().forEach(ip -> addTo(hosts, ip));
        return hosts.isEmpty()
                ? unusable("no running pod of it is on a node with an address that can be reached from outside")
                : new GatewayAddresses(addresses(hosts, port.nodePort()), "", true);
    }

    /**
     * On Kubernetes-in-Docker the internal address; elsewhere the first address that is not an internal one, as the reference has it, and
     * then the other external ones: the host name of a node means nothing outside its cluster, so it is no further way in.
     */
    private static List<String> hosts(NodeFact node) {
        if (node.kindNode()) {
            return node.addresses().stream()
                    .filter(address -> address.type().equals("InternalIP"))
                    .map(NodeFact.Address::address)
                    .limit(1)
                    .toList();
        }
        List<NodeFact.Address> reachable = node.addresses().stream()
                .filter(address ->
                        !address.type().equals("InternalIP") && !address.type().equals("InternalDNS"))
                .toList();
        return reachable.stream()
                .filter(address ->
                        address == reachable.getFirst() || address.type().startsWith("External"))
                .map(NodeFact.Address::address)
                .toList();
    }

    private static void addTo(List<String> hosts, String host) {
        if (!host.isEmpty() && !hosts.contains(host)) {
            hosts.add(host);
        }
    }

    private static List<Address> addresses(List<String> hosts, int port) {
        return hosts.stream().map(host -> new Address(host, (long) port)).toList();
    }
}
