// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the level {@code restricted} of Kubernetes' Pod Security Standards asks of pods, as far as our pods can break it: a field that is not
 * named here is not in use. (kubernetes.io/docs/concepts/security/pod-security-standards)
 */
final class RestrictedPods {

    private static final Set<String> OF_SPEC = Set.of(
            "serviceAccountName",
            "imagePullSecrets",
            "securityContext",
            "topologySpreadConstraints",
            "containers",
            "volumes");

    private RestrictedPods() {}

    /** What is not allowed; empty when all is. */
    static List<String> problems(JsonNode spec) {
        List<String> problems = new ArrayList<>();
        spec.fieldNames().forEachRemaining(field -> {
            if (!OF_SPEC.contains(field)) {
                problems.add(field + " has not been thought of");
            }
        });
        if (!spec.at("/securityContext/runAsNonRoot").asBoolean()) {
            problems.add("securityContext.runAsNonRoot is not true");
        }
        if (!spec.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault")) {
            problems.add("securityContext.seccompProfile.type is not RuntimeDefault");
        }
        for (JsonNode volume : spec.path("volumes")) {
            if (!volume.has("emptyDir")) {
                problems.add("volume " + volume);
            }
        }
        for (JsonNode container : spec.path("containers")) {
            problems.addAll(ofContainer(container));
        }
        return problems;
    }

    private static List<String> ofContainer(JsonNode container) {
        JsonNode context = container.path("securityContext");
        List<String> problems = new ArrayList<>();
        if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
            problems.add("allowPrivilegeEscalation is not false");
        }
        if (!context.path("readOnlyRootFilesystem").asBoolean()) {
            problems.add("readOnlyRootFilesystem is not true");
        }
        if (!context.at("/capabilities/drop/0").asText().equals("ALL")
                || context.path("capabilities").has("add")) {
            problems.add("capabilities are not dropped");
        }
        Stream.of("privileged", "runAsUser", "runAsNonRoot", "procMount", "seccompProfile")
                .filter(context::has)
                .forEach(field -> problems.add("container's own " + field));
        if (container.findValues("hostPort").stream().anyMatch(port -> port.asInt() != 0)) {
            problems.add("hostPort");
        }
        return problems;
    }
}
