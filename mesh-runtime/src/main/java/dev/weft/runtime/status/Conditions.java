// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Merges conditions the way Kubernetes asks for: other writers' types are kept, and the time changes only with the status. */
public final class Conditions {

    private static final int LONGEST_MESSAGE = 1024;

    private Conditions() {}

    /**
     * @param before the conditions array as read; anything else counts as none
     * @param ours what is the case now
     * @param generation of the object that was looked at; 0 when it tells none, and then what was observed before stands
     * @param now RFC 3339 time for those whose status changed
     * @return conditions ordered by type
     */
    public static ArrayNode merge(JsonNode before, List<Condition> ours, long generation, String now) {
        SortedMap<String, JsonNode> byType = new TreeMap<>();
        if (before.isArray()) {
            before.forEach(condition -> {
                if (condition.path("type").isTextual()) {
                    byType.put(condition.path("type").textValue(), condition);
                }
            });
        }
        for (Condition condition : ours) {
            JsonNode old = byType.get(condition.type());
            String since = old != null
                            && old.path("status")
                                    .asText("")
                                    .equals(condition.status().wire())
                    ? old.path("lastTransitionTime").asText(now)
                    : now;
            ObjectNode merged = JsonNodeFactory.instance.objectNode();
            merged.put("lastTransitionTime", since);
            merged.put("message", condition.message());
            long told = old == null ? 0 : old.path("observedGeneration").asLong(0);
            long observed = generation == 0 ? told : generation;
            if (observed != 0) {
                merged.put("observedGeneration", observed);
            }
            merged.put("reason", condition.reason());
            merged.put("status", condition.status().wire());
            merged.put("type", condition.type());
            byType.put(condition.type(), merged);
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        byType.values().forEach(all::add);
        return all;
    }

    /** The condition of a type in a status; a missing node when there is none. */
    public static JsonNode of(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText("").equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** Whether a status says that a condition holds. */
    public static boolean isTrue(JsonNode status, String type) {
        return of(status, type).path("status").asText("").equals(ConditionStatus.TRUE.wire());
    }

    /** The aggregate that {@code kubectl wait}, Flux and Argo look at: the worst of the others, with its reason. */
    public static Condition ready(List<Condition> others) {
        for (ConditionStatus worst : List.of(ConditionStatus.FALSE, ConditionStatus.UNKNOWN)) {
            for (Condition other : others) {
                if (other.status() == worst) {
                    return new Condition(
                            "Ready", worst, other.reason(), message(List.of(other.type() + ": " + other.message())));
                }
            }
        }
        return new Condition("Ready", ConditionStatus.TRUE, "Ready", "everything is in order");
    }

    /** Texts joined into one message of at most 1 KB; what does not fit is counted. */
    public static String message(List<String> texts) {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String rest = " and " + (texts.size() - i) + " more";
            boolean last = i == texts.size() - 1;
            if (message.length() + text.length() + (last ? 2 : rest.length() + 2) > LONGEST_MESSAGE) {
                if (message.isEmpty()) {
                    int room = LONGEST_MESSAGE - rest.length() - 3;
                    return text.substring(0, Math.min(text.length(), room)) + "..." + (last ? "" : rest);
                }
                return message.append(rest).toString();
            }
            message.append(message.isEmpty() ? "" : "; ").append(text);
        }
        return message.toString();
    }
}
