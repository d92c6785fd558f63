// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One object at one revision. It is kept as bytes: smaller than a tree, ready to be sent, and nobody can change it;
 * {@link #tree()} gives a copy of one's own.
 *
 * @param revision its {@code metadata.resourceVersion}
 * @param json the whole object; {@code apiVersion} and {@code kind} come first. Never modified
 * @param owners uids of {@code metadata.ownerReferences}
 */
public record Stored(Key key, long revision, byte[] json, String uid, Map<String, String> labels, List<String> owners) {

    static Stored of(Key key, long revision, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        Map<String, String> labels = new LinkedHashMap<>();
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        List<String> owners = new ArrayList<>();
        metadata.path("ownerReferences").forEach(owner -> owners.add(Json.at(owner, "uid")));
        return new Stored(
                key,
                revision,
                Json.bytes(object),
                Json.at(metadata, "uid"),
                labels.isEmpty() ? Map.of() : labels,
                List.copyOf(owners));
    }

    /** A fresh tree of the object, the caller's own. */
    public ObjectNode tree() {
        return Json.own(json);
    }
}
