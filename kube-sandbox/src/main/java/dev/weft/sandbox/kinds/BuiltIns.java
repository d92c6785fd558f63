// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import dev.weft.sandbox.cel.ObjectRules;
import dev.weft.sandbox.schema.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of Kubernetes that are served, from {@code kinds.txt}. Read once; all servers of a process share them. */
public final class BuiltIns {
    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<Column> PLAIN = List.of(
            new Column("Name", "string", "name", 0, ".metadata.name"), new Column("Age", "string", "", 0, "@age"));
    private static final TypeTable TYPES = new TypeTable(lines("types.txt"), lines("defaults.txt"));
    private static final List<Resource> RESOURCES = read();

    private BuiltIns() {}

    /** All built-in resources, in the order of the table. */
    public static List<Resource> resources() {
        return RESOURCES;
    }

    /** The schema of {@code metadata}. */
    public static Schema metadata() {
        return TYPES.type("meta.v1.ObjectMeta");
    }

    /** The schema of a built-in type such as {@code authentication.v1.TokenRequest}. */
    public static Schema type(String name) {
        return TYPES.type(name);
    }

    /** The name of a built-in type, or of a field's type. */
    public static String nameOf(Schema schema) {
        return TYPES.nameOf(schema);
    }

    private static List<Resource> read() {
        List<Resource> result = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String line : lines("kinds.txt")) {
            if (!line.startsWith("|") && !open.isEmpty()) {
                result.add(resource(open));
                open.clear();
            }
            open.add(line);
        }
        result.add(resource(open));
        return List.copyOf(result);
    }

    private static List<String> lines(String name) {
        InputStream source = Objects.requireNonNull(BuiltIns.class.getResourceAsStream(name), name);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource resource(List<String> lines) {
        List<String> words = Arrays.asList(lines.get(0).split(" "));
        String apiVersion = words.get(0);
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        String version = apiVersion.substring(slash + 1);
        String room = group.isEmpty() ? "core" : group.replaceAll("\\..*", "");
        List<Column> columns = lines.stream().skip(1).map(BuiltIns::column).toList();
        List<String> verbs = flag(words, "verbs");
        Set<String> subresources = new TreeSet<>(flag(words, "sub"));
        return new Resource(
                group,
                version,
                words.get(1),
                words.get(2),
                words.get(3),
                words.get(4).equals("ns"),
                flag(words, "short"),
                flag(words, "cat"),
                verbs.isEmpty() ? ALL_VERBS : verbs,
                subresources,
                flag(words, "fields"),
                columns.isEmpty() ? PLAIN : columns,
                TYPES.type(room + "." + version + "." + words.get(3)),
                ObjectRules.NONE,
                false,
                words.contains("gen"),
                words.contains("put"),
                !words.contains("review"));
    }

    private static Column column(String line) {
        String[] words = line.substring(2).split(" ");
        String name = words[0].replace('_', ' ');
        String format = words[3].equals(".metadata.name") ? "name" : "";
        return new Column(name, words[1], format, Integer.parseInt(words[2]), words[3]);
    }

    private static List<String> flag(List<String> words, String name) {
        for (String word : words) {
            if (word.startsWith(name + "=")) {
                return List.of(word.substring(name.length() + 1).split(","));
            }
        }
        return List.of();
    }
}
