// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.translate.DecidedTarget;
import java.util.Optional;

/** The status of a TrafficTarget: what applies to it, in full; it is also the memory of who was accepted first. */
public final class TargetStatuses {

    private TargetStatuses() {}

    /**
     * @param before status as read, a missing node when there was none
     * @param federationMayStand whether a VirtualMesh exists, whose share of the status is not ours to judge yet
     */
    public static ObjectNode of(
            DecidedTarget decided, Optional<ClusterFact> cluster, JsonNode before, boolean federationMayStand) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        if (decided.target().generation() != 0) {
            status.put("observedGeneration", decided.target().generation());
        }
        if (!decided.decision().acceptedTraffic().isEmpty()) {
            ArrayNode applied = status.putArray("appliedTrafficPolicies");
            decided.decision().acceptedTraffic().forEach(policy -> applied(applied, policy.meta(), policy.spec()));
        }
        if (!decided.decision().acceptedAccess().isEmpty()) {
            ArrayNode applied = status.putArray("appliedAccessPolicies");
            decided.decision().acceptedAccess().forEach(policy -> applied(applied, policy.meta(), policy.spec()));
        }
        String domain = cluster.map(ClusterFact::domain).orElse(ClusterFact.DEFAULT_DOMAIN);
        status.put(
                "localFqdn",
                decided.target().service().name() + "."
                        + decided.target().service().namespace() + ".svc." + domain);
        if (federationMayStand && before.path("appliedFederation").isObject()) {
            status.set("appliedFederation", before.path("appliedFederation"));
        }
        if (before.path("conditions").isArray() && !before.path("conditions").isEmpty()) {
            status.set("conditions", before.path("conditions"));
        }
        return status;
    }

    private static void applied(ArrayNode into, PolicyMeta policy, JsonNode spec) {
        ObjectNode entry = into.addObject();
        if (policy.generation() != 0) {
            entry.put("observedGeneration", policy.generation());
        }
        entry.set("ref", PolicyStatuses.ref(policy.ref()));
        entry.set("spec", spec);
    }
}
