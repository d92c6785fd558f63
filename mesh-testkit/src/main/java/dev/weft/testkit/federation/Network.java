// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Follows connections from a client's proxy to pods, over gateways. */
final class Network {

    /**
     * Pods that a connection may end at.
     *
     * @param sni empty for plain text
     * @param anyIdentity whether the client takes any certificate that its roots have signed
     */
    record Landing(
            Resolution.Place at,
            SortedSet<String> pods,
            SortedSet<String> identities,
            String sni,
            boolean anyIdentity) {

        /** The pods of both, taken for one place. */
        Landing and(Landing other, Resolution.Place place) {
            SortedSet<String> allPods = new TreeSet<>(pods);
            allPods.addAll(other.pods);
            SortedSet<String> allIdentities = new TreeSet<>(identities);
            allIdentities.addAll(other.identities);
            return new Landing(place, allPods, allIdentities, sni, anyIdentity || other.anyIdentity);
        }
    }

    private final Map<String, ClusterView> clusters = new LinkedHashMap<>();
    private final Map<Address, GatewayListener> byAddress = new LinkedHashMap<>();
    private final List<GatewayListener> listeners = new ArrayList<>();

    Network(World world) {
        for (Cluster cluster : world.clusters()) {
            ClusterView view = new ClusterView(cluster);
            clusters.put(cluster.name(), view);
            for (GatewayProxy proxy : cluster.gateways()) {
                GatewayListener listener = new GatewayListener(view, proxy);
                listeners.add(listener);
                proxy.addresses().forEach(address -> byAddress.put(address, listener));
            }
        }
    }

    List<ClusterView> clusters() {
        return List.copyOf(clusters.values());
    }

    ClusterView cluster(String name) {
        ClusterView view = clusters.get(name);
        if (view == null) {
            throw new IllegalArgumentException("there is no cluster " + name + ", there are " + clusters.keySet());
        }
        return view;
    }

    List<GatewayListener> listeners() {
        return listeners;
    }

    /** Where a connection to the endpoint ends. */
    Step<Landing> follow(ClusterView from, OutboundCluster cluster, Endpoint endpoint, Outage outage) {
        Handshake handshake = Handshake.of(cluster, endpoint);
        return switch (endpoint) {
            case Endpoint.OfPod(Pod pod) ->
                land(from.cluster(), cluster.place(from.name()), List.of(pod), handshake, outage);
            case Endpoint.Written written -> {
                boolean unusable = cluster.service().backing().traits().onlyIps() && !written.isIp();
                yield unusable
                        ? Step.ended(
                                Reason.ENDPOINT_NEEDS_IP,
                                cluster.name() + " has endpoint " + written.address() + " and resolution STATIC")
                        : connect(from, cluster, written.at(cluster.port()), handshake, outage);
            }
        };
    }

    private Step<Landing> connect(
            ClusterView from, OutboundCluster cluster, Address address, Handshake handshake, Outage outage) {
        GatewayListener gateway = byAddress.get(address);
        if (gateway != null) {
            return throughGateway(gateway, handshake, outage);
        }
        for (ClusterView near : clusters.values()) {
            Optional<Pod> pod = near.cluster().podAt(address.host());
            if (pod.isPresent() && isNear(from, near)) {
                return atPod(near, pod.get(), address.port(), cluster, near != from, handshake, outage);
            }
        }
        Optional<KubeService> service = from.cluster().serviceAt(address.host());
        if (service.filter(found -> found.answersAt(address.port())).isPresent()) {
            return throughClusterIp(from.cluster(), service.get(), handshake, outage);
        }
        return Step.ended(
                Reason.ADDRESS_LEADS_NOWHERE,
                cluster.name() + " has endpoint " + address + " which leads nowhere from " + from.name());
    }

    /**
     * A pod that is called by its own address. It listens where Services that select it lead to, and anywhere when none selects it; in
     * another cluster the place is the Service that it belongs to.
     */
    private static Step<Landing> atPod(
            ClusterView near,
            Pod pod,
            int port,
            OutboundCluster cluster,
            boolean isElsewhere,
            Handshake handshake,
            Outage outage) {
        List<KubeService> services = near.cluster().services().stream()
                .filter(service -> service.namespace().equals(pod.namespace()) && service.selects(pod.labels()))
                .toList();
        if (!services.isEmpty() && services.stream().noneMatch(service -> service.leadsTo(port))) {
            return Step.ended(
                    Reason.ADDRESS_LEADS_NOWHERE,
                    "pod " + pod.name() + " of " + near.name() + " does not listen at port " + port);
        }
        Resolution.Place asked = cluster.place(near.name());
        Resolution.Place place = isElsewhere && services.size() == 1
                ? new Resolution.Place(
                        near.name(),
                        services.getFirst().namespace(),
                        services.getFirst().name(),
                        asked.subset())
                : asked;
        return land(near.cluster(), place, List.of(pod), handshake, outage);
    }

    private static boolean isNear(ClusterView from, ClusterView other) {
        return from.cluster().mesh().network().equals(other.cluster().mesh().network());
    }

