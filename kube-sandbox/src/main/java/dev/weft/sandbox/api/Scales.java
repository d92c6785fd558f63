// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.patch.MergePatch;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.List;
import java.util.stream.Collectors;

/** The subresource {@code scale}: the number of replicas as an object of its own. */
final class Scales {
    private final Store store;
    private final Reads reads;
    private final Bodies bodies;
    private final Updates updates;

    Scales(Store store, Reads reads, Bodies bodies, Updates updates) {
        this.store = store;
        this.reads = reads;
        this.bodies = bodies;
        this.updates = updates;
    }

    Answer.One answer(Call call) {
        return switch (call.verb()) {
            case "get" -> Verbs.one(200, scale(Versions.tree(call.resource(), reads.stored(call))));
            case "update", "patch" -> store.locked(() -> set(call));
            default -> throw Refusal.methodNotAllowed();
        };
    }

    private Answer.One set(Call call) {
        Stored stored = reads.stored(call);
        ObjectNode before = Versions.tree(call.resource(), stored);
        ObjectNode sent = bodies.options(call);
        if (call.verb().equals("patch")
                && !call.contentType().equals(Patches.MERGE)
                && !call.contentType().equals(Patches.STRATEGIC)) {
            throw Refusal.unsupportedMediaType(Patches.MERGE + ", " + Patches.STRATEGIC);
        }
        ObjectNode wanted = call.verb().equals("patch") ? MergePatch.apply(scale(before), sent) : sent;
        JsonNode replicas = wanted.path("spec").path("replicas");
        if (replicas.asInt() < 0) {
            Cause cause = Cause.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
            throw Refusal.invalid("autoscaling", "Scale", call.name(), List.of(cause));
        }
        ObjectNode after = before.deepCopy();
        Json.child(after, "spec").put("replicas", replicas.asInt());
        String version = Json.at(wanted, "metadata", "resourceVersion");
        if (!version.isEmpty()) {
            Json.child(after, "metadata").put("resourceVersion", version);
        }
        Answer.One answer = updates.update(call, stored, before, new Bodies.Decoded(after, List.of()));
        return Verbs.one(200, scale(Json.own(answer.json())));
    }

    private static ObjectNode scale(ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            if (object.path("metadata").has(field)) {
                metadata.set(field, object.path("metadata").get(field));
            }
        }
        scale.putObject("spec")
                .put("replicas", object.path("spec").path("replicas").asInt());
        ObjectNode status = scale.putObject("status");
        status.put("replicas", object.path("status").path("replicas").asInt());
        JsonNode selector = object.path("spec").path("selector");
        JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
        status.put(
                "selector",
                labels.properties().stream()
                        .filter(label -> label.getValue().isTextual())
                        .map(label -> label.getKey() + "=" + label.getValue().asText())
                        .sorted()
                        .collect(Collectors.joining(",")));
        return scale;
    }
}
