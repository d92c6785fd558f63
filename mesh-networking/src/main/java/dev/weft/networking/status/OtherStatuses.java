// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.List;

/** Statuses of the kinds that have little to say: Settings, Workload, and what does not decode. */
public final class OtherStatuses {

    private OtherStatuses() {}

    /** Settings that were read. */
    public static ObjectNode settings(JsonNode before, long generation, String now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        put(status, generation, before);
        status.put("state", ApprovalState.ACCEPTED.name());
        Condition accepted = new Condition("Accepted", ConditionStatus.TRUE, "Accepted", "settings are in effect");
        status.set(
                "conditions",
                Conditions.merge(
                        before.path("conditions"),
                        List.of(accepted, Conditions.ready(List.of(accepted))),
                        generation,
                        now));
        return status;
    }

    /** An object that does not decode: nothing else is known of it. */
    public static ObjectNode undecodable(JsonNode before, long generation, String message, String now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        put(status, generation, before);
        status.put("state", ApprovalState.INVALID.name());
        status.putArray("errors").add(message);
        Condition accepted = new Condition("Accepted", ConditionStatus.FALSE, "Undecodable", message);
        status.set(
                "conditions",
                Conditions.merge(
                        before.path("conditions"),
                        List.of(accepted, Conditions.ready(List.of(accepted))),
                        generation,
                        now));
        return status;
    }

    /** The status as read with the generation that was looked at: a Mesh or Workload. */
    public static ObjectNode observed(JsonNode before, long generation) {
        ObjectNode status = copy(before);
        put(status, generation, before);
        return status;
    }

    private static ObjectNode copy(JsonNode before) {
        return before instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
    }

    /** An object that tells no generation, as one from a file may, says nothing against what was observed before. */
    static void put(ObjectNode status, long generation, JsonNode before) {
        long observed = generation == 0 ? before.path("observedGeneration").asLong(0) : generation;
        if (observed != 0) {
            status.put("observedGeneration", observed);
        }
    }

    /** No status at all. */
    public static JsonNode none() {
        return MissingNode.getInstance();
    }
}
