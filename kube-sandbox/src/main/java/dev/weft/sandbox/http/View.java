// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.Answer;
import dev.weft.sandbox.api.WatchEvent;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Puts answers into the form the client accepts: objects, tables, or metadata alone. */
record View(Resource resource, Form form, String includeObject) {
    private static final String PARTIAL = "PartialObjectMetadata";

    /** The forms. */
    enum Form {
        OBJECTS,
        TABLE,
        METADATA
    }

    /** @throws Refusal 406 when the client accepts nothing that can be given */
    static View of(Resource resource, Request request) {
        String include = request.query().getOrDefault("includeObject", "Metadata");
        List<String> accepted = request.headers().getOrDefault("accept", List.of("*/*"));
        for (String clause : String.join(",", accepted).split(",")) {
            String plain = clause.replace(" ", "").toLowerCase(Locale.ROOT);
            String type = plain.replaceAll(";.*", "");
            if (!List.of("application/json", "*/*", "application/*", "").contains(type)) {
                continue;
            }
            if (plain.contains("as=table")) {
                if (plain.contains("v=v1beta1")) {
                    continue;
                }
                return new View(resource, Form.TABLE, include);
            }
            if (plain.contains("as=partialobjectmetadata")) {
                return new View(resource, Form.METADATA, include);
            }
            if (!plain.contains("as=")) {
                return new View(resource, Form.OBJECTS, include);
            }
        }
        throw new Refusal(
                406, "NotAcceptable", "only the following media types are accepted: application/json", Json.object());
    }

    byte[] one(byte[] json) {
        if (form == Form.OBJECTS) {
            return json;
        }
        ObjectNode object = Json.own(json);
        if (Json.at(object, "kind").equals("Status")) {
            return json;
        }
        if (form == Form.METADATA) {
            return Json.bytes(partial(object));
        }
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        return Json.bytes(Tables.of(resource, List.of(object), metadata, includeObject));
    }

    private static ObjectNode partial(ObjectNode object) {
        ObjectNode result = Json.object().put("kind", PARTIAL).put("apiVersion", "meta.k8s.io/v1");
        result.set("metadata", object.path("metadata"));
        return result;
    }

    byte[] many(Answer.Many many) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(many.revision()));
        if (!many.next().isEmpty()) {
            metadata.put("continue", many.next());
        }
        if (many.remaining() > 0) {
            metadata.put("remainingItemCount", many.remaining());
        }
        return switch (form) {
            case OBJECTS -> joined(many.items(), metadata);
            case TABLE -> {
                List<ObjectNode> objects = many.items().stream().map(Json::own).toList();
                yield Json.bytes(Tables.of(resource, objects, metadata, includeObject));
            }
            case METADATA -> {
                ObjectNode list = Json.object().put("kind", PARTIAL + "List").put("apiVersion", "meta.k8s.io/v1");
                list.set("metadata", metadata);
                ArrayNode items = list.putArray("items");
                many.items().forEach(item -> items.add(partial(Json.own(item))));
                yield Json.bytes(list);
            }
        };
    }

    /** Objects are ready as bytes; a list is their concatenation. */
    private byte[] joined(List<byte[]> items, ObjectNode metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(
                64 + items.stream().mapToInt(item -> item.length + 1).sum());
        String head = "{\"kind\":\"" + resource.kind() + "List\",\"apiVersion\":\"" + resource.apiVersion()
                + "\",\"metadata\":" + Json.text(metadata) + ",\"items\":[";
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        boolean first = true;
        for (byte[] item : items) {
            if (!first) {
                out.write(',');
            }
            out.writeBytes(item);
            first = false;
        }
        out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    WatchEvent event(WatchEvent event) {
        if (form == Form.OBJECTS || event.type().equals("ERROR")) {
            return event;
        }
        ObjectNode object = Json.own(event.json());
        if (form == Form.METADATA) {
            return new WatchEvent(event.type(), Json.bytes(partial(object)));
        }
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        List<ObjectNode> rows = event.type().equals("BOOKMARK") ? List.of() : List.of(object);
        return new WatchEvent(event.type(), Json.bytes(Tables.of(resource, rows, metadata, includeObject)));
    }
}
