// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Follows requests from pods to pods over clusters as Istio's proxies send them: VirtualService, ServiceEntry or Service, DestinationRule,
 * tiers of endpoints, the gateway that an address leads to, its filter chains, the pods behind, and their identity. A field or kind that it
 * does not know is an error and never a guess. Whether the server lets the caller in is not asked here; {@code IstioAccess} knows.
 */
public final class IstioFederation {

    private final Network network;

    private IstioFederation(Network network) {
        this.network = network;
    }

    /**
     * Reads all objects.
     *
     * @throws IllegalArgumentException for what the model does not know
     */
    public static IstioFederation of(World world) {
        return new IstioFederation(new Network(world));
    }

    /** What becomes of a request while everything answers. */
    public Resolution resolve(Request request) {
        return resolve(request, Outage.NONE);
    }

    /** What becomes of a request some time after an outage has begun: outlier detection has seen it, Istio has not touched what is written. */
    public Resolution resolve(Request request, Outage outage) {
        ClusterView from = network.cluster(request.client().cluster());
        Step<Resolution> result = from.registry()
                .find(request.host(), request.client().namespace())
                .then(service -> service.port(request.port())
                        .then(port -> checkProtocol(from, request, service, port))
                        .then(port -> route(from, request, service, port)))
                .then(route -> answer(route, request, outage));
        return switch (result) {
            case Step.Found<Resolution>(Resolution resolution) -> resolution;
            case Step.Ended<Resolution>(Resolution.Failed why) -> why;
        };
    }

    /** Everything that is wrong with the objects, in the order of clusters; empty in a healthy world. */
    public List<Problem> audit() {
        return new Audit(network).problems();
    }

    /** The names that gateways of a cluster have filter chains for, ordered. */
    public List<String> chains(String cluster) {
        return network.listeners().stream()
                .filter(listener -> listener.cluster().name().equals(cluster))
                .flatMap(listener -> listener.snis().stream())
                .sorted()
                .toList();
    }

    private static Step<MeshService.Port> checkProtocol(
            ClusterView from, Request request, MeshService service, MeshService.Port port) {
        if (!request.http() && port.protocol() == Protocol.HTTP) {
            return Step.ended(Reason.NOT_HTTP, "port " + port.number() + " of " + service.host() + " takes HTTP only");
        }
        // HTTP finds its host by name, whatever address it was sent to.
        List<MeshService> clashing =
                isHttp(request, port) ? List.of() : from.registry().sharingAddress(service, port.number());
        return clashing.isEmpty()
                ? Step.found(port)
                : Step.ended(
                        Reason.CLASHING_ADDRESS,
                        service.host() + " and " + clashing.getFirst().host() + " have one address");
    }

    /** Whether proxies look into it. */
    private static boolean isHttp(Request request, MeshService.Port port) {
        return request.http() && port.protocol() != Protocol.TCP;
    }

    private static Step<VirtualServices.Route> route(
            ClusterView from, Request request, MeshService service, MeshService.Port port) {
        String section = isHttp(request, port) ? "http" : "tcp";
        VirtualServices.Target itself =
                new VirtualServices.Target(service.host(), OptionalInt.of(port.number()), "", 100);
        return from.routes()
                .route(request.client(), service.host(), port.number(), section)
                .then(route -> Step.found(
                        route.orElse(new VirtualServices.Route(List.of(itself), List.of(), Optional.empty()))));
    }

    private Step<Resolution> answer(VirtualServices.Route route, Request request, Outage outage) {
        List<Resolution> mirrors = new ArrayList<>();
        for (VirtualServices.Target mirror : route.mirrors()) {
            VirtualServices.Route only = new VirtualServices.Route(List.of(mirror), List.of(), Optional.empty());
            mirrors.add(
                    switch (answer(only, request, outage)) {
                        case Step.Found<Resolution>(Resolution resolution) -> resolution;
                        case Step.Ended<Resolution>(Resolution.Failed why) -> why;
                    });
        }
        if (route.targets().isEmpty()) {
            return Step.ended(Reason.NO_ROUTE, "the route of " + request.host() + " has no destination with a weight");
        }
        Balancing balancing = new Balancing(network, request.client(), outage);
        int total = route.targets().stream()
                .mapToInt(VirtualServices.Target::weight)
                .sum();
        List<Resolution.Arrival> arrivals = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (VirtualServices.Target target : route.targets()) {
            switch (outbound(target, request).then(balancing::of)) {
                case Step.Ended<Balancing.Answer>(Resolution.Failed why) -> {
                    return new Step.Ended<>(why);
                }
                case Step.Found<Balancing.Answer>(Balancing.Answer answer) -> {
                    arrivals.addAll(arrivals(answer, 100.0 * target.weight() / total));
                    remarks.addAll(answer.remarks());
                }
            }
        }
        return Step.found(new Resolution.Reached(arrivals, mirrors, route.retries(), remarks));
    }

    private Step<OutboundCluster> outbound(VirtualServices.Target target, Request request) {
        ClusterView from = network.cluster(request.client().cluster());
        return Destinations.find(from, request.client().namespace(), target, request.port());
    }

    private static List<Resolution.Arrival> arrivals(Balancing.Answer answer, double share) {
        List<Resolution.Arrival> arrivals = new ArrayList<>();
        answer.weights()
                .forEach((landing, weight) -> arrivals.add(new Resolution.Arrival(
                        share * weight / answer.total(),
                        answer.tier(),
                        landing.at(),
                        landing.pods(),
                        landing.identities(),
                        landing.sni())));
        return arrivals;
    }
}
