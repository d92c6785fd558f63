// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the pods of the operators are those of the release, and ready. */
final class PlaneReadiness {

    /** Names of the Deployments, as in Gloo Mesh 0.12. */
    static final List<String> OPERATORS = List.of("discovery", "networking");

    private static final ResourceType PODS = new ResourceType("", "v1", "pods", "Pod", true);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Cluster management;
    private final String namespace;

    PlaneReadiness(Cluster management, String namespace) {
        this.management = management;
        this.namespace = namespace;
    }

    /** Waits for both. */
    void await(Duration longest, Progress progress) throws CommandFailedException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (String operator : OPERATORS) {
            progress.step(management.name() + ": pods of " + operator, () -> await(operator, longest, end));
        }
    }

    private String await(String operator, Duration longest, long end)
            throws ApiException, InterruptedException, CommandFailedException {
        while (true) {
            Optional<ObjectNode> deployment = management.find(ResourceTypes.DEPLOYMENT.path(namespace, operator));
            long wanted = deployment
                    .map(found -> found.at("/spec/replicas").asLong(1))
                    .orElse(1L);
            long ready = deployment.map(PlaneReadiness::ready).orElse(0L);
            if (ready >= wanted && deployment.isPresent()) {
                return wanted + " ready";
            }
            if (System.nanoTime() > end) {
                List<String> complaints = complaints(operator);
                throw new CommandFailedException(
                        ready + " of " + wanted + " pods of Deployment " + namespace + "/" + operator
                                + " are ready after " + longest.toSeconds() + " s"
                                + (complaints.isEmpty() ? "" : ": " + String.join("; ", complaints)),
                        remedy(operator, complaints));
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Pods of the present form that are ready. While older ones are there, too, nobody knows whose those are that are available. */
    private static long ready(JsonNode deployment) {
        JsonNode status = deployment.path("status");
        boolean isSeen = status.path("observedGeneration").asLong()
                >= deployment.at("/metadata/generation").asLong();
        long present = status.path("updatedReplicas").asLong();
        long older = status.path("replicas").asLong() - present;
        return isSeen
                ? Math.max(0, Math.min(present, status.path("availableReplicas").asLong() - older))
                : 0;
    }

    private List<String> complaints(String operator) throws ApiException, InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (ObjectNode pod : management.list(PODS, namespace, "app=" + operator)) {
            String name = pod.at("/metadata/name").asText("");
            for (JsonNode container : pod.at("/status/containerStatuses")) {
                JsonNode waiting = container.at("/state/waiting");
                if (waiting.isObject()) {
                    complaints.add(
                            ("pod " + name + ": " + waiting.path("reason").asText("") + " "
                                            + waiting.path("message").asText(""))
                                    .strip());
                }
            }
            for (JsonNode condition : pod.at("/status/conditions")) {
                if (condition.path("type").asText("").equals("PodScheduled")
                        && condition.path("status").asText("").equals("False")) {
                    complaints.add(
                            "pod " + name + ": " + condition.path("message").asText(""));
                }
            }
        }
        return complaints;
    }

    private String remedy(String operator, List<String> complaints) {
        return complaints.stream().anyMatch(complaint -> complaint.contains("Image"))
                ? "Images are not published yet: build them, put them where the nodes find them, and name that place, for example"
                        + " --set " + operator + ".image.registry=REGISTRY/weft (docs/operations/install.md)."
                : "See why: kubectl describe pods --namespace " + namespace + " --selector app=" + operator
                        + ". What has been installed stays; repeat the command to wait again.";
    }
}
