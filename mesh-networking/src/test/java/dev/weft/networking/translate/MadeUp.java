// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;

/** Objects of worlds that tests make up. */
final class MadeUp {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private MadeUp() {}

    /** @param rest fields of the object besides apiVersion, kind, name and namespace, as JSON without quotes around names */
    static RawObject object(
            String cluster, String apiVersion, String kind, String namespace, String name, String rest) {
        return new RawObject(
                new ObjectId(cluster, GroupKind.of(apiVersion, kind), namespace, name),
                apiVersion,
                body(apiVersion, kind, namespace, name, rest),
                "random");
    }

    static ObjectNode body(String apiVersion, String kind, String namespace, String name, String rest) {
        try {
            ObjectNode body = (ObjectNode) MAPPER.readTree("{" + rest + "}");
            body.put("apiVersion", apiVersion).put("kind", kind);
            ObjectNode metadata = body.has("metadata") ? (ObjectNode) body.get("metadata") : body.putObject("metadata");
            metadata.put("name", name).put("namespace", namespace);
            return body;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(rest, e);
        }
    }
}
