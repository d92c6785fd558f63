// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.ArrayList;
import java.util.List;

/** JSON patch, RFC 6902. */
public final class JsonPatch {
    private JsonPatch() {}

    /** A step that cannot be done: a path that is not there, a test that fails, an unknown operation. */
    public static final class FailedException extends RuntimeException {
        FailedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Does all steps on the target and returns it.
     *
     * @throws FailedException when one cannot be done; the target is half done then
     */
    public static JsonNode apply(JsonNode target, ArrayNode steps) {
        JsonNode current = target;
        for (JsonNode step : steps) {
            current = step(current, step);
        }
        return current;
    }

    private static JsonNode step(JsonNode target, JsonNode step) {
        List<String> path = pointer(step, "path");
        return switch (Json.at(step, "op")) {
            case "add" -> add(target, path, value(step));
            case "remove" -> {
                remove(target, path);
                yield target;
            }
            case "replace" -> {
                JsonNode value = value(step);
                if (path.isEmpty()) {
                    yield value;
                }
                replace(target, path, value);
                yield target;
            }
            case "test" -> {
                if (!get(target, path).equals(value(step))) {
                    throw new FailedException("testing value " + Json.at(step, "path") + " failed");
                }
                yield target;
            }
            case "copy" -> add(target, path, get(target, pointer(step, "from")).deepCopy());
            case "move" -> {
                List<String> from = pointer(step, "from");
                JsonNode moved = get(target, from);
                remove(target, from);
                yield add(target, path, moved);
            }
            default -> throw new FailedException("unexpected kind: " + Json.at(step, "op"));
        };
    }

    private static JsonNode value(JsonNode step) {
        if (!step.has("value")) {
            throw new FailedException("missing value");
        }
        return step.get("value").deepCopy();
    }

    private static List<String> pointer(JsonNode step, String field) {
        JsonNode pointer = step.path(field);
        String text = pointer.asText();
        if (!pointer.isTextual() || (!text.isEmpty() && !text.startsWith("/"))) {
            throw new FailedException("not a JSON pointer: " + pointer);
        }
        List<String> result = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String part : text.substring(1).split("/", -1)) {
                result.add(part.replace("~1", "/").replace("~0", "~"));
            }
        }
        return result;
    }

    private static JsonNode get(JsonNode target, List<String> path) {
        JsonNode current = target;
        for (String part : path) {
            JsonNode next = current.isArray() ? current.path(index(part, current.size() - 1)) : current.path(part);
            if (next.isMissingNode()) {
                throw new FailedException("no value at /" + String.join("/", path));
            }
            current = next;
        }
        return current;
    }

    private static int index(String text, int most) {
        if (!text.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw new FailedException("no index " + text);
        }
        return Integer.parseInt(text);
    }

    private static JsonNode add(JsonNode target, List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            return value;
        }
        String last = path.get(path.size() - 1);
        switch (get(target, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode list -> list.insert(last.equals("-") ? list.size() : index(last, list.size()), value);
            default -> throw new FailedException("neither object nor list at /" + String.join("/", path));
        }
        return target;
    }

    private static void remove(JsonNode target, List<String> path) {
        get(target, path);
        if (path.isEmpty()) {
            throw new FailedException("cannot remove the whole object");
        }
        String last = path.get(path.size() - 1);
        switch (get(target, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode list -> list.remove(index(last, list.size() - 1));
            default -> throw new FailedException("neither object nor list at /" + String.join("/", path));
        }
    }

    private static void replace(JsonNode target, List<String> path, JsonNode value) {
        get(target, path);
        String last = path.get(path.size() - 1);
        switch (get(target, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode list -> list.set(index(last, list.size() - 1), value);
            default -> throw new FailedException("neither object nor list at /" + String.join("/", path));
        }
    }
}
