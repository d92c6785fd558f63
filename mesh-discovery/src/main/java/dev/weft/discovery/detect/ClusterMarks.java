// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.discovery.detect.istio.GatewayCandidate;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.PodFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.List;

/**
 * What one namespace contributes to the picture of its cluster.
 *
 * @param routers Services that select router proxies
 * @param agents keys of cert-agent pods with their namespace
 */
public record ClusterMarks(List<ControlPlane> controlPlanes, List<GatewayCandidate> routers, List<Agent> agents) {

    /** A cert-agent pod. Ordered by key. */
    public record Agent(String key, String namespace) implements Comparable<Agent> {

        @Override
        public int compareTo(Agent other) {
            return key.compareTo(other.key);
        }
    }

    public ClusterMarks {
        controlPlanes = List.copyOf(controlPlanes);
        routers = List.copyOf(routers);
        agents = List.copyOf(agents);
    }

    public static ClusterMarks of(ShardId shard, ShardFacts facts) {
        List<ControlPlane> controlPlanes = new ArrayList<>();
        for (ControllerFact controller : facts.controllers()) {
            if (controller.kind() == ControllerFact.Kind.DEPLOYMENT) {
                Detectors.CONTROL_PLANES.forEach(
                        detector -> detector.detect(shard, controller).ifPresent(controlPlanes::add));
            }
        }
        List<Agent> agents = new ArrayList<>();
        for (PodFact pod : facts.pods()) {
            if ("cert-agent".equals(pod.labels().get("app"))) {
                agents.add(new Agent(pod.name() + "." + shard.namespace() + "." + shard.cluster(), shard.namespace()));
            }
        }
        return new ClusterMarks(controlPlanes, GatewayCandidate.routers(shard, facts), agents);
    }
}
