// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML (and so JSON) into trees. Aliases are bounded; a key twice in one map is an error. */
public final class Yaml {
    private static final int MOST_CODE_POINTS = 64 << 20;

    private Yaml() {}

    /**
     * All documents of a text, in order; empty ones are left out.
     *
     * @throws YamlEngineException with the position, when it is not YAML
     */
    public static List<JsonNode> documents(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(MOST_CODE_POINTS)
                .build();
        List<JsonNode> result = new ArrayList<>();
        for (Object document : new Load(settings).loadAllFromString(text)) {
            if (document != null) {
                result.add(node(document, 0));
            }
        }
        return result;
    }

    private static JsonNode node(@Nullable Object value, int depth) {
        if (depth > 200) {
            throw new YamlEngineException("nested deeper than 200 levels");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), node(item, depth + 1)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(item -> array.add(node(item, depth + 1)));
                yield array;
            }
            case Boolean bool -> nodes.booleanNode(bool);
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case BigInteger number -> nodes.numberNode(number);
            case Double number -> nodes.numberNode(number);
            default -> nodes.textNode(value.toString());
        };
    }
}
