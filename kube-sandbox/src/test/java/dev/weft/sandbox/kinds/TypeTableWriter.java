// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Writes {@code types.txt}, the facts about the fields of built-in kinds: name, protobuf number, type, list and merge
 * keys. Run by hand when the Kubernetes version of e2e/tools changes.
 *
 * <p>Arguments: folder with the files of {@code /openapi/v3/...} of a real API server (one JSON a group and version, any
 * name), folder of the Go modules {@code k8s.io} (for protobuf numbers and pointers in {@code types.go}), output file.
 */
public final class TypeTableWriter {
    private static final Pattern STRUCT = Pattern.compile("^type (\\w+) struct \\{");
    private static final Pattern FIELD =
            Pattern.compile("^\\s+(?:\\w+\\s+)?(\\*?)[\\w.\\[\\]*]+\\s+`json:\"([^\"]*)\"(.*)`.*$");
    private static final Pattern NUMBER = Pattern.compile("protobuf:\"\\w+,(\\d+),(\\w+),(?:\\w+,)?name=(\\w+)");
    private static final List<String> SKIPPED = List.of("core.v1.Binding", "core.v1.ComponentStatus");

    private record GoField(String json, int number, boolean pointer, boolean inline, String type) {}

    private final Map<String, List<GoField>> structs = new HashMap<>();
    private final Map<String, JsonNode> schemas = new TreeMap<>();

    private TypeTableWriter() {}

    public static void main(String[] args) throws IOException {
        TypeTableWriter writer = new TypeTableWriter();
        writer.readGo(Path.of(args[1]));
        writer.readOpenApi(Path.of(args[0]));
        Files.writeString(Path.of(args[2]), writer.table());
    }

