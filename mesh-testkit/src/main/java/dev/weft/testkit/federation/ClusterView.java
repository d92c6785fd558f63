// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Istio of a cluster knows. */
final class ClusterView {

    private final Cluster cluster;
    private final Registry registry;
    private final DestinationRules rules;
    private final VirtualServices routes;
    private final List<JsonNode> gateways;

    ClusterView(Cluster cluster) {
        IstioObjects objects = IstioObjects.of(cluster.objects());
        this.cluster = cluster;
        this.registry = new Registry(cluster, objects);
        this.rules = new DestinationRules(cluster.mesh(), objects);
        this.routes = new VirtualServices(cluster.mesh(), objects);
        this.gateways = objects.ofKind("Gateway");
    }

    String name() {
        return cluster.name();
    }

    Cluster cluster() {
        return cluster;
    }

    Registry registry() {
        return registry;
    }

    DestinationRules rules() {
        return rules;
    }

    VirtualServices routes() {
        return routes;
    }

    /** The objects of that kind, the oldest first. */
    List<JsonNode> gateways() {
        return gateways;
    }

    /** What a proxy of the namespace has for a port of a host. */
    Step<OutboundCluster> outbound(String namespace, MeshService service, MeshService.Port port, String subset) {
        List<DestinationRules.Rule> found = rules.of(service, namespace);
        if (found.size() > 1) {
            return Step.ended(
                    Reason.AMBIGUOUS_DESTINATION_RULE,
                    found.size() + " DestinationRules are for "
                            + found.getFirst().host() + " in " + namespace + " of " + name());
        }
        Optional<DestinationRules.Rule> rule = found.stream().findFirst();
        if (subset.isEmpty()) {
            return Step.found(outbound(service, port, rule, Optional.empty()));
        }
        Optional<JsonNode> written = rule.flatMap(some -> some.subset(subset));
        return written.isEmpty()
                ? Step.ended(
                        Reason.NO_SUCH_SUBSET,
                        "no DestinationRule for " + service.host() + " has subset " + subset + " in " + namespace
                                + " of " + name())
                : Step.found(outbound(service, port, rule, written));
    }

    /** All that proxies of the namespace have for a host, of all ports that are not UDP and all subsets. */
    List<OutboundCluster> outboundClusters(MeshService service, String namespace) {
        List<DestinationRules.Rule> found = rules.of(service, namespace);
        List<OutboundCluster> all = new ArrayList<>();
        for (MeshService.Port port : service.ports()) {
            if (port.protocol() == Protocol.UDP) {
                continue;
            }
            all.add(outbound(service, port, found.stream().findFirst(), Optional.empty()));
            Set<String> seen = new LinkedHashSet<>();
            for (DestinationRules.Rule rule : found) {
                rule.subsets().stream()
                        .filter(seen::add)
                        .forEach(subset -> all.add(outbound(service, port, Optional.of(rule), rule.subset(subset))));
            }
        }
        return all;
    }

    private static OutboundCluster outbound(
            MeshService service,
            MeshService.Port port,
            Optional<DestinationRules.Rule> rule,
            Optional<JsonNode> subset) {
        JsonNode nothing = MissingNode.getInstance();
        Map<String, String> labels =
                subset.map(written -> Fields.map(written.path("labels"))).orElse(Map.of());
        Policy policy = Policy.of(
                rule.map(some -> some.object().at("/spec/trafficPolicy")).orElse(nothing),
                subset.map(written -> written.path("trafficPolicy")).orElse(nothing),
                port.number());
        List<Endpoint> endpoints = service.backing().endpoints().stream()
                .filter(endpoint -> endpoint.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
        String name = subset.map(written -> written.path("name").asText()).orElse("");
        return new OutboundCluster(service, port, name, labels, policy, endpoints);
    }
}
