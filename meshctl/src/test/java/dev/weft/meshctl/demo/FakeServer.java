// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds objects that are there already; who patches one is told of, and changes none. */
final class FakeServer implements StageServer {

    private static final Set<String> COLLECTIONS = Stream.of(
                    DemoKinds.DECLARED, DemoKinds.WRITTEN, List.of(DemoKinds.MESH, DemoKinds.TRAFFIC_TARGET))
            .flatMap(List::stream)
            .map(ResourceType::plural)
            .collect(Collectors.toUnmodifiableSet());

    private record Held(ResourceType type, ObjectNode object) {}

    private final Map<String, Held> objects = new TreeMap<>();
    private final BiConsumer<String, JsonNode> patched;

    /** Of a path: whether the object is there at present. */
    private final Predicate<String> present;

    FakeServer(BiConsumer<String, JsonNode> patched, Predicate<String> present) {
        this.patched = patched;
        this.present = present;
    }

    void put(ResourceType type, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        String path = type.path(
                metadata.path("namespace").asText(""), metadata.path("name").asText(""));
        objects.put(path, new Held(type, object));
    }

    void remove(String path) {
        if (objects.remove(path) == null) {
            throw new IllegalArgumentException("there is no " + path + " but " + objects.keySet());
        }
    }

    /** The object itself, to be changed. */
    ObjectNode object(String path) {
        Held held = objects.get(path);
        if (held == null) {
            throw new IllegalArgumentException("there is no " + path + " but " + objects.keySet());
        }
        return held.object();
    }

    @Override
    public Optional<ObjectNode> find(String pathAndQuery) {
        String path = pathAndQuery.split("[?]", 2)[0];
        if (objects.containsKey(path)) {
            return present.test(path) ? Optional.of(object(path).deepCopy()) : Optional.empty();
        }
        if (!COLLECTIONS.contains(path.substring(path.lastIndexOf('/') + 1))) {
            return Optional.empty();
        }
        List<ObjectNode> items = objects.entrySet().stream()
                .filter(entry -> present.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(held -> isIn(held, path))
                .map(held -> held.object().deepCopy())
                .toList();
        ArrayNode array = JsonNodeFactory.instance.arrayNode().addAll(items);
        return Optional.of(JsonNodeFactory.instance.objectNode().set("items", array));
    }

    private static boolean isIn(Held held, String collection) {
        String namespace = held.object().path("metadata").path("namespace").asText("");
        return collection.equals(held.type().path())
                || collection.equals(held.type().path(namespace));
    }

    @Override
    public void patch(String path, String contentType, JsonNode body) {
        patched.accept(path.split("[?]", 2)[0], body);
    }

    @Override
    public String url() {
        return "https://fake.example";
    }

    @Override
    public String kubeconfig() {
        return "";
    }

    @Override
    public void cutOff() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void comeBack() {
        throw new UnsupportedOperationException();
    }
}