    private void readGo(Path modules) throws IOException {
        try (Stream<Path> files = Files.walk(modules, 8)) {
            files.filter(file -> file.getFileName().toString().matches("types\\w*\\.go|micro_time.go|time.go"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(this::readStructs);
        }
    }

    private void readStructs(Path file) {
        String folder = file.getParent().toString();
        String[] parts = folder.split("/");
        String version = parts[parts.length - 1];
        String group = parts[parts.length - 2];
        if (!version.matches("v\\d.*") || !folder.matches(".*/(api|apimachinery|apiextensions-apiserver)@.*")) {
            return;
        }
        List<GoField> open = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                Matcher struct = STRUCT.matcher(line);
                Matcher field = FIELD.matcher(line);
                if (struct.find()) {
                    open = new ArrayList<>();
                    structs.putIfAbsent(group + "." + version + "." + struct.group(1), open);
                } else if (field.matches()) {
                    open.add(field(field, line.strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoField field(Matcher field, String line) {
        Matcher number = NUMBER.matcher(field.group(3));
        String json = field.group(2).replaceAll(",.*", "");
        boolean inline = field.group(2).contains(",inline");
        String type = line.split("\\s+")[0].replaceAll("^.*\\.", "");
        return number.find()
                ? new GoField(
                        json, Integer.parseInt(number.group(1)), !field.group(1).isEmpty(), inline, type)
                : new GoField(json, 0, !field.group(1).isEmpty(), inline, type);
    }

    private void readOpenApi(Path folder) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                mapper.readTree(file.toFile())
                        .path("components")
                        .path("schemas")
                        .properties()
                        .forEach(entry -> schemas.putIfAbsent(shortName(entry.getKey()), entry.getValue()));
            }
        }
    }

    private String table() {
        StringBuilder out = new StringBuilder("""
                # Facts about the fields of built-in kinds, written by TypeTableWriter from Kubernetes v1.36.4. Do not edit.
                # type NAME [GROUP/VERSION/KIND], then a line a field: NAME NUMBER TYPE [flags]
                #   NUMBER  in protobuf, 0 = none; 2.14 = field 14 of the message in field 2, which JSON shows inlined
                #   flags   ! required, * pointer (zero is a value), list= and keys= as x-kubernetes-list-*,
                #           strategy= and merge= as x-kubernetes-patch-*, default=, enum=
                """);
        schemas.forEach((name, schema) -> {
            boolean list = name.endsWith("List") && schema.path("properties").has("items");
            if (schema.has("properties") && !list && !SKIPPED.contains(name)) {
                type(out, name, schema);
            }
        });
        return out.toString();
    }

    private void type(StringBuilder out, String name, JsonNode schema) {
        out.append("type ").append(name);
        if (schema.path("x-kubernetes-map-type").asText().equals("atomic")) {
            out.append(" atomic");
        }
        out.append('\n');
        List<GoField> go = structs.getOrDefault(name, List.of());
        Map<String, GoField> byName = go.stream()
                .filter(field -> !field.inline())
                .collect(Collectors.toMap(GoField::json, field -> field, (a, b) -> a));
        TreeSet<String> required = new TreeSet<>();
        schema.path("required").forEach(item -> required.add(item.asText()));
        Map<String, JsonNode> properties = new TreeMap<>();
        schema.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue()));
        Map<String, String> inlined = inlined(go, name);
        properties.forEach((field, property) -> {
            GoField source = byName.get(field);
            String number = source == null ? "0" : Integer.toString(source.number());
            out.append(' ').append(field).append(' ').append(inlined.getOrDefault(field, number));
            out.append(' ').append(typeOf(property)).append(required.contains(field) ? " !" : "");
            out.append(source != null && source.pointer() ? " *" : "");
            flags(out, property);
            out.append('\n');
        });
    }

    private Map<String, String> inlined(List<GoField> go, String name) {
        String prefix = name.substring(0, name.lastIndexOf('.') + 1);
        Map<String, String> numbers = new TreeMap<>();
        for (GoField field : go) {
            if (field.inline() && field.number() > 0) {
                structs.getOrDefault(prefix + field.type(), List.of()).stream()
                        .filter(inner -> inner.number() > 0 && !inner.inline())
                        .forEach(inner -> numbers.put(inner.json(), field.number() + "." + inner.number()));
            }
        }
        return numbers;
    }

    private static void flags(StringBuilder out, JsonNode property) {
        if (property.has("x-kubernetes-list-type")) {
            out.append(" list=").append(property.path("x-kubernetes-list-type").asText());
        }
        if (property.has("x-kubernetes-list-map-keys")) {
            out.append(" keys=").append(joined(property.path("x-kubernetes-list-map-keys"), ","));
        }
        if (property.path("x-kubernetes-map-type").asText().equals("atomic")) {
            out.append(" map=atomic");
        }
        if (property.has("x-kubernetes-patch-merge-key")) {
            out.append(" merge=")
                    .append(property.path("x-kubernetes-patch-merge-key").asText());
        }
        if (property.has("x-kubernetes-patch-strategy")) {
            out.append(" strategy=")
                    .append(property.path("x-kubernetes-patch-strategy").asText());
        }
        JsonNode value = property.path("default");
        if ((value.isTextual() && !value.asText().isEmpty()) || (value.isNumber() && value.asInt() != 0)) {
            out.append(" default=").append(value.asText());
        }
        if (property.has("enum")) {
            out.append(" enum=").append(joined(property.path("enum"), "|"));
        }
    }

    private static String joined(JsonNode list, String separator) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(separator));
    }

    private String typeOf(JsonNode property) {
        JsonNode reference = property.path("allOf").path(0).path("$ref");
        if (reference.isMissingNode()) {
            reference = property.path("$ref");
        }
        if (reference.isTextual()) {
            return named(shortName(reference.asText().replaceAll(".*/", "")));
        }
        String format = property.path("format").asText();
        return switch (property.path("type").asText()) {
            case "string" ->
                switch (format) {
                    case "byte" -> "bytes";
                    case "date-time" -> "time";
                    default -> "string";
                };
            case "integer" -> format.equals("int32") ? "int32" : "int64";
            case "boolean" -> "boolean";
            case "number" -> "number";
            case "array" -> "[]" + typeOf(property.path("items"));
            case "object" ->
                property.has("additionalProperties") ? "{}" + typeOf(property.path("additionalProperties")) : "any";
            default -> "any";
        };
    }

    private String named(String name) {
        return switch (name) {
            case "intstr.IntOrString" -> "intorstring";
            case "resource.Quantity" -> "quantity";
            case "meta.v1.Time" -> "time";
            case "meta.v1.MicroTime" -> "microtime";
            case "meta.v1.FieldsV1", "runtime.RawExtension", "apiextensions.v1.JSON" -> "any";
            default -> schemas.containsKey(name) && schemas.get(name).has("properties") ? name : "any";
        };
    }

    private static String shortName(String name) {
        return name.replaceAll(
                "^io\\.k8s\\.(api|apimachinery\\.pkg\\.(apis|util|api)|apimachinery\\.pkg"
                        + "|apiextensions-apiserver\\.pkg\\.apis|kube-aggregator\\.pkg\\.apis)\\.",
                "");
    }
}
