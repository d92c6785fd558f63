// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import static java.util.Comparator.comparing;

import dev.weft.discovery.detect.Labels;
import dev.weft.discovery.input.KeyName;
import dev.weft.discovery.input.PodFact;
import dev.weft.discovery.input.ServiceFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Service that may lead into a mesh, with what its pods tell. Gateways of a network come first (house rule of real clusters), then
 * by key.
 *
 * @param nodes names of the Nodes its pods run on, in the order of the pods, each once
 * @param revisions revisions that injected its pods, as far as they tell
 * @param namedPorts ports of its pods by name
 * @param runs whether it has pods
 * @param shared whether pods run behind it that are no gateway
 */
public record GatewayCandidate(
        DestinationRef ref,
        ServiceFact service,
        List<String> nodes,
        SortedSet<String> revisions,
        SortedMap<String, Integer> namedPorts,
        boolean runs,
        boolean shared)
        implements Comparable<GatewayCandidate> {

    static final String DEFAULT_PORT_NAME = "tls";
    /** Istio's own number for traffic between networks. */
    static final int DEFAULT_PORT = 15_443;

    private static final String NETWORK = "topology.istio.io/network";
    private static final String GATEWAY_PORT = "networking.istio.io/gatewayPort";
    private static final Comparator<GatewayCandidate> ORDER = comparing(GatewayCandidate::isForOtherNetworks)
            .reversed()
            .thenComparing(candidate -> candidate.ref().key());

    public GatewayCandidate {
        nodes = List.copyOf(nodes);
        revisions = Collections.unmodifiableSortedSet(new TreeSet<>(revisions));
        namedPorts = Collections.unmodifiableSortedMap(new TreeMap<>(namedPorts));
    }

    /** @param pods that run behind it */
    private static GatewayCandidate of(ShardId shard, ServiceFact service, List<PodFact> pods, boolean shared) {
        List<String> nodes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        TreeSet<String> revisions = new TreeSet<>();
        TreeMap<String, Integer> namedPorts = new TreeMap<>();
        for (PodFact pod : pods) {
            if (!pod.node().isEmpty() && seen.add(pod.node())) {
                nodes.add(pod.node());
            }
            pod.injection().revision().ifPresent(revisions::add);
            pod.namedPorts().forEach(namedPorts::putIfAbsent);
        }
        DestinationRef ref = new DestinationRef(shard.cluster(), shard.namespace(), service.name());
        return new GatewayCandidate(ref, service, nodes, revisions, namedPorts, !pods.isEmpty(), shared);
    }

    /**
     * Services of the shard that select a pod with a proxy in the role of a router; and those that are reached from outside and select no
     * pod at all, for one may have been there a moment ago.
     */
    public static List<GatewayCandidate> routers(ShardId shard, ShardFacts facts) {
        List<PodFact> running =
                facts.pods().values().stream().filter(pod -> !pod.ended()).toList();
        boolean anyRouter = running.stream().anyMatch(IstioSidecars::isRouter);
        List<GatewayCandidate> candidates = new ArrayList<>();
        for (ServiceFact service : facts.services().values()) {
            boolean outside = GatewayAddresses.isReachedFromOutside(service);
            if (!service.selector().isEmpty() && (anyRouter || outside)) {
                List<PodFact> selected = selected(service, running);
                List<PodFact> routers =
                        selected.stream().filter(IstioSidecars::isRouter).toList();
                if (!routers.isEmpty() || (outside && selected.isEmpty())) {
                    candidates.add(of(shard, service, routers, routers.size() < selected.size()));
                }
            }
        }
        return candidates;
    }

    /** A Service of the shard that selects no pod at all now, of whatever type; empty when there is none, or it selects some. */
    public static Optional<GatewayCandidate> withoutPods(ShardId shard, ShardFacts facts, String name) {
        return Optional.ofNullable(facts.services().get(new KeyName(name)))
                .filter(service -> !service.selector().isEmpty()
                        && selected(service, facts.pods().values()).isEmpty())
                .map(service -> of(shard, service, List.of(), false));
    }

    /** Services of the shard whose selector contains {@code labels}, whatever runs behind them. */
    static List<GatewayCandidate> labelled(ShardId shard, ShardFacts facts, SortedMap<String, String> labels) {
        return facts.services().values().stream()
                .filter(service -> Labels.contain(service.selector(), labels))
                .map(service ->
                        labelled(shard, service, selected(service, facts.pods().values())))
                .toList();
    }

    private static GatewayCandidate labelled(ShardId shard, ServiceFact service, List<PodFact> pods) {
        return of(shard, service, pods, !pods.stream().allMatch(IstioSidecars::isRouter));
    }

    private static List<PodFact> selected(ServiceFact service, Collection<PodFact> pods) {
        if (service.selector().isEmpty()) {
            return List.of();
        }
        return pods.stream()
                .filter(pod -> !pod.ended() && Labels.contain(pod.labels(), service.selector()))
                .toList();
    }

    private boolean isForOtherNetworks() {
        return service.labels().containsKey(NETWORK);
    }

    /**
     * The TLS port: the one of that name; where {@code number} is given also the one that the label of Istio's own multi-network set-up
     * names, or the one of that number.
     */
    Optional<ServiceFact.Port> port(String name, int number) {
        return service.ports().stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .or(() -> service.ports().stream()
                        .filter(port -> number != 0
                                && String.valueOf(port.port())
                                        .equals(service.labels().get(GATEWAY_PORT)))
                        .findFirst())
                .or(() -> service.ports().stream()
                        .filter(port -> number != 0 && port.port() == number)
                        .findFirst());
    }

    @Override
    public int compareTo(GatewayCandidate other) {
        return ORDER.compare(this, other);
    }
}
