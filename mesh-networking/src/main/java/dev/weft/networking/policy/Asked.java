// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the accepted TrafficPolicies of a target ask for on behalf of the callers of one cluster.
 *
 * @param routes in the order in which they were first asked for
 * @param host actions on the host, ordered by field
 */
public record Asked(List<RoutePlan> routes, List<Owned<Action.OnHost>> host) {

    public static final Asked NOTHING = new Asked(List.of(), List.of());

    public Asked {
        routes = List.copyOf(routes);
        host = List.copyOf(host);
    }

    /** Services to whose subsets the routes send, in the order first met. */
    public Set<DestinationRef> subsetsSentTo() {
        Set<DestinationRef> services = new LinkedHashSet<>();
        for (RoutePlan route : routes) {
            for (Owned<Action.OnRoute> owned : route.actions()) {
                if (owned.action() instanceof ShiftAction shift) {
                    shift.destinations().forEach(weighted -> {
                        if (weighted.to() instanceof ShiftAction.To.Service to
                                && !to.subset().isEmpty()) {
                            services.add(to.service());
                        }
                    });
                }
            }
        }
        return services;
    }

    /** Services that the routes send or mirror to, in the order first met. */
    public Set<DestinationRef> services() {
        Set<DestinationRef> services = new LinkedHashSet<>();
        for (RoutePlan route : routes) {
            for (Owned<Action.OnRoute> owned : route.actions()) {
                if (owned.action() instanceof MirrorAction mirror) {
                    services.add(mirror.service());
                } else if (owned.action() instanceof ShiftAction shift) {
                    shift.destinations().forEach(weighted -> {
                        if (weighted.to() instanceof ShiftAction.To.Service to) {
                            services.add(to.service());
                        }
                    });
                }
            }
        }
        return services;
    }

    /** The policies whose routes send or mirror to a service, ordered. */
    public SortedSet<Ref> policiesSendingTo(DestinationRef service) {
        SortedSet<Ref> policies = new TreeSet<>();
        for (RoutePlan route : routes) {
            for (Owned<Action.OnRoute> owned : route.actions()) {
                boolean sends = switch (owned.action()) {
                    case MirrorAction mirror -> mirror.service().equals(service);
                    case ShiftAction shift ->
                        shift.destinations().stream()
                                .anyMatch(weighted -> weighted.to() instanceof ShiftAction.To.Service to
                                        && to.service().equals(service));
                    default -> false;
                };
                if (sends) {
                    policies.add(owned.policy());
                }
            }
        }
        return policies;
    }

    /** FailoverServices that the routes send to, ordered. */
    public SortedSet<Ref> failoverServices() {
        SortedSet<Ref> services = new TreeSet<>();
        for (RoutePlan route : routes) {
            route.actions().forEach(owned -> services.addAll(failoverServices(owned.action())));
        }
        return services;
    }

    /** The policies whose routes send to a FailoverService, ordered. */
    public SortedSet<Ref> policiesSendingTo(Ref failoverService) {
        SortedSet<Ref> policies = new TreeSet<>();
        for (RoutePlan route : routes) {
            route.actions().stream()
                    .filter(owned -> failoverServices(owned.action()).contains(failoverService))
                    .forEach(owned -> policies.add(owned.policy()));
        }
        return policies;
    }

    private static Set<Ref> failoverServices(Action action) {
        Set<Ref> services = new LinkedHashSet<>();
        if (action instanceof ShiftAction shift) {
            shift.destinations().forEach(weighted -> {
                if (weighted.to() instanceof ShiftAction.To.Failover to) {
                    services.add(to.failoverService());
                }
            });
        }
        return services;
    }

    /** Without anything that some policies ask for. */
    public Asked without(Set<Ref> policies) {
        if (policies.isEmpty()) {
            return this;
        }
        List<RoutePlan> left = new ArrayList<>();
        for (RoutePlan route : routes) {
            List<Owned<Action.OnRoute>> actions = route.actions().stream()
                    .filter(owned -> !policies.contains(owned.policy()))
                    .toList();
            if (!actions.isEmpty()) {
                left.add(new RoutePlan(route.match(), actions));
            }
        }
        return new Asked(
                left,
                host.stream()
                        .filter(owned -> !policies.contains(owned.policy()))
                        .toList());
    }
}
