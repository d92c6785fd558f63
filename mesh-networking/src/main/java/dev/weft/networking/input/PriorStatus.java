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

    /** The status of an object that never had one. */
    public static PriorStatus none(JsonNode missing) {
        return new PriorStatus(Optional.empty(), 0, new TreeMap<>(Map.of()), missing);
    }
}
