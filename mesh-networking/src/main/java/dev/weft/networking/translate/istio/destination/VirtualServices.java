// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.RoutePlan;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.CorsAction;
import dev.weft.networking.rules.FaultAction;
import dev.weft.networking.rules.HeaderAction;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.RetryAction;
import dev.weft.networking.rules.RouteMatch;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.rules.TimeoutAction;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.feature.Cors;
import dev.weft.networking.translate.istio.feature.Destinations;
import dev.weft.networking.translate.istio.feature.FailoverRetries;
import dev.weft.networking.translate.istio.feature.FaultInjection;
import dev.weft.networking.translate.istio.feature.HeaderManipulation;
import dev.weft.networking.translate.istio.feature.Mirror;
import dev.weft.networking.translate.istio.feature.Retries;
import dev.weft.networking.translate.istio.feature.StringMatches;
import dev.weft.networking.translate.istio.feature.TrafficShift;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPMatchRequest;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPMatchRequestBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetry;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRoute;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRouteDestinationBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualService;
import io.fabric8.istio.api.api.networking.v1alpha3.VirtualServiceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The VirtualService of a host: one route for each condition and, on a Service with several ports, each port (BUG-21, BUG-22), most
 * specific first (BUG-24, F1, F2).
 */
public final class VirtualServices {

    private VirtualServices() {}

    /** Not when no policy asks for anything on a route, or the Service has no ports. */
    public static boolean isWanted(Routing plan) {
        return !plan.routes().isEmpty() && !plan.ports().isEmpty();
    }

    /** The spec, typed. */
    public static VirtualService spec(Routing plan) {
        return new VirtualServiceBuilder()
                .withHosts(plan.host())
                .withHttp(routes(plan).stream().map(route -> route(route, plan)).toList())
                .build();
    }

    /** The policies that ask for the routes. */
    public static List<Ref> policies(Routing plan) {
        return plan.routes().stream()
                .flatMap(route -> route.actions().stream())
                .map(Owned::policy)
                .toList();
    }

    static Sketch sketch(TargetPlan plan) {
        Routing routing = plan.routing();
        return Sketch.of(IstioKinds.VIRTUAL_SERVICE, spec(routing), "TrafficPolicy", policies(routing));
    }

    /** In the order in which Istio tries them. */
    private static List<RouteOnPort> routes(Routing plan) {
        List<RouteOnPort> routes = new ArrayList<>();
        // One number may stand twice, for TCP and for UDP; to a route it is one port.
        int[] numbers =
                plan.ports().stream().mapToInt(ServicePort::number).distinct().toArray();
        for (RoutePlan route : plan.routes()) {
            if (plan.ports().size() == 1) {
                routes.add(new RouteOnPort(route, OptionalInt.empty()));
            } else {
                for (int number : numbers) {
                    routes.add(new RouteOnPort(route, OptionalInt.of(number)));
                }
            }
        }
        routes.sort(RouteOnPort.MOST_SPECIFIC_FIRST);
        return routes;
    }

    /**
     * Policies of which a route never gets a request, each with those whose route takes all of them; in the order of routes. A policy that
     * also acts on the route that takes them loses nothing.
     */
    static Map<Ref, SortedSet<Ref>> shadowed(Routing plan) {
        Map<Ref, SortedSet<Ref>> shadowed = new LinkedHashMap<>();
        if (plan.routes().size() < 2) {
            return shadowed;
        }
        Map<OptionalInt, RouteOnPort> takers = new HashMap<>();
        for (RouteOnPort route : routes(plan)) {
            RouteOnPort taker = takers.get(route.port());
            if (taker != null) {
                List<Ref> takes = policies(taker);
                policies(route).stream()
                        .filter(policy -> !takes.contains(policy))
                        .forEach(policy -> shadowed.computeIfAbsent(policy, absent -> new TreeSet<>())
                                .addAll(takes));
            } else if (route.takesEverything()) {
                takers.put(route.port(), route);
            }
        }
        return shadowed;
    }

