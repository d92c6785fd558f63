// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.ContextAttributes;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;

/**
 * Decodes JSON trees into wire records, strictly in types and tolerantly in fields: an unknown field is told, a wrong type or enum name
 * is an error that names its path, and nothing is coerced. A null in a list or as a value of a map is an error; as a field it counts as
 * absent. Safe to share between threads.
 */
public final class WireDecoder {

    private final JsonMapper mapper = mapper();

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // A condition or a member that is null would silently be none: "no condition", "everyone".
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .withCoercionConfig(
                        LogicalType.Enum, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
                .withCoercionConfig(LogicalType.Textual, config -> {
                    config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .addHandler(new UnknownFields.Collector())
                .build();
    }

    /** Decodes {@code tree}; a missing or null tree counts as an empty object. */
    public <T> Decoded<T> decode(JsonNode tree, Class<T> type) {
        JsonNode present = tree.isMissingNode() || tree.isNull() ? JsonNodeFactory.instance.objectNode() : tree;
        UnknownFields unknown = new UnknownFields();
        try {
            T value = mapper.readerFor(type)
                    .with(ContextAttributes.getEmpty().withSharedAttribute(UnknownFields.ATTRIBUTE, unknown))
                    .readValue(present);
            return unknown.wereMet() ? unknown.beside(value, present, encode(value)) : Decoded.Value.of(value);
        } catch (JsonMappingException e) {
            return DecodeFailure.of(e, present);
        } catch (IOException e) {
            return new Decoded.Undecodable<>("", String.valueOf(e.getMessage()));
        }
    }

    /** The tree of a wire record; absent components are left out, present empty records are {@code {}}. */
    public <T extends JsonNode> T encode(Object wireRecord) {
        return mapper.valueToTree(wireRecord);
    }
}
