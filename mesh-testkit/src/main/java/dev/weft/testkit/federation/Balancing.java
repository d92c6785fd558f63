// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which endpoints of a cluster answer, when some of them do not. */
final class Balancing {

    /**
     * Where requests to a cluster end.
     *
     * @param weights by where, in the order of the endpoints
     */
    record Answer(int tier, Map<Network.Landing, Integer> weights, List<String> remarks) {

        int total() {
            return weights.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Network network;
    private final ClusterView from;
    private final Client client;
    private final Outage outage;

    Balancing(Network network, Client client, Outage outage) {
        this.network = network;
        this.from = network.cluster(client.cluster());
        this.client = client;
        this.outage = outage;
    }

    /**
     * The first tier of which something answers, once outlier detection has ejected what does not. Without outlier detection whatever does
     * not answer keeps its share of the requests.
     */
    Step<Answer> of(OutboundCluster all) {
        OutboundCluster cluster = all.without(from.name(), outage);
        if (cluster.endpoints().isEmpty()) {
            return Step.ended(Reason.NO_ENDPOINTS, all.name() + " has no endpoints in " + from.name());
        }
        List<List<Endpoint>> tiers =
                Tiers.atSidecar(cluster, client, from.cluster().mesh().ordersNames());
        List<Resolution.Failed> dead = new ArrayList<>();
        for (int tier = 0; tier < tiers.size(); tier++) {
            Map<Network.Landing, Integer> weights = new LinkedHashMap<>();
            for (Endpoint endpoint : tiers.get(tier)) {
                switch (network.follow(from, cluster, endpoint, outage)) {
                    case Step.Found<Network.Landing>(Network.Landing landing) ->
                        weights.merge(landing, endpoint.weight(), Integer::sum);
                    case Step.Ended<Network.Landing>(Resolution.Failed why) -> dead.add(why);
                }
            }
            Optional<Step<Answer>> answer = answer(cluster, tier, weights, dead);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return new Step.Ended<>(dead.getFirst());
    }

    private static Optional<Step<Answer>> answer(
            OutboundCluster cluster, int tier, Map<Network.Landing, Integer> weights, List<Resolution.Failed> dead) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        if (!dead.isEmpty() && !cluster.policy().detectsOutliers()) {
            return Optional.of(new Step.Ended<>(dead.getFirst()));
        }
        if (!cluster.policy().canEject(dead.size(), cluster.endpoints().size())) {
            return Optional.of(Step.ended(
                    Reason.NOT_EJECTED,
                    "outlier detection of " + cluster.name() + " may not eject all that fails: "
                            + dead.getFirst().sentence()));
        }
        List<String> remarks = new ArrayList<>();
        dead.forEach(why -> remarks.add("ejected: " + why.sentence()));
        weights.keySet().stream()
                .filter(Network.Landing::anyIdentity)
                .findFirst()
                .ifPresent(landing -> remarks.add("any identity is accepted of " + cluster.name()));
        return Optional.of(Step.found(new Answer(tier, byPlace(weights), remarks)));
    }

    /** Pods that are endpoints by themselves, but of one service, are one place. */
    private static Map<Network.Landing, Integer> byPlace(Map<Network.Landing, Integer> weights) {
        Map<Object, Network.Landing> merged = new LinkedHashMap<>();
        Map<Object, Integer> sums = new LinkedHashMap<>();
        weights.forEach((landing, weight) -> {
            List<Object> place = List.of(landing.at(), landing.sni());
            merged.merge(place, landing, (one, other) -> one.and(other, one.at()));
            sums.merge(place, weight, Integer::sum);
        });
        Map<Network.Landing, Integer> result = new LinkedHashMap<>();
        merged.forEach((place, landing) -> result.put(landing, sums.getOrDefault(place, 0)));
        return result;
    }
}
