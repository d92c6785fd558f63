// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.gc.LocalWrites;
import dev.weft.sandbox.json.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What every cluster has from the start: namespaces, and the roles that are needed to look around. */
final class FirstObjects {
    private static final List<JsonNode> OBJECTS = read();

    private FirstObjects() {}

    private static List<JsonNode> read() {
        try (InputStream source = Objects.requireNonNull(
                FirstObjects.class.getResourceAsStream("first-objects.yaml"), "first-objects.yaml")) {
            return Yaml.documents(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates those that are missing. */
    static void create(LocalWrites writes) {
        OBJECTS.forEach(object -> writes.create((ObjectNode) object.deepCopy()));
    }
}