    /** Whether there is a request that no route takes: a VirtualService replaces the route that Istio makes by itself. */
    static boolean leaveRequestsOut(Routing plan) {
        List<RouteOnPort> routes = routes(plan);
        return !routes.isEmpty() && routes.stream().noneMatch(RouteOnPort::takesEverything);
    }

    private static List<Ref> policies(RouteOnPort route) {
        return route.route().actions().stream().map(Owned::policy).distinct().toList();
    }

    private static HTTPRoute route(RouteOnPort on, Routing plan) {
        HTTPRouteBuilder route = new HTTPRouteBuilder();
        match(on).ifPresent(route::withMatch);
        route.withRoute(new HTTPRouteDestinationBuilder()
                .withDestination(Destinations.of(plan.host(), on.port(), ""))
                .build());
        for (Owned<Action.OnRoute> owned : on.route().actions()) {
            apply(owned.action(), route, plan);
        }
        List<FailoverHost> failingOver = failingOver(on, plan);
        if (!route.hasRetries() && !failingOver.isEmpty()) {
            route.withRetries(retries(failingOver));
        }
        return route.build();
    }

    /** Enough for the FailoverService that needs most of each. */
    private static HTTPRetry retries(List<FailoverHost> hosts) {
        return FailoverRetries.retries(
                hosts.stream().mapToInt(FailoverHost::services).max().orElseThrow(),
                hosts.stream()
                        .map(FailoverHost::perTryTimeout)
                        .max(naturalOrder())
                        .orElseThrow());
    }

    /** The FailoverServices to which a route leads. */
    private static List<FailoverHost> failingOver(RouteOnPort on, Routing plan) {
        return on.route().actions().stream()
                .filter(owned -> owned.action() instanceof ShiftAction)
                .flatMap(owned -> ((ShiftAction) owned.action()).destinations().stream())
                .filter(weighted -> weighted.to() instanceof ShiftAction.To.Failover)
                .map(weighted -> plan.hosts().of(((ShiftAction.To.Failover) weighted.to()).failoverService()))
                .toList();
    }

    private static void apply(Action.OnRoute action, HTTPRouteBuilder route, Routing plan) {
        switch (action) {
            case CorsAction cors -> route.withCorsPolicy(Cors.of(cors));
            case FaultAction fault -> route.withFault(FaultInjection.of(fault));
            case HeaderAction headers -> route.withHeaders(HeaderManipulation.of(headers));
            case MirrorAction mirror ->
                route.withMirror(Mirror.of(mirror, plan.hosts())).withMirrorPercentage(Mirror.percentage(mirror));
            case RetryAction retries -> route.withRetries(Retries.of(retries));
            case ShiftAction shift -> route.withRoute(TrafficShift.of(shift, plan.hosts(), plan.subsetNames()));
            case TimeoutAction timeout -> route.withTimeout(wire(timeout));
        }
    }

    /** Null for "no time-out", which Istio says by leaving it out; its API server refuses {@code 0s}. */
    private static @Nullable String wire(TimeoutAction timeout) {
        return timeout.timeout().nanos() == 0 ? null : timeout.timeout().wire();
    }

    /** Empty for "every request", which Istio says by leaving the match out. */
    private static Optional<HTTPMatchRequest> match(RouteOnPort on) {
        RouteMatch match = on.route().match();
        if (match.equals(RouteMatch.ANY) && on.port().isEmpty()) {
            return Optional.empty();
        }
        HTTPMatchRequestBuilder request = new HTTPMatchRequestBuilder()
                .withUri(StringMatches.of(match.http().path()).orElse(null))
                .withHeaders(StringMatches.of(match.http().headers()))
                .withWithoutHeaders(StringMatches.of(match.http().withoutHeaders()))
                .withQueryParams(StringMatches.of(match.http().queryParameters()));
        if (!match.http().method().isEmpty()) {
            request.withMethod(StringMatches.exact(match.http().method()));
        }
        if (!match.sourceNamespace().isEmpty()) {
            request.withSourceNamespace(match.sourceNamespace());
        }
        if (!match.sourceLabels().isEmpty()) {
            request.withSourceLabels(match.sourceLabels());
        }
        on.port().ifPresent(port -> request.withPort((long) port));
        return Optional.of(request.build());
    }
}
