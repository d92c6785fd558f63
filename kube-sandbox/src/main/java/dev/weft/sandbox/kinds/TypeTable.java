// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Limits;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.schema.Schema.ListType;
import dev.weft.sandbox.schema.Schema.Merging;
import dev.weft.sandbox.schema.Schema.Type;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of built-in types, from {@code types.txt}, whose head explains its format. A type's fields are read when
 * somebody first looks at them: most servers see a few of the hundreds of types.
 */
final class TypeTable {
    private final Map<String, Schema> types = new HashMap<>();
    private final Map<Map<String, Schema>, String> names = new IdentityHashMap<>();
    private final Map<String, List<String>> defaults = new HashMap<>();

    /**
     * @param lines of the table
     * @param defaults further defaults: type, field, JSON
     */
    TypeTable(List<String> lines, List<String> defaults) {
        for (String line : defaults) {
            this.defaults
                    .computeIfAbsent(line.substring(0, line.indexOf(' ')), type -> new ArrayList<>())
                    .add(line);
        }
        int start = 0;
        for (int i = 1; i <= lines.size(); i++) {
            if (i == lines.size() || !lines.get(i).startsWith(" ")) {
                add(lines.get(start).split(" "), lines.subList(start + 1, i));
                start = i;
            }
        }
    }

    /** @param head the word {@code type}, the name, {@code atomic} */
    private void add(String[] head, List<String> fields) {
        String name = head[1];
        FieldsOnDemand read = new FieldsOnDemand(() -> fields(name, fields));
        Merging merging = new Merging(ListType.ATOMIC, List.of(), head.length > 2, false, "", "");
        Map<String, Schema> properties = read.properties();
        types.put(
                name,
                new Schema(Type.STRUCT, properties, read.required(), null, false, merging, Limits.NONE, null, ""));
        names.put(properties, name);
    }

    private FieldsOnDemand.Fields fields(String type, List<String> lines) {
        FieldsOnDemand.Fields fields = new FieldsOnDemand.Fields(new TreeMap<>(), new TreeSet<>());
        for (String line : lines) {
            addField(fields, line.substring(1));
        }
        for (String line : defaults.getOrDefault(type, List.of())) {
            addDefault(fields.properties(), line);
        }
        return fields;
    }

    private static void addDefault(Map<String, Schema> fields, String line) {
        String[] words = line.split(" ", 3);
        Schema field = fields.get(words[1]);
        if (field == null) {
            throw new IllegalArgumentException("no field for the default " + line);
        }
        try {
            JsonNode value = Json.parse(words[2].getBytes(StandardCharsets.UTF_8));
            fields.put(words[1], field.withFallback(value));
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON: " + line, e);
        }
    }

    /** The schema of a type ({@code apps.v1.Deployment}). */
    Schema type(String name) {
        Schema type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no type " + name + " in the table of built-in types");
        }
        return type;
    }

    /** The name of a type; fields of that type share its map of properties. */
    String nameOf(Schema schema) {
        String name = names.get(schema.properties());
        if (name == null) {
            throw new IllegalArgumentException("not a built-in type");
        }
        return name;
    }

    private void addField(FieldsOnDemand.Fields fields, String line) {
        List<String> words = Arrays.asList(line.split(" "));
        List<String> flags = words.subList(3, words.size());
        Schema field = named(words.get(2)).withNumber(words.get(1).equals("0") ? "" : words.get(1));
        List<JsonNode> allowed = new ArrayList<>();
        Arrays.stream(flag(flags, "enum").split("\\|"))
                .filter(value -> !value.isEmpty())
                .forEach(value -> allowed.add(JsonNodeFactory.instance.textNode(value)));
        if (!allowed.isEmpty()) {
            field = field.with(Limits.allowed(allowed));
        }
        fields.properties()
                .put(words.get(0), field.with(merging(flags, field)).withFallback(fallback(flag(flags, "default"))));
        if (flags.contains("!")) {
            fields.required().add(words.get(0));
        }
    }

    private static @Nullable JsonNode fallback(String text) {
        if (text.isEmpty()) {
            return null;
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return text.matches("-?\\d+") ? nodes.numberNode(Integer.parseInt(text)) : nodes.textNode(text);
    }

    private static Merging merging(List<String> flags, Schema field) {
        ListType list = switch (flag(flags, "list")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
        String keys = flag(flags, "keys");
        return new Merging(
                list,
                keys.isEmpty() ? List.of() : List.of(keys.split(",")),
                field.merging().atomic() || flag(flags, "map").equals("atomic"),
                flags.contains("*") || field.type() == Type.MAP || field.type() == Type.LIST,
                flag(flags, "merge"),
                flag(flags, "strategy"));
    }

    private static String flag(List<String> flags, String name) {
        for (String flag : flags) {
            if (flag.startsWith(name + "=")) {
                return flag.substring(name.length() + 1);
            }
        }
        return "";
    }

    private Schema named(String expression) {
        if (expression.startsWith("[]")) {
            return container(Type.LIST, named(expression.substring(2)));
        }
        if (expression.startsWith("{}")) {
            return container(Type.MAP, named(expression.substring(2)));
        }
        return switch (expression) {
            case "string" -> Schema.of(Type.STRING);
            case "int32" -> Schema.of(Type.INT32);
            case "int64" -> Schema.of(Type.INT64);
            case "number" -> Schema.of(Type.NUMBER);
            case "boolean" -> Schema.of(Type.BOOLEAN);
            case "bytes" -> Schema.of(Type.BYTES);
            case "time" -> Schema.of(Type.TIME);
            case "microtime" -> Schema.of(Type.MICROTIME);
            case "quantity" -> Schema.of(Type.QUANTITY);
            case "intorstring" -> Schema.of(Type.INT_OR_STRING);
            case "any" -> Schema.any();
            default -> type(expression);
        };
    }

    private static Schema container(Type type, Schema element) {
        return new Schema(type, Map.of(), new TreeSet<>(), element, false, Merging.NONE, Limits.NONE, null, "");
    }
}
