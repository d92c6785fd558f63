// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.proto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.schema.Schema.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@code application/vnd.kubernetes.protobuf} into the JSON it stands for. Go writes zero values of fields that are
 * no pointers; JSON leaves those out, so they are dropped.
 */
public final class ProtobufBody {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private ProtobufBody() {}

    /**
     * @param schemas the schema of {@code apiVersion} and {@code kind}, null when there is none
     * @throws MalformedProtobufException when it is no such body
     */
    public static ObjectNode decode(byte[] body, BiFunction<String, String, @Nullable Schema> schemas) {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, 4, MAGIC, 0, 4)) {
            throw new MalformedProtobufException(
                    "provided data does not appear to be a protobuf message, expected prefix " + "[107 56 115 0]");
        }
        Wire unknown = new Wire(Arrays.copyOfRange(body, MAGIC.length, body.length));
        String apiVersion = "";
        String kind = "";
        byte[] raw = {};
        for (int field = unknown.next(); field != 0; field = unknown.next()) {
            if (field == 1) {
                Wire type = new Wire(unknown.bytes());
                for (int part = type.next(); part != 0; part = type.next()) {
                    if (part == 1) {
                        apiVersion = type.text();
                    } else if (part == 2) {
                        kind = type.text();
                    } else {
                        type.skip();
                    }
                }
            } else if (field == 2) {
                raw = unknown.bytes();
            } else {
                unknown.skip();
            }
        }
        Schema schema = schemas.apply(apiVersion, kind);
        if (schema == null) {
            throw new MalformedProtobufException(
                    "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        }
        ObjectNode result = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        message(schema, raw).properties().forEach(entry -> result.set(entry.getKey(), entry.getValue()));
        return result;
    }

    private record Target(String name, Schema schema) {}

    /** Fields of a structure by protobuf number ("2" or "2.14"). */
    private static Map<String, Target> numbers(Schema schema) {
        Map<String, Target> result = new HashMap<>();
        schema.properties().forEach((name, field) -> {
            if (!field.number().isEmpty()) {
                result.put(field.number(), new Target(name, field));
            }
        });
        return result;
    }

    private static ObjectNode message(Schema schema, byte[] data) {
        ObjectNode result = Json.object();
        fields(numbers(schema), "", new Wire(data), result);
        return result;
    }

    private static void fields(Map<String, Target> numbers, String prefix, Wire wire, ObjectNode result) {
        for (int field = wire.next(); field != 0; field = wire.next()) {
            String number = prefix + field;
            Target target = numbers.get(number);
            boolean inlined = target == null
                    && wire.type() == Wire.BYTES
                    && prefix.isEmpty()
                    && numbers.keySet().stream().anyMatch(known -> known.startsWith(number + "."));
            if (inlined) {
                fields(numbers, number + ".", new Wire(wire.bytes()), result);
            } else if (target == null) {
                wire.skip();
            } else {
                field(target, wire, result);
            }
        }
    }

    private static void field(Target target, Wire wire, ObjectNode result) {
        Schema schema = target.schema();
        if (schema.type() == Type.MAP) {
            entry(schema, wire.bytes(), Json.child(result, target.name()));
        } else if (schema.type() == Type.LIST && schema.element() != null) {
            ArrayNode list = Json.list(result, target.name());
            JsonNode item = value(schema.element(), wire);
            list.add(item == null ? JsonNodeFactory.instance.textNode("") : item);
        } else {
            JsonNode value = value(schema, wire);
            if (value != null && (schema.merging().pointer() || !isZero(value))) {
                result.set(target.name(), value);
            }
        }
    }

    private static boolean isZero(JsonNode value) {
        return (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static void entry(Schema map, byte[] data, ObjectNode result) {
        Schema element = map.element() == null ? Schema.any() : map.element();
        Wire wire = new Wire(data);
        String key = "";
        JsonNode value = null;
        for (int field = wire.next(); field != 0; field = wire.next()) {
            if (field == 1) {
                key = wire.text();
            } else if (field == 2) {
                value = value(element, wire);
            } else {
                wire.skip();
            }
        }
        result.set(key, value == null ? JsonNodeFactory.instance.textNode("") : value);
    }

    private static @Nullable JsonNode value(Schema schema, Wire wire) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (schema.type()) {
            case STRING -> nodes.textNode(wire.text());
            case INT32 -> nodes.numberNode((int) wire.varint());
            case INT64 -> nodes.numberNode(wire.varint());
            case NUMBER -> nodes.numberNode(Double.longBitsToDouble(wire.fixed(8)));
            case BOOLEAN -> nodes.booleanNode(wire.varint() != 0);
            case BYTES -> nodes.textNode(Base64.getEncoder().encodeToString(wire.bytes()));
            case STRUCT -> message(schema, wire.bytes());
            case TIME -> time(wire.bytes(), false);
            case MICROTIME -> time(wire.bytes(), true);
            case QUANTITY -> quantity(wire.bytes());
            case INT_OR_STRING -> intOrString(wire.bytes());
            case ANY -> raw(wire);
            case MAP, LIST -> {
                wire.skip();
                yield null;
            }
        };
    }

    private static @Nullable JsonNode time(byte[] data, boolean micros) {
        Wire wire = new Wire(data);
        long seconds = 0;
        long nanos = 0;
        for (int field = wire.next(); field != 0; field = wire.next()) {
            long value = wire.varint();
            seconds = field == 1 ? value : seconds;
            nanos = field == 2 ? value : nanos;
        }
        if (data.length == 0 || seconds < 0) {
            return null;
        }
        Instant instant = Instant.ofEpochSecond(seconds, micros ? nanos : 0);
        return JsonNodeFactory.instance.textNode(micros ? MICROS.format(instant) : instant.toString());
    }

    private static JsonNode quantity(byte[] data) {
        Wire wire = new Wire(data);
        String text = "0";
        for (int field = wire.next(); field != 0; field = wire.next()) {
            if (field == 1) {
                text = wire.text();
            } else {
                wire.skip();
            }
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private static JsonNode intOrString(byte[] data) {
        Wire wire = new Wire(data);
        long type = 0;
        int number = 0;
        String text = "";
        for (int field = wire.next(); field != 0; field = wire.next()) {
            switch (field) {
                case 1 -> type = wire.varint();
                case 2 -> number = (int) wire.varint();
                case 3 -> text = wire.text();
                default -> wire.skip();
            }
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return type == 1 ? nodes.textNode(text) : nodes.numberNode(number);
    }

    /** JSON inside protobuf: FieldsV1 and RawExtension hold it in their first field. */
    private static @Nullable JsonNode raw(Wire wire) {
        if (wire.type() != Wire.BYTES) {
            wire.skip();
            return null;
        }
        Wire inner = new Wire(wire.bytes());
        JsonNode result = null;
        for (int field = inner.next(); field != 0; field = inner.next()) {
            if (field == 1 && inner.type() == Wire.BYTES) {
                byte[] json = inner.bytes();
                try {
                    result = Json.parse(json);
                } catch (IOException e) {
                    throw new MalformedProtobufException(
                            "not JSON: " + new String(json, 0, Math.min(json.length, 80), StandardCharsets.UTF_8));
                }
            } else {
                inner.skip();
            }
        }
        return result;
    }
}
