// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Subject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what every object has: who it is, how old it is, and what its status said. Tolerant: odd values count as absent. */
final class Metadata {

    private Metadata() {}

    static Ref ref(RawObject object) {
        return new Ref(object.id().namespace(), object.id().name());
    }

    static Subject subject(RawObject object) {
        return new Subject(
                object.apiVersion(),
                object.id().kind().kind(),
                object.id().namespace(),
                object.id().name());
    }

    static long generation(RawObject object) {
        JsonNode generation = object.metadata().path("generation");
        return generation.canConvertToLong() ? generation.longValue() : 0;
    }

    static PolicyMeta meta(RawObject object) {
        return new PolicyMeta(ref(object), generation(object), created(object));
    }

    private static long created(RawObject object) {
        JsonNode created = object.metadata().path("creationTimestamp");
        if (!created.isTextual()) {
            return PolicyMeta.OLDEST;
        }
        try {
            return OffsetDateTime.parse(created.textValue()).toEpochSecond();
        } catch (DateTimeException e) {
            return PolicyMeta.OLDEST;
        }
    }

    static PriorStatus prior(RawObject object) {
        JsonNode status = object.status();
        SortedMap<String, Long> acceptedOn = new TreeMap<>();
        status.path("trafficTargets").properties().forEach(entry -> {
            if (state(entry.getValue()).filter(ApprovalState.ACCEPTED::equals).isPresent()) {
                acceptedOn.put(
                        entry.getKey(), entry.getValue().path("acceptanceOrder").asLong(0));
            }
        });
        JsonNode conditions = status.path("conditions");
        return new PriorStatus(
                state(status),
                status.path("observedGeneration").asLong(0),
                acceptedOn,
                conditions.isArray() ? conditions : MissingNode.getInstance());
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
}
