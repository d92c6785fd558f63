// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.rules.Problem;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Subject;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** Reads what every object has: who it is, how old it is, and what its status said. Tolerant: odd values count as absent. */
final class Metadata {

    private static final int LONGEST_SHOWN = 60;

    private Metadata() {}

    static Ref ref(RawObject object) {
        return new Ref(object.id().namespace(), object.id().name());
    }

    static Subject subject(RawObject object) {
        return Subject.of(object.id(), object.apiVersion());
    }

    static long generation(RawObject object) {
        JsonNode generation = object.metadata().path("generation");
        return generation.canConvertToLong() ? generation.longValue() : 0;
    }

    static PolicyMeta meta(RawObject object) {
        return new PolicyMeta(ref(object), generation(object), created(object));
    }

    /** Empty where there is none. */
    static String annotation(RawObject object, String name) {
        return object.metadata().path("annotations").path(name).asText("");
    }

    /** What no Kubernetes object can have: a name or namespace that is none, or labels and annotations that are not texts. */
    static Optional<Problem> problem(RawObject object) {
        String name = object.id().name();
        if (!DnsNames.isSubdomain(name)) {
            return Optional.of(new Problem(
                    "metadata.name",
                    shown(name) + " is no Kubernetes name: at most 253 lower-case letters, digits, '-' and '.'"));
        }
        String namespace = object.id().namespace();
        if (!namespace.isEmpty() && !DnsNames.isLabel(namespace)) {
            return Optional.of(new Problem(
                    "metadata.namespace",
                    shown(namespace) + " is no namespace: at most 63 lower-case letters, digits and '-'"));
        }
        Optional<Problem> labels = textMap(object.metadata().path("labels"), "metadata.labels");
        return labels.isPresent() ? labels : textMap(object.metadata().path("annotations"), "metadata.annotations");
    }

    private static Optional<Problem> textMap(JsonNode map, String field) {
        if (map.isMissingNode() || map.isNull()) {
            return Optional.empty();
        }
        if (!map.isObject()) {
            return Optional.of(new Problem(field, "expected a map of texts"));
        }
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!entry.getValue().isTextual()) {
                return Optional.of(new Problem(
                        field + "." + entry.getKey(),
                        "expected text, but found " + shown(entry.getValue().toString()) + "; put it in quotes"));
            }
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return "\"" + (line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...") + "\"";
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
        return PriorStatus.of(object.status());
    }
}
