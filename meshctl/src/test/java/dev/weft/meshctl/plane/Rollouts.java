// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.get;
import static dev.weft.meshctl.plane.LivePlane.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a cluster does with a Deployment that is to be restarted, and its istiod when it starts with another root. */
final class Rollouts {

    private static final String ANNOTATIONS = "/spec/template/metadata/annotations/weft.dev~1";
    private static final String ISSUANCE = ANNOTATIONS + "issuance";

    private final Sandbox cluster;
    private final String mark;
    private final Set<String> done = new TreeSet<>();

    Rollouts(Sandbox cluster) {
        this(cluster, ISSUANCE);
    }

    private Rollouts(Sandbox cluster, String mark) {
        this.cluster = cluster;
        this.mark = mark;
    }

    /** Those that somebody has asked for without a certificate. */
    static Rollouts onRequest(Sandbox cluster) {
        return new Rollouts(cluster, ANNOTATIONS + "restart");
    }

    /** Names of the Deployments that are restarted for an issuance, or were. */
    static List<String> asked(Sandbox cluster) {
        return list(cluster, "/apis/apps/v1/deployments").stream()
                .filter(deployment -> !deployment.at(ISSUANCE).isMissingNode())
                .map(deployment -> deployment.at("/metadata/name").asText())
                .toList();
    }

    /** New pods for Deployments that were asked since the last time. */
    void step() {
        for (JsonNode deployment : list(cluster, "/apis/apps/v1/deployments")) {
            String issuance = deployment.at(mark).asText();
            String name = deployment.at("/metadata/name").asText();
            String pods =
                    "/api/v1/namespaces/" + deployment.at("/metadata/namespace").asText() + "/pods";
            if (!issuance.isEmpty() && done.add(pods + " " + name + " " + issuance)) {
                list(cluster, pods).stream()
                        .filter(pod -> isOf(deployment, pod))
                        .forEach(pod -> replace(pods, pod));
                if (deployment.at("/spec/template/metadata/labels/app").asText().equals("istiod")) {
                    spread();
                }
            }
        }
    }

    private static boolean isOf(JsonNode deployment, JsonNode pod) {
        JsonNode labels = pod.at("/metadata/labels");
        return deployment.at("/spec/selector/matchLabels").properties().stream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }

    private void replace(String pods, JsonNode pod) {
        String old = pod.at("/metadata/name").asText();
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        next.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = next.putObject("metadata").put("name", old + "-next");
        metadata.set("labels", pod.at("/metadata/labels"));
        metadata.set("ownerReferences", pod.at("/metadata/ownerReferences"));
        next.set("spec", pod.path("spec"));
        LivePlane.applyYaml(cluster, pods, next.toString());
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.putObject("status").set("conditions", pod.at("/status/conditions"));
        LocalReply reply = cluster.call(
                "PATCH",
                pods + "/" + old + "-next/status",
                "application/merge-patch+json",
                status.toString().getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new IllegalStateException(reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
        LivePlane.call(cluster, "DELETE", pods + "/" + old + "?gracePeriodSeconds=0");
    }

    /** The root of {@code cacerts}, into each namespace. */
    private void spread() {
        if (LivePlane.isMissing(cluster, "/api/v1/namespaces/istio-system/secrets/cacerts")) {
            return;
        }
        byte[] root = Base64.getDecoder()
                .decode(get(cluster, "/api/v1/namespaces/istio-system/secrets/cacerts")
                        .at("/data/root-cert.pem")
                        .asText());
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", "istio-ca-root-cert");
        map.putObject("data").put("root-cert.pem", new String(root, StandardCharsets.UTF_8));
        for (JsonNode namespace : list(cluster, "/api/v1/namespaces")) {
            String name = namespace.at("/metadata/name").asText();
            LivePlane.applyYaml(cluster, "/api/v1/namespaces/" + name + "/configmaps", map.toString());
        }
    }
}
