// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.shared.ApprovalState;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy's status said before this pass.
 *
 * @param state empty when it was never processed
 * @param observedGeneration 0 when absent
 * @param acceptedOn acceptance order by target key, accepted entries only
 * @param status the whole status as read, a missing node when absent; must not be changed
 */
public record PriorStatus(
        Optional<ApprovalState> state, long observedGeneration, SortedMap<String, Long> acceptedOn, JsonNode status) {

    public PriorStatus {
        acceptedOn = Collections.unmodifiableSortedMap(new TreeMap<>(acceptedOn));
    }

    /** The conditions array as read, a missing node when absent. */
    public JsonNode conditions() {
        return status.path("conditions");
    }

    /** As a status says it. */
    public static PriorStatus of(JsonNode status) {
        SortedMap<String, Long> acceptedOn = new TreeMap<>();
        status.path("trafficTargets").properties().forEach(entry -> {
            if (state(entry.getValue()).filter(ApprovalState.ACCEPTED::equals).isPresent()) {
                acceptedOn.put(
                        entry.getKey(), entry.getValue().path("acceptanceOrder").asLong(0));
            }
        });
        return new PriorStatus(state(status), status.path("observedGeneration").asLong(0), acceptedOn, status);
    }

    private static Optional<ApprovalState> state(JsonNode holder) {
        String text = holder.path("state").asText("");
        for (ApprovalState state : ApprovalState.values()) {
            if (state.name().equals(text)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /** Whether both tell the same of what was decided; when and with which words does not count. */
    public boolean decidedAs(PriorStatus other) {
        return state.equals(other.state)
                && observedGeneration == other.observedGeneration
                && acceptedOn.equals(other.acceptedOn);
    }

    /** The status of an object that never had one. */
    public static PriorStatus none(JsonNode missing) {
        return new PriorStatus(Optional.empty(), 0, new TreeMap<>(Map.of()), missing);
    }
}
