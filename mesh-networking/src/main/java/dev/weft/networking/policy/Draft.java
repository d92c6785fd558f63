// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.RouteMatch;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the policies accepted so far ask of one target: for each route condition the actions on it, and the actions on the host. This is
 * where conflicts are seen: a policy meets another only where they share a route condition, or on the host.
 */
final class Draft {

    /** A field that a policy cannot have. */
    record Clash(String field, SortedSet<Ref> winners) {}

    private final String cluster;
    private final Map<RouteMatch, SortedMap<String, Owned<Action.OnRoute>>> routes = new LinkedHashMap<>();
    private final SortedMap<String, Owned<Action.OnHost>> host = new TreeMap<>();

    /** @param cluster cluster of the callers that the draft is for */
    Draft(String cluster) {
        this.cluster = cluster;
    }

    /** The fields in which {@code policy} differs from what is accepted, in the order of its actions. */
    List<Clash> clashes(TrafficPolicyFact policy) {
        Set<RouteMatch> matches = matches(policy);
        List<Clash> clashes = new ArrayList<>();
        for (Action action : policy.rules().actions()) {
            SortedSet<Ref> winners = new TreeSet<>();
            switch (action) {
                case Action.OnRoute onRoute ->
                    matches.forEach(match -> {
                        Owned<Action.OnRoute> owned =
                                routes.getOrDefault(match, new TreeMap<>()).get(action.field());
                        if (owned != null && !owned.action().equals(onRoute)) {
                            winners.add(owned.policy());
                        }
                    });
                case Action.OnHost onHost -> {
                    Owned<Action.OnHost> owned = host.get(action.field());
                    if (!matches.isEmpty() && owned != null && !owned.action().equals(onHost)) {
                        winners.add(owned.policy());
                    }
                }
            }
            if (!winners.isEmpty()) {
                clashes.add(new Clash(action.field(), winners));
            }
        }
        return clashes;
    }

    /** Takes over everything {@code policy} asks for; it must not clash. */
    void add(TrafficPolicyFact policy) {
        Ref ref = policy.meta().ref();
        Set<RouteMatch> matches = matches(policy);
        for (Action action : policy.rules().actions()) {
            switch (action) {
                case Action.OnRoute onRoute ->
                    matches.forEach(match -> routes.computeIfAbsent(match, absent -> new TreeMap<>())
                            .putIfAbsent(action.field(), new Owned<>(onRoute, ref)));
                case Action.OnHost onHost -> {
                    if (!matches.isEmpty()) {
                        host.putIfAbsent(action.field(), new Owned<>(onHost, ref));
                    }
                }
            }
        }
    }

    private Set<RouteMatch> matches(TrafficPolicyFact policy) {
        return RouteMatch.of(policy.rules().sources(), policy.rules().requests(), cluster);
    }

    /** The routes in the order in which their conditions were first asked for. */
    List<RoutePlan> routes() {
        List<RoutePlan> plans = new ArrayList<>();
        routes.forEach((match, actions) -> plans.add(new RoutePlan(match, List.copyOf(actions.values()))));
        return plans;
    }

    /** The actions on the host, ordered by field. */
    List<Owned<Action.OnHost>> host() {
        return List.copyOf(host.values());
    }

    Asked asked() {
        return new Asked(routes(), host());
    }
}
