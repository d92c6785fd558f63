// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.gc.LocalWrites;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.json.Yaml;
import dev.weft.sandbox.status.Refusal;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Objects of YAML trees, for an empty store: definitions first, then namespaces (also those that are only used), then the
 * rest. Objects are taken as a cluster shows them: with uid, status and times.
 */
final class Seed {
    private record Item(Path file, ObjectNode object) {
        int rank() {
            return switch (Json.at(object, "kind")) {
                case "CustomResourceDefinition" -> 0;
                case "Namespace" -> 1;
                default -> 2;
            };
        }

        String place() {
            return file + ": " + Json.at(object, "kind") + " " + Json.at(object, "metadata", "namespace") + "/"
                    + Json.at(object, "metadata", "name");
        }
    }

    private final List<String> problems = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final Set<String> namespaces = new TreeSet<>();

    private Seed() {}

    /** Reads all files {@code *.yaml, *.yml, *.json} below some folders (or single files), sorted by path. */
    static Seed read(List<Path> roots) throws IOException {
        Seed seed = new Seed();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (file.toString().matches(".*\\.(yaml|yml|json)")) {
                        seed.readFile(file);
                    }
                }
            }
        }
        return seed;
    }

    private void readFile(Path file) throws IOException {
        try {
            for (JsonNode document : Yaml.documents(Files.readString(file, StandardCharsets.UTF_8))) {
                add(file, document);
            }
        } catch (YamlEngineException | MalformedInputException e) {
            problems.add(file + ": not YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private void add(Path file, JsonNode document) {
        if (Json.at(document, "kind").endsWith("List") && document.path("items").isArray()) {
            document.path("items").forEach(item -> add(file, item));
        } else if (document instanceof ObjectNode object
                && !Json.at(object, "kind").isEmpty()) {
            items.add(new Item(file, object));
        }
    }

    /** Writes all objects; returns what could not be taken, and why, one line each. */
    List<String> restore(LocalWrites writes) {
        items.stream().sorted(Comparator.comparingInt(Item::rank)).toList().forEach(item -> restore(writes, item));
        return problems;
    }

    private void restore(LocalWrites writes, Item item) {
        if (item.rank() == 2) {
            newNamespace(item).ifPresent(writes::create);
        }
        try {
            if (!writes.restore(item.object())) {
                problems.add(item.place() + ": no kind " + Json.at(item.object(), "kind") + " is served in "
                        + Json.at(item.object(), "apiVersion"));
            }
        } catch (Refusal refusal) {
            problems.add(item.place() + ": " + refusal.getMessage());
        }
    }

    private Optional<ObjectNode> newNamespace(Item item) {
        String namespace = Json.at(item.object(), "metadata", "namespace");
        if (namespace.isEmpty() || !namespaces.add(namespace)) {
            return Optional.empty();
        }
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        object.putObject("metadata").put("name", namespace);
        return Optional.of(object);
    }
}
