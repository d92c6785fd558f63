// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds fields that stand twice in one JSON object. */
public final class Duplicates {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Duplicates() {}

    /** Paths of duplicate fields ({@code spec.size}), in the order of the text, each once. */
    public static List<String> of(byte[] json) throws IOException {
        List<String> result = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            value(parser, "", result);
        }
        return result.stream().distinct().toList();
    }

    private static void value(JsonParser parser, String path, List<String> result) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Set<String> seen = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String place = path.isEmpty() ? name : path + "." + name;
                if (!seen.add(name)) {
                    result.add(place);
                }
                parser.nextToken();
                value(parser, place, result);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            int index = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                value(parser, path + "[" + index + "]", result);
                index++;
            }
        }
    }
}
