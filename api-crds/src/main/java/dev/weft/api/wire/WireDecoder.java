// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.ContextAttributes;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JSON trees into wire records, strictly in types and tolerantly in fields: an unknown field is told, a wrong type or enum name
 * is an error that names its path, and nothing is coerced. Safe to share between threads.
 */
public final class WireDecoder {

    private static final String TOLERANCE = WireDecoder.class.getName() + ".tolerance";

    private final JsonMapper mapper = mapper();

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .withCoercionConfig(
                        LogicalType.Enum, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
                .withCoercionConfig(LogicalType.Textual, config -> {
                    config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .addHandler(new UnknownFieldCollector())
                .build();
    }

    /**
     * Notes that an unknown field was met and reads on. Where it was, the parser cannot tell: for records Jackson collects unknown fields
     * in a buffer of their own.
     */
    private static final class UnknownFieldCollector extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                @Nullable JsonDeserializer<?> deserializer,
                Object beanOrClass,
                String propertyName)
                throws IOException {
            if (context.getAttribute(TOLERANCE) instanceof Tolerance tolerance) {
                tolerance.needed = true;
            }
            parser.skipChildren();
            return true;
        }
    }

    /** Of one decoding: whether it met an unknown field. */
    private static final class Tolerance {
        private boolean needed;
    }

    /** The fields of {@code tree} that its record did not take over, in document order. */
    private static void unknownFields(JsonNode tree, JsonNode taken, String path, List<String> unknown) {
        for (int i = 0; i < tree.size() && tree.isArray(); i++) {
            unknownFields(tree.path(i), taken.path(i), path + "[" + i + "]", unknown);
        }
        tree.properties().forEach(field -> {
            String here = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (taken.has(field.getKey())) {
                unknownFields(field.getValue(), taken.path(field.getKey()), here, unknown);
            } else if (!field.getValue().isNull()) {
                unknown.add(here);
            }
        });
    }

    private static void append(StringBuilder path, int kind, String step) {
        if (kind < 0) {
            path.append('[').append(step).append(']');
        } else {
            path.append(path.isEmpty() ? "" : ".").append(step);
        }
    }

    /** Decodes {@code tree}; a missing or null tree counts as an empty object. */
    public <T> Decoded<T> decode(JsonNode tree, Class<T> type) {
        JsonNode present = tree.isMissingNode() || tree.isNull() ? JsonNodeFactory.instance.objectNode() : tree;
        Tolerance tolerance = new Tolerance();
        try {
            T value = mapper.readerFor(type)
                    .with(ContextAttributes.getEmpty().withSharedAttribute(TOLERANCE, tolerance))
                    .readValue(present);
            List<String> unknown = new ArrayList<>();
            if (tolerance.needed) {
                unknownFields(present, encode(value), "", unknown);
            }
            return new Decoded.Value<>(value, unknown);
        } catch (JsonMappingException e) {
            return new Decoded.Undecodable<>(path(e), message(e));
        } catch (IOException e) {
            return new Decoded.Undecodable<>("", String.valueOf(e.getMessage()));
        }
    }

    /** The tree of a wire record; absent components are left out, present empty records are {@code {}}. */
    public <T extends JsonNode> T encode(Object wireRecord) {
        return mapper.valueToTree(wireRecord);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getIndex() >= 0) {
                append(path, -1, String.valueOf(step.getIndex()));
            } else if (step.getFieldName() != null) {
                append(path, 0, step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String message(JsonProcessingException e) {
        if (e instanceof InvalidFormatException wrong && wrong.getTargetType() != null) {
            if (wrong.getTargetType().isEnum()) {
                return "unknown value \"" + wrong.getValue() + "\"; allowed are "
                        + Arrays.toString(wrong.getTargetType().getEnumConstants());
            }
            return "expected " + name(wrong.getTargetType()) + ", but found \"" + wrong.getValue() + "\"";
        }
        if (e instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            return "expected " + name(wrong.getTargetType()) + ", but found something else";
        }
        return e.getOriginalMessage();
    }

    private static String name(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type)) {
            return type == Double.class ? "a number" : "a whole number";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return "an object";
    }
}
