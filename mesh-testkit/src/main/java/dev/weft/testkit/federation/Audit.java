// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Looks at all objects of a world, and at every way that they offer. */
final class Audit {

    private final Network network;
    private final Set<Problem> problems = new LinkedHashSet<>();

    Audit(Network network) {
        this.network = network;
    }

    List<Problem> problems() {
        for (ClusterView cluster : network.clusters()) {
            network.listeners().stream()
                    .filter(listener -> listener.cluster() == cluster)
                    .forEach(listener -> problems.addAll(listener.problems()));
            hosts(cluster);
            destinationRules(cluster);
            virtualServices(cluster);
            for (String namespace : cluster.cluster().namespaces()) {
                entries(cluster, namespace);
                routes(cluster, namespace);
            }
        }
        return List.copyOf(problems);
    }

    private void add(ClusterView cluster, Reason reason, String sentence) {
        problems.add(new Problem(cluster.name(), reason, sentence));
    }

    private void add(ClusterView cluster, Resolution.Failed why) {
        add(cluster, why.reason(), why.sentence());
    }

    /** Whether some namespace sees both. */
    private static boolean overlap(ClusterView cluster, Visibility one, Visibility other) {
        Set<String> namespaces = new TreeSet<>(cluster.cluster().namespaces());
        namespaces.add(one.namespace());
        namespaces.add(other.namespace());
        return namespaces.stream().anyMatch(namespace -> one.reaches(namespace) && other.reaches(namespace));
    }

    private void hosts(ClusterView cluster) {
        List<MeshService> services = cluster.registry().services();
        pairs(services, service -> List.of(service.host()), (host, one, other) -> {
            if (overlap(cluster, one.visibility(), other.visibility())) {
                add(cluster, Reason.AMBIGUOUS_HOST, "two objects define " + host);
            }
        });
        pairs(services, service -> service.backing().addresses(), (address, one, other) -> {
            if (!one.host().equals(other.host()) && overlap(cluster, one.visibility(), other.visibility())) {
                add(cluster, Reason.CLASHING_ADDRESS, one.host() + " and " + other.host() + " both have " + address);
            }
        });
    }

    private void destinationRules(ClusterView cluster) {
        pairs(cluster.rules().all(), rule -> List.of(rule.host()), (host, one, other) -> {
            if (overlap(cluster, one.visibility(), other.visibility())) {
                add(
                        cluster,
                        Reason.AMBIGUOUS_DESTINATION_RULE,
                        Fields.name(one.object()) + " and " + Fields.name(other.object()) + " are both for " + host);
            }
        });
    }

    private void virtualServices(ClusterView cluster) {
        pairs(cluster.routes().all(), VirtualServices.Rule::hosts, (host, one, other) -> {
            if (overlap(cluster, one.visibility(), other.visibility())) {
                add(
                        cluster,
                        Reason.AMBIGUOUS_VIRTUAL_SERVICE,
                        Fields.name(one.object()) + " and " + Fields.name(other.object()) + " are both for " + host);
            }
        });
    }

    /** Is told of two that have a key in common. */
    private interface Meeting<T> {
        void found(String key, T one, T other);
    }

    private static <T> void pairs(List<T> all, Function<T, List<String>> keys, Meeting<T> meeting) {
        Map<String, List<T>> byKey = new LinkedHashMap<>();
        all.forEach(one -> keys.apply(one)
                .forEach(key ->
                        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(one)));
        byKey.forEach((key, group) -> {
            for (int i = 0; i < group.size(); i++) {
                for (T other : group.subList(i + 1, group.size())) {
                    meeting.found(key, group.get(i), other);
                }
            }
        });
    }

    /** Every endpoint of every subset of what is in the mesh; of Services only whether subsets have any. */
    private void entries(ClusterView cluster, String namespace) {
        for (MeshService service : cluster.registry().services()) {
            if (!service.visibility().reaches(namespace)
                    || service.backing().traits().external()) {
                continue;
            }
            for (OutboundCluster outbound : cluster.outboundClusters(service, namespace)) {
                boolean expected = service.isEntry() || !outbound.subset().isEmpty();
                if (outbound.endpoints().isEmpty() && expected) {
                    add(cluster, Reason.NO_ENDPOINTS, outbound.name() + " has no endpoints in " + cluster.name());
                }
                outbound.endpoints().stream()
                        .filter(Endpoint.Written.class::isInstance)
                        .forEach(endpoint -> network.follow(cluster, outbound, endpoint, Outage.NONE)
                                .failure()
                                .ifPresent(why -> add(cluster, why)));
            }
        }
    }

    /** Every destination of every route for hosts that the namespace knows. */
    private void routes(ClusterView cluster, String namespace) {
        for (VirtualServices.Rule rule : cluster.routes().all()) {
            if (!rule.visibility().reaches(namespace)) {
                continue;
            }
            for (String section : List.of("http", "tcp")) {
                for (JsonNode route : rule.section(section)) {
                    VirtualServices.Route read = cluster.routes().read(rule, route);
                    List<VirtualServices.Target> all = new ArrayList<>(read.targets());
                    all.addAll(read.mirrors());
                    all.forEach(target -> target(cluster, namespace, rule, target));
                }
            }
        }
    }

    /** A destination that takes the port of the request is looked at with each port of the hosts of its VirtualService. */
    private void target(
            ClusterView cluster, String namespace, VirtualServices.Rule rule, VirtualServices.Target target) {
        Set<Integer> ports = new TreeSet<>();
        rule.hosts()
                .forEach(host -> cluster.registry()
                        .visible(host, namespace)
                        .forEach(service -> service.ports().stream()
                                .filter(port -> port.protocol() != Protocol.UDP)
                                .forEach(port -> ports.add(port.number()))));
        ports.forEach(port -> Destinations.find(cluster, namespace, target, port)
                .failure()
                .ifPresent(why -> add(
                        cluster,
                        new Resolution.Failed(why.reason(), Fields.name(rule.object()) + ": " + why.sentence()))));
    }
}
