// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Puts the endpoints of a cluster into tiers: a later one is used when nothing of those before it is left (istio.io/istio {@code
 * pilot/pkg/networking/core/loadbalancer}).
 */
final class Tiers {

    private Tiers() {}

    /**
     * Those that a sidecar sees. Without outlier detection there is one.
     *
     * @param ordersNames whether it keeps an order of endpoints that DNS finds
     */
    static List<List<Endpoint>> atSidecar(OutboundCluster cluster, Client client, boolean ordersNames) {
        // Subsets of such endpoints are built without their labels (buildSubsetCluster); seen on Envoy.
        return of(cluster, client, ordersNames && cluster.subset().isEmpty());
    }

    /** Those that a gateway sees which passes connections on; it never gets labels of endpoints that DNS finds (buildOutboundSniDnatClusters). */
    static List<List<Endpoint>> atGateway(OutboundCluster cluster, Client client) {
        return of(cluster, client, false);
    }

    private static List<List<Endpoint>> of(OutboundCluster cluster, Client client, boolean ordersNames) {
        Policy policy = cluster.policy();
        JsonNode setting = policy.balancer().path("localityLbSetting");
        if (!policy.detectsOutliers() || !setting.path("enabled").asBoolean(true)) {
            return List.of(cluster.endpoints());
        }
        List<String> priorities = Fields.strings(setting.path("failoverPriority"));
        if (priorities.isEmpty()) {
            return by(cluster.endpoints(), endpoint -> distance(client.locality(), endpoint.locality()));
        }
        if (client.labels().isEmpty() || (isByName(cluster.service()) && !ordersNames)) {
            return List.of(cluster.endpoints());
        }
        return by(cluster.endpoints(), endpoint -> priority(priorities, client.labels(), endpoint.labels()));
    }

    private static boolean isByName(MeshService service) {
        return service.isEntry() && !service.backing().traits().onlyIps();
    }

    private static List<List<Endpoint>> by(List<Endpoint> endpoints, ToIntFunction<Endpoint> priority) {
        Map<Integer, List<Endpoint>> tiers = new TreeMap<>();
        endpoints.forEach(endpoint -> tiers.computeIfAbsent(priority.applyAsInt(endpoint), p -> new ArrayList<>())
                .add(endpoint));
        return List.copyOf(tiers.values());
    }

    /** applyFailoverPriorityPerLocality: of N labels, N less those that match before the first that does not. */
    private static int priority(List<String> priorities, Map<String, String> client, Map<String, String> endpoint) {
        Map<String, String> given = new HashMap<>();
        List<String> keys = new ArrayList<>();
        for (String priority : priorities) {
            String[] parts = priority.split("=", -1);
            keys.add(parts[0]);
            if (parts.length == 2) {
                given.put(parts[0], parts[1]);
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            String wanted = given.getOrDefault(keys.get(i), client.getOrDefault(keys.get(i), ""));
            if (!wanted.equals(endpoint.getOrDefault(keys.get(i), ""))) {
                return keys.size() - i;
            }
        }
        return 0;
    }

    /** LbPriority: 0 in the same subzone, 1 in the zone, 2 in the region, 3 elsewhere. */
    private static int distance(String client, String endpoint) {
        String[] here = (client + "//").split("/", -1);
        String[] there = (endpoint + "//").split("/", -1);
        for (int i = 0; i < 3; i++) {
            if (!here[i].equals(there[i])) {
                return 3 - i;
            }
        }
        return 0;
    }
}
