// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a kind that are kept; everything else is dropped, whatever it is. Immutable.
 *
 * <p>Fields are paths such as {@code spec.containers.image}: a list stands for each of its elements, and {@code *} for every key of a map.
 * At the end of a path stands a single value. A value of another type than expected stays of a wrong type, so that whoever reads the
 * object still sees that it is broken, but loses its content.
 */
public final class KeptFields {

    private static final JsonNode LEFT_OUT = TextNode.valueOf("left out");
    private static final String ANY = "*";

    private final Place root;

    /** A place in an object: a map with these fields, or, when there is a reduction, whatever that makes of it. */
    private static final class Place {
        private final Map<String, Place> fields = new TreeMap<>();
        private @Nullable UnaryOperator<JsonNode> reduction;
    }

    private KeptFields(Place root) {
        this.root = root;
    }

    /** Collects paths. */
    public static final class Builder {
        private final Place root = new Place();

        private Builder() {}

        /** Keeps single values. */
        public Builder fields(String... paths) {
            for (String path : paths) {
                place(path);
            }
            return this;
        }

        /** Keeps everything at a path. */
        public Builder whole(String path) {
            return reduced(path, value -> value);
        }

        /**
         * Keeps what a function makes of each value at a path.
         *
         * @param reduction must not change its argument; a missing node drops the value
         */
        public Builder reduced(String path, UnaryOperator<JsonNode> reduction) {
            place(path).reduction = reduction;
            return this;
        }

        private Place place(String path) {
            Place at = root;
            for (String step : path.split("\\.", -1)) {
                at = at.fields.computeIfAbsent(step, absent -> new Place());
            }
            return at;
        }

        public KeptFields build() {
            return new KeptFields(root);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Keeps what every object is known by: identity, age, state, owners, labels.
     *
     * @param annotations which keys of annotations are kept; they may hold anything, so name those that are read
     */
    public static Builder object(Predicate<String> annotations) {
        return new Builder()
                .fields("apiVersion", "kind")
                .fields("metadata.name", "metadata.namespace", "metadata.uid", "metadata.resourceVersion")
                .fields("metadata.generation", "metadata.creationTimestamp", "metadata.deletionTimestamp")
                .fields("metadata.finalizers", "metadata.labels.*")
                .fields("metadata.ownerReferences.apiVersion", "metadata.ownerReferences.kind")
                .fields("metadata.ownerReferences.name", "metadata.ownerReferences.controller")
                .fields("metadata.ownerReferences.uid")
                .reduced("metadata.annotations", value -> entries(value, annotations));
    }

    /** Keeps the fields of a map whose keys are wanted, if they are single values. */
    private static JsonNode entries(JsonNode map, Predicate<String> wanted) {
        if (!map.isObject()) {
            return map.isNull() ? map : LEFT_OUT;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        map.properties().forEach(entry -> {
            if (wanted.test(entry.getKey())) {
                kept.set(entry.getKey(), single(entry.getValue()));
            }
        });
        return kept.isEmpty() ? MissingNode.getInstance() : kept;
    }

    /** The kept part of an object, which is not changed. */
    public ObjectNode of(ObjectNode object) {
        return map(root, object);
    }

    private static ObjectNode map(Place place, ObjectNode value) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(field -> {
            Place next = place.fields.get(field.getKey());
            if (next == null) {
                next = place.fields.get(ANY);
            }
            if (next != null) {
                JsonNode inner = kept(next, field.getValue());
                if (!inner.isMissingNode()) {
                    kept.set(field.getKey(), inner);
                }
            }
        });
        return kept;
    }

    private static JsonNode kept(Place place, JsonNode value) {
        if (value.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (JsonNode element : value) {
                JsonNode inner = kept(place, element);
                if (!inner.isMissingNode()) {
                    list.add(inner);
                }
            }
            return list;
        }
        if (place.reduction != null) {
            return place.reduction.apply(value);
        }
        if (place.fields.isEmpty()) {
            return single(value);
        }
        if (value instanceof ObjectNode object) {
            return map(place, object);
        }
        return value.isNull() ? value : LEFT_OUT;
    }

    private static JsonNode single(JsonNode value) {
        return value.isContainerNode() ? JsonNodeFactory.instance.objectNode() : value;
    }
}