    /** Of the endpoints a gateway takes those that speak mutual TLS (EndpointsWithMTLSFilter). */
    private Step<Landing> throughGateway(GatewayListener gateway, Handshake handshake, Outage outage) {
        ClusterView here = gateway.cluster();
        if (outage.clusters().contains(here.name())) {
            return Step.ended(Reason.DEAD, "the gateway of " + here.name() + " is dead");
        }
        return gateway.chain(handshake).then(chain -> {
            OutboundCluster alive = chain.without(here.name(), outage);
            if (alive.endpoints().stream().noneMatch(Endpoint::mutual)) {
                return Step.ended(
                        Reason.NO_ENDPOINTS,
                        chain.name() + " has no pods with sidecars behind the gateway of " + here.name());
            }
            Step<Landing> last = Step.ended(Reason.NO_ENDPOINTS, chain.name() + " has no endpoints");
            for (List<Endpoint> tier : Tiers.atGateway(alive, gateway.client())) {
                last = behindGateway(
                        here, alive, tier.stream().filter(Endpoint::mutual).toList(), handshake, outage);
                if (last instanceof Step.Found<Landing>) {
                    return last;
                }
            }
            return last;
        });
    }

    /** Where a gateway ends a connection that it sends to one of these: at pods, or at a Service of its cluster by its name or address. */
    private static Step<Landing> behindGateway(
            ClusterView here, OutboundCluster chain, List<Endpoint> endpoints, Handshake handshake, Outage outage) {
        List<Pod> pods = new ArrayList<>();
        List<Step<Landing>> services = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            switch (endpoint) {
                case Endpoint.OfPod(Pod pod) -> pods.add(pod);
                case Endpoint.Written written -> {
                    Optional<Pod> pod = here.cluster().podAt(written.address());
                    Address address = written.at(chain.port());
                    Optional<KubeService> service =
                            here.cluster().serviceAt(address.host()).filter(found -> found.answersAt(address.port()));
                    if (pod.isPresent()) {
                        pods.add(pod.get());
                    } else if (service.isPresent()) {
                        services.add(throughClusterIp(here.cluster(), service.get(), handshake, outage));
                    } else {
                        return Step.ended(
                                Reason.BOUNCED,
                                "the gateway of " + here.name() + " sends " + chain.name() + " on to "
                                        + written.address());
                    }
                }
            }
        }
        if (!pods.isEmpty()) {
            services.add(land(here.cluster(), chain.place(here.name()), pods, handshake, outage));
        }
        return anyOf(services, here, chain);
    }

    /** Connections are spread over all that live; without outlier detection over what is dead as well. */
    private static Step<Landing> anyOf(List<Step<Landing>> all, ClusterView here, OutboundCluster chain) {
        List<Landing> found = new ArrayList<>();
        Optional<Step<Landing>> dead = Optional.empty();
        for (Step<Landing> one : all) {
            switch (one) {
                case Step.Found<Landing>(Landing landing) -> found.add(landing);
                case Step.Ended<Landing> ended -> dead = dead.or(() -> Optional.of(ended));
            }
        }
        if (found.isEmpty() || (dead.isPresent() && !chain.policy().detectsOutliers())) {
            return dead.orElseGet(() -> Step.ended(Reason.NO_ENDPOINTS, chain.name() + " has no such endpoints"));
        }
        return Step.found(found.stream()
                .reduce((one, other) -> one.and(other, chain.place(here.name())))
                .orElseThrow());
    }

    private static Step<Landing> throughClusterIp(
            Cluster here, KubeService service, Handshake handshake, Outage outage) {
        Predicate<Pod> selected = pod -> pod.ready()
                && pod.namespace().equals(service.namespace())
                && service.selects(pod.labels())
                && !outage.kills(here.name(), pod);
        List<Pod> pods = here.pods().stream().filter(selected).toList();
        Resolution.Place place = new Resolution.Place(here.name(), service.namespace(), service.name(), Map.of());
        return pods.isEmpty()
                ? Step.ended(Reason.NO_ENDPOINTS, here.host(service) + " has no pods")
                : land(here, place, pods, handshake, outage);
    }

    private static Step<Landing> land(
            Cluster here, Resolution.Place at, List<Pod> pods, Handshake handshake, Outage outage) {
        SortedSet<String> names = new TreeSet<>();
        SortedSet<String> identities = new TreeSet<>();
        for (Pod pod : pods) {
            if (outage.kills(here.name(), pod)) {
                return Step.ended(Reason.DEAD, "pod " + pod.name() + " of " + here.name() + " is dead");
            }
            names.add(pod.name());
            if (pod.sidecar()) {
                identities.add(here.mesh().identity(pod.namespace(), pod.account()));
            } else if (handshake instanceof Handshake.Mutual) {
                return Step.ended(
                        Reason.NO_SIDECAR,
                        "pod " + pod.name() + " of " + here.name() + " has no sidecar for mutual TLS");
            }
        }
        if (!(handshake instanceof Handshake.Mutual(String sni, Set<String> expected))) {
            return Step.found(new Landing(at, names, identities, "", false));
        }
        Optional<String> wrong = identities.stream()
                .filter(identity -> !expected.isEmpty() && !expected.contains(identity))
                .findFirst();
        return wrong.isPresent()
                ? Step.ended(Reason.WRONG_IDENTITY, "the client expects " + expected + " and sees " + wrong.get())
                : Step.found(new Landing(at, names, identities, sni, expected.isEmpty()));
    }
}
