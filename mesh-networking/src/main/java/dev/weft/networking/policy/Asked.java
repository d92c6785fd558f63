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
import java.util.function.Predicate;
import java.util.stream.Stream;

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
        actions().forEach(owned -> {
            if (owned.action() instanceof ShiftAction shift) {
                of(shift, ShiftAction.To.Service.class)
                        .filter(to -> !to.subset().isEmpty())
                        .forEach(to -> services.add(to.service()));
            }
        });
        return services;
    }

    /** Services that the routes send or mirror to, in the order first met. */
    public Set<DestinationRef> services() {
        Set<DestinationRef> services = new LinkedHashSet<>();
        actions().forEach(owned -> services.addAll(services(owned.action())));
        return services;
    }

    /** The policies whose routes send or mirror to a service, ordered. */
    public SortedSet<Ref> policiesSendingTo(DestinationRef service) {
        return policies(action -> services(action).contains(service));
    }

    /** FailoverServices that the routes send to, ordered. */
    public SortedSet<Ref> failoverServices() {
        SortedSet<Ref> services = new TreeSet<>();
        actions().forEach(owned -> services.addAll(failoverServices(owned.action())));
        return services;
    }

    /** The policies whose routes send to a FailoverService, ordered. */
    public SortedSet<Ref> policiesSendingTo(Ref failoverService) {
        return policies(action -> failoverServices(action).contains(failoverService));
    }

    private Stream<Owned<Action.OnRoute>> actions() {
        return routes.stream().flatMap(route -> route.actions().stream());
    }

    private SortedSet<Ref> policies(Predicate<Action> isWanted) {
        SortedSet<Ref> policies = new TreeSet<>();
        actions().filter(owned -> isWanted.test(owned.action())).forEach(owned -> policies.add(owned.policy()));
        return policies;
    }

    private static List<DestinationRef> services(Action action) {
        return switch (action) {
            case MirrorAction mirror -> List.of(mirror.service());
            case ShiftAction shift ->
                of(shift, ShiftAction.To.Service.class)
                        .map(ShiftAction.To.Service::service)
                        .toList();
            default -> List.of();
        };
    }

    private static List<Ref> failoverServices(Action action) {
        return action instanceof ShiftAction shift
                ? of(shift, ShiftAction.To.Failover.class)
                        .map(ShiftAction.To.Failover::failoverService)
                        .toList()
                : List.of();
    }

    private static <T extends ShiftAction.To> Stream<T> of(ShiftAction shift, Class<T> kind) {
        return shift.destinations().stream()
                .map(weighted -> weighted.to())
                .filter(kind::isInstance)
                .map(kind::cast);
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
