// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a gateway does with connections to its port by the Gateways that are for it (builtAutoPassthroughFilterChains). */
final class GatewayListener {

    private final ClusterView cluster;
    private final GatewayProxy proxy;
    private final Map<String, OutboundCluster> chains = new TreeMap<>();
    private final Set<String> duplicates = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();

    GatewayListener(ClusterView cluster, GatewayProxy proxy) {
        this.cluster = cluster;
        this.proxy = proxy;
        Set<String> hosts = new LinkedHashSet<>();
        for (JsonNode gateway : cluster.gateways()) {
            check(gateway);
            if (isForProxy(gateway)) {
                gateway.at("/spec/servers").forEach(server -> serve(gateway, server, hosts));
            }
        }
        duplicates.forEach(sni -> problems.add(new Problem(
                cluster.name(), Reason.REJECTED_LISTENER, "two servers of " + name() + " give a chain for " + sni)));
    }

    private static void check(JsonNode gateway) {
        Fields.only(gateway.path("spec"), "selector", "servers");
        gateway.at("/spec/servers").forEach(server -> {
            Fields.only(server, "port", "tls", "hosts", "name");
            Fields.only(server.path("port"), "number", "name", "protocol", "targetPort");
        });
    }

    private boolean isForProxy(JsonNode gateway) {
        Map<String, String> selector = Fields.map(gateway.at("/spec/selector"));
        if (selector.isEmpty()) {
            problems.add(new Problem(
                    cluster.name(), Reason.SELECTS_EVERY_GATEWAY, Fields.name(gateway) + " has no selector"));
        }
        return proxy.labels().entrySet().containsAll(selector.entrySet());
    }

    /** @param taken hosts of servers before this one, of all that speak TLS: the same text a second time is left out (CheckDuplicates) */
    private void serve(JsonNode gateway, JsonNode server, Set<String> taken) {
        if (!proxy.listensFor(server.at("/port/number").asInt()) || !server.has("tls")) {
            return;
        }
        List<String> hosts = Fields.strings(server.path("hosts"));
        Optional<String> twice = hosts.stream().filter(taken::contains).findFirst();
        if (twice.isPresent()) {
            problems.add(new Problem(
                    cluster.name(),
                    Reason.SERVER_IGNORED,
                    "a server of " + Fields.name(gateway) + " has " + twice.get() + " which " + name()
                            + " serves already"));
            return;
        }
        taken.addAll(hosts);
        if (server.at("/tls/mode").asText().equals("AUTO_PASSTHROUGH")) {
            // The namespace in front of a host says nothing here: of it only the host is taken (GetSNIHostsForServer).
            add(hosts.stream()
                    .map(host -> host.substring(host.indexOf('/') + 1))
                    .toList());
        }
    }

    private void add(List<String> hosts) {
        Set<String> seen = new LinkedHashSet<>();
        for (MeshService service : cluster.registry().services()) {
            boolean served = service.visibility().reaches(proxy.namespace())
                    && !service.backing().traits().external()
                    && hosts.stream().anyMatch(host -> HostPattern.covers(host, service.host()));
            if (served && seen.add(service.host())) {
                cluster.outboundClusters(service, proxy.namespace()).forEach(this::add);
            }
        }
    }

    private void add(OutboundCluster chain) {
        if (chains.putIfAbsent(chain.sni(), chain) != null) {
            duplicates.add(chain.sni());
        }
    }

    ClusterView cluster() {
        return cluster;
    }

    /** Its proxy, as one that chooses among endpoints. */
    Client client() {
        return Client.of(cluster.name(), proxy.namespace(), proxy.labels());
    }

    /** What is wrong with it by itself. */
    List<Problem> problems() {
        return problems;
    }

    /** The names it has chains for, ordered. */
    Set<String> snis() {
        return chains.keySet();
    }

    /** Where a connection is sent that says this. */
    Step<OutboundCluster> chain(Handshake handshake) {
        if (!duplicates.isEmpty()) {
            return Step.ended(
                    Reason.REJECTED_LISTENER,
                    "Envoy takes no listener with two chains for "
                            + duplicates.iterator().next());
        }
        return switch (handshake) {
            case Handshake.Plain() -> Step.ended(Reason.REFUSED_BY_GATEWAY, name() + " gets plain text");
            case Handshake.Other(String mode) ->
                Step.ended(Reason.REFUSED_BY_GATEWAY, name() + " gets TLS of mode " + mode + ", not Istio's own");
            case Handshake.Mutual(String sni, Set<String> identities) -> {
                OutboundCluster chain = chains.get(sni);
                yield chain == null
                        ? Step.ended(Reason.REFUSED_BY_GATEWAY, name() + " has no chain for " + sni)
                        : Step.found(chain);
            }
        };
    }

    private String name() {
        return "the gateway in " + proxy.namespace() + " of " + cluster.name() + ", port " + proxy.port();
    }
}
