// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import static java.util.Comparator.comparing;

import dev.weft.discovery.detect.istio.GatewayCandidate;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.PodFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one namespace contributes to the picture of its cluster.
 *
 * @param routers Services that select router proxies
 * @param agents keys of cert-agent pods with their namespace
 */
public record ClusterMarks(
        List<ControlPlane> controlPlanes,
        List<GatewayCandidate> routers,
        List<Agent> agents,
        List<Sighting> sightings) {

    /** A cert-agent pod. Ordered by key. */
    public record Agent(String key, String cluster, String namespace) implements Comparable<Agent> {

        @Override
        public int compareTo(Agent other) {
            return key.compareTo(other.key);
        }
    }

    /**
     * A resource of the App Mesh controller that says which mesh it stands for. Ordered by cluster, then resource.
     *
     * @param resource its name
     */
    public record Sighting(String arn, String cluster, String resource) implements Comparable<Sighting> {

        private static final Comparator<Sighting> ORDER =
                comparing(Sighting::cluster).thenComparing(Sighting::resource).thenComparing(Sighting::arn);

        @Override
        public int compareTo(Sighting other) {
            return ORDER.compare(this, other);
        }
    }

    public ClusterMarks {
        controlPlanes = List.copyOf(controlPlanes);
        routers = List.copyOf(routers);
        agents = List.copyOf(agents);
        sightings = List.copyOf(sightings);
    }

    public static ClusterMarks of(ShardId shard, ShardFacts facts) {
        List<ControlPlane> controlPlanes = new ArrayList<>();
        for (ControllerFact controller : facts.controllers().values()) {
            if (controller.kind() == ControllerFact.Kind.DEPLOYMENT) {
                Detectors.CONTROL_PLANES.forEach(
                        detector -> detector.detect(shard, controller).ifPresent(controlPlanes::add));
            }
        }
        List<Agent> agents = new ArrayList<>();
        for (PodFact pod : facts.pods().values()) {
            if ("cert-agent".equals(pod.labels().get("app"))) {
                agents.add(new Agent(
                        pod.name() + "." + shard.namespace() + "." + shard.cluster(),
                        shard.cluster(),
                        shard.namespace()));
            }
        }
        List<Sighting> sightings = facts.appMeshes().values().stream()
                .map(resource -> new Sighting(resource.arn(), shard.cluster(), resource.name()))
                .toList();
        return new ClusterMarks(controlPlanes, GatewayCandidate.routers(shard, facts), agents, sightings);
    }
}
