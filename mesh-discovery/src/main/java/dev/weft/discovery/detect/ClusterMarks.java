// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.detect.istio.GatewayCandidate;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.PodFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * What one namespace contributes to the picture of its cluster.
 *
 * @param routers Services that select router proxies
 * @param agents keys of cert-agent pods with their namespace
 */
public record ClusterMarks(
        List<ControlPlane> controlPlanes, List<GatewayCandidate> routers, List<Agent> agents, List<Finding> findings) {

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
        findings = List.copyOf(findings);
    }

    public static ClusterMarks of(ShardId shard, ShardFacts facts) {
        List<ControlPlane> controlPlanes = new ArrayList<>();
        for (ControllerFact controller : facts.controllers()) {
            if (controller.kind() == ControllerFact.Kind.DEPLOYMENT) {
                Detectors.CONTROL_PLANES.forEach(
                        detector -> detector.detect(shard, controller).ifPresent(controlPlanes::add));
            }
        }
        List<Finding> findings = new ArrayList<>();
        facts.controllers().stream()
                .filter(controller -> controller.kind() == ControllerFact.Kind.DAEMON_SET && runsZtunnel(controller))
                .map(controller -> ambient(shard, controller))
                .forEach(findings::add);
        List<Agent> agents = new ArrayList<>();
        for (PodFact pod : facts.pods()) {
            if ("cert-agent".equals(pod.labels().get("app"))) {
                agents.add(new Agent(pod.name() + "." + shard.namespace() + "." + shard.cluster(), shard.namespace()));
            }
        }
        return new ClusterMarks(controlPlanes, GatewayCandidate.routers(shard, facts), agents, findings);
    }

    private static boolean runsZtunnel(ControllerFact controller) {
        return controller.containers().stream()
                .anyMatch(
                        container -> ImageName.of(container.image()).lastPart().contains("ztunnel"));
    }

    private static Finding ambient(ShardId shard, ControllerFact controller) {
        return Finding.of(
                        DiscoveryFinding.AMBIENT_NOT_DISCOVERED,
                        new Subject("apps/v1", "DaemonSet", shard.namespace(), controller.name()),
                        "cluster " + shard.cluster()
                                + " runs Istio's ambient mode; pods that are in the mesh without a sidecar are not discovered")
                .onCluster(shard.cluster());
    }
}
