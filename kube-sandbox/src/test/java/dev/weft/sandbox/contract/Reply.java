// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer. */
record Reply(int code, String contentType, String text, List<String> warnings) {

    JsonNode json() {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("not JSON (" + code + "): " + text, e);
        }
    }

    /** A text or number at a path such as {@code metadata.name} or {@code items.0.kind}; empty when missing. */
    String at(String path) {
        return node(path).asText("");
    }

    JsonNode node(String path) {
        JsonNode current = json();
        for (String step : path.split("(?<!\\\\)\\.")) {
            String plain = step.replace("\\.", ".");
            current = current.isArray() ? current.path(Integer.parseInt(plain)) : current.path(plain);
        }
        return current;
    }

    String message() {
        return at("message");
    }

    String reason() {
        return at("reason");
    }

    /** Names of the items of a list, in order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        json().path("items")
                .forEach(item -> names.add(item.path("metadata").path("name").asText()));
        return names;
    }

    String version() {
        return at("metadata.resourceVersion");
    }
}
