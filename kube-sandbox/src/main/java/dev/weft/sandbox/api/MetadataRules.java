// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What every object's metadata must satisfy. */
final class MetadataRules {
    private static final Set<String> STANDARD_FINALIZERS = Set.of("orphan", "foregroundDeletion", "kubernetes");
    private static final int MOST_ANNOTATION_BYTES = 256 << 10;

    private MetadataRules() {}

    static List<Cause> check(Resource resource, JsonNode object) {
        List<Cause> causes = new ArrayList<>();
        JsonNode metadata = object.path("metadata");
        String name = Json.at(metadata, "name");
        String wrong = Names.wrong(resource.id(), name);
        if (!wrong.isEmpty()) {
            causes.add(Cause.invalid("metadata.name", TextNode.valueOf(name), wrong));
        }
        labels(metadata.path("labels"), causes);
        annotations(metadata.path("annotations"), causes);
        owners(metadata.path("ownerReferences"), causes);
        int index = 0;
        for (JsonNode finalizer : metadata.path("finalizers")) {
            String text = finalizer.asText();
            String place = "metadata.finalizers[" + index + "]";
            if (!Names.isQualified(text)) {
                causes.add(Cause.invalid(place, finalizer, Names.QUALIFIED));
            } else if (!text.contains("/") && !text.contains(".") && !STANDARD_FINALIZERS.contains(text)) {
                causes.add(Cause.invalid(
                        place, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
            }
            index++;
        }
        return causes;
    }

    private static void labels(JsonNode labels, List<Cause> causes) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            if (!Names.isQualified(label.getKey())) {
                causes.add(Cause.invalid("metadata.labels", TextNode.valueOf(label.getKey()), Names.QUALIFIED));
            }
            if (!Names.isLabelValue(label.getValue().asText())) {
                causes.add(Cause.invalid("metadata.labels", label.getValue(), Names.LABEL_VALUE));
            }
        }
    }

    private static void annotations(JsonNode annotations, List<Cause> causes) {
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            size += annotation.getKey().length()
                    + annotation.getValue().asText().length();
            if (!Names.isQualified(annotation.getKey().toLowerCase(Locale.ROOT))) {
                causes.add(
                        Cause.invalid("metadata.annotations", TextNode.valueOf(annotation.getKey()), Names.QUALIFIED));
            }
        }
        if (size > MOST_ANNOTATION_BYTES) {
            String message = "Too long: may not be more than " + MOST_ANNOTATION_BYTES + " bytes";
            causes.add(new Cause("FieldValueTooLong", message, "metadata.annotations"));
        }
    }

    private static void owners(JsonNode owners, List<Cause> causes) {
        int controllers = 0;
        for (JsonNode owner : owners) {
            if (Json.at(owner, "apiVersion").isEmpty()) {
                causes.add(empty("apiVersion", "version must not be empty"));
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (Json.at(owner, field).isEmpty()) {
                    causes.add(empty(field, "must not be empty"));
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
        }
        if (controllers > 1) {
            causes.add(Cause.invalid(
                    "metadata.ownerReferences", owners, "Only one reference can have Controller set to true"));
        }
    }

    private static Cause empty(String field, String detail) {
        return Cause.invalid("metadata.ownerReferences." + field, TextNode.valueOf(""), detail);
    }
}
