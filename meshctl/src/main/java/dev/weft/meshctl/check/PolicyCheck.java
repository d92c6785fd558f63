// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.LiveObjects;
import dev.weft.runtime.kube.ApiException;
import java.util.ArrayList;
import java.util.List;

/** Whether policies are accepted and done, of the kinds that this version acts on. */
final class PolicyCheck {

    private static final List<String> KINDS = List.of("TrafficPolicy", "AccessPolicy");

    private PolicyCheck() {}

    static List<String> errors(Cluster management) throws ApiException, InterruptedException {
        List<String> errors = new ArrayList<>();
        for (String kind : KINDS) {
            for (ManagementDocument policy : LiveObjects.of(management, kind)) {
                List<String> reasons = reasons(policy.object());
                if (!reasons.isEmpty()) {
                    errors.add(kind + " " + policy.id().name() + "."
                            + policy.id().namespace() + ": " + String.join(", ", reasons));
                }
            }
        }
        return errors;
    }

    private static List<String> reasons(JsonNode policy) {
        JsonNode status = policy.path("status");
        String state = status.path("state").asText("");
        if (state.isEmpty()) {
            return List.of("not looked at yet");
        }
        List<String> reasons = new ArrayList<>();
        if (!state.equals("ACCEPTED")) {
            reasons.add("state is " + state);
        }
        long generation = policy.path("metadata").path("generation").asLong(0);
        long observed = status.path("observedGeneration").asLong(0);
        if (observed != generation) {
            reasons.add("status is about generation " + observed + ", not " + generation);
        }
        for (JsonNode condition : status.path("conditions")) {
            String type = condition.path("type").asText("");
            if (!type.equals("Ready") && condition.path("status").asText("").equals("False")) {
                reasons.add(type + ": " + condition.path("message").asText(""));
            }
        }
        return reasons;
    }
}
