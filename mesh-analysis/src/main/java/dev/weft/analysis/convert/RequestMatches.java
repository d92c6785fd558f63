// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.HttpMethod;
import java.util.List;

/** HttpMatcher: the path is {@code uri} in 1.1 and three siblings in 0.12; the method is a text, or a wrapper that means GET when empty. */
final class RequestMatches {

    private static final List<String> PATHS = List.of("prefix", "exact", "regex");

    private RequestMatches() {}

    static ObjectNode toV1alpha2(ObjectNode matcher, String at, Notes notes) {
        ObjectNode out = Trees.object();
        matcher.properties().forEach(field -> {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "uri" -> {
                    if (value instanceof ObjectNode uri) {
                        out.setAll(PathMatches.toV1alpha2(uri));
                    } else if (!value.isNull()) {
                        notes.refused(at + ".uri", "is not an object");
                    }
                }
                case "method" -> method(value, at, notes, out);
                case "name" ->
                    notes.changed(
                            at + ".name", "names the matcher for other objects of 1.1; a matcher has no name here");
                default -> out.set(field.getKey(), value);
            }
        });
        return out;
    }

    private static void method(JsonNode method, String at, Notes notes, ObjectNode out) {
        if (method.isNull() || (method.isTextual() && method.textValue().isEmpty())) {
            return;
        }
        if (method.isTextual()) {
            for (HttpMethod known : HttpMethod.values()) {
                if (known.name().equals(method.textValue())) {
                    out.putObject("method").put("method", known.name());
                    return;
                }
            }
        }
        notes.refused(
                at + ".method",
                method + " is none of the methods that a matcher can name: " + List.of(HttpMethod.values()));
    }

    static ObjectNode toV1(ObjectNode matcher) {
        ObjectNode out = Trees.object();
        ObjectNode uri = Trees.object();
        matcher.properties().forEach(field -> {
            if (PATHS.contains(field.getKey())) {
                uri.set(field.getKey(), field.getValue());
            } else if (field.getKey().equals("method")) {
                out.put("method", field.getValue().path("method").asText(HttpMethod.GET.name()));
            } else {
                out.set(field.getKey(), field.getValue());
            }
        });
        if (!uri.isEmpty()) {
            out.set("uri", uri);
        }
        return out;
    }
}
