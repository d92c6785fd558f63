// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.pki.Digests;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stands in for kubelets and the controller of Deployments, of which it does one thing: when the pod template of a Deployment gets another
 * annotation, as by {@code kubectl rollout restart}, its pods are replaced. A new pod is ready at once, and at the address of the old one.
 * Deployments are never scaled, and no ReplicaSet is made. Not for several threads.
 */
public final class Rollouts {

    private static final String DEPLOYMENTS = "/apis/apps/v1/deployments";
    private static final int LENGTH_OF_SUFFIX = 5;

    /** Of the status of the old pod. */
    private static final List<String> TAKEN_OVER =
            List.of("phase", "conditions", "containerStatuses", "initContainerStatuses", "podIP", "podIPs");

    private final Administrator cluster;
    private String seen = "";

    public Rollouts(Administrator cluster) {
        this.cluster = cluster;
    }

    /** Replaces the pods that are older than the template of their Deployment. */
    public void step() throws CommandFailedException {
        List<JsonNode> deployments = Applying.list(cluster, DEPLOYMENTS);
        String now = deployments.stream()
                .map(deployment -> deployment.at("/metadata/uid").asText("") + " "
                        + deployment.at("/metadata/generation").asLong())
                .sorted()
                .collect(Collectors.joining("\n"));
        if (now.equals(seen)) {
            return;
        }
        for (JsonNode deployment : deployments) {
            String pods = pods(deployment);
            for (JsonNode pod : Applying.list(cluster, pods)) {
                if (isOf(deployment, pod) && isOutdated(deployment, pod)) {
                    replace(pods, deployment, pod);
                }
            }
        }
        seen = now;
    }

    private static String pods(JsonNode deployment) {
        return "/api/v1/namespaces/" + deployment.at("/metadata/namespace").asText("") + "/pods";
    }

    private static boolean isOf(JsonNode deployment, JsonNode pod) {
        JsonNode wanted = deployment.at("/spec/selector/matchLabels");
        JsonNode labels = pod.at("/metadata/labels");
        return !wanted.isEmpty()
                && wanted.properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    private static JsonNode annotations(JsonNode deployment) {
        return deployment.at("/spec/template/metadata/annotations");
    }

    private static boolean isOutdated(JsonNode deployment, JsonNode pod) {
        JsonNode annotations = pod.at("/metadata/annotations");
        return annotations(deployment).properties().stream()
                .anyMatch(wanted -> !wanted.getValue().equals(annotations.path(wanted.getKey())));
    }

    /** The new one is ready before the old one goes. */
    private void replace(String pods, JsonNode deployment, JsonNode old) throws CommandFailedException {
        String name = nextName(deployment, old);
        ObjectNode next = Applying.object("v1", "Pod", name);
        ObjectNode metadata = next.withObject("/metadata");
        metadata.set("labels", old.at("/metadata/labels"));
        metadata.set("ownerReferences", old.at("/metadata/ownerReferences"));
        ObjectNode annotations = metadata.putObject("annotations");
        old.at("/metadata/annotations").properties().forEach(one -> annotations.set(one.getKey(), one.getValue()));
        annotations(deployment).properties().forEach(one -> annotations.set(one.getKey(), one.getValue()));
        next.set("spec", old.path("spec"));
        Applying.apply(cluster, pods + "/" + name, next);
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        TAKEN_OVER.forEach(field -> {
            if (old.path("status").has(field)) {
                status.withObject("/status").set(field, old.path("status").path(field));
            }
        });
        // Objects of a dump may lack what a server asks for.
        for (JsonNode container : status.findParents("restartCount")) {
            ((ObjectNode) container).set("imageID", container.path("image"));
        }
        Applying.merge(cluster, pods + "/" + name + "/status", status);
        cluster.delete(pods + "/" + Applying.name(old));
    }

    /** Another one for another template, and the same when it is looked at twice. */
    private static String nextName(JsonNode deployment, JsonNode old) {
        String hash = Digests.sha256(old.at("/metadata/uid").asText("") + annotations(deployment));
        String prefix = old.at("/metadata/labels/pod-template-hash").asText("");
        return Applying.name(deployment) + (prefix.isEmpty() ? "" : "-" + prefix) + "-"
                + hash.substring(0, LENGTH_OF_SUFFIX);
    }
}
