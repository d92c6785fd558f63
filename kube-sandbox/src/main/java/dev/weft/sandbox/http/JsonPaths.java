// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weft.sandbox.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON paths of printer columns: {@code .spec.a['b.c'].list[0].x}, {@code .conditions[?(@.type=="Ready")].status}.
 * Other forms give nothing.
 */
final class JsonPaths {
    private static final Pattern STEP = Pattern.compile(
            "\\.?\\[\\?\\(@\\.([\\w.]+)\\s*==\\s*['\"]([^'\"]*)['\"]\\)]|\\.?\\[(\\d+)]|\\.?\\[['\"]([^'\"]+)['\"]]"
                    + "|\\.?\\[\\*]|\\.((?:\\\\\\.|[^.\\[])+)");

    private JsonPaths() {}

    /** The first value at the path, missing when there is none. */
    static JsonNode first(JsonNode object, String path) {
        String plain = path.startsWith("{") && path.endsWith("}") ? path.substring(1, path.length() - 1) : path;
        JsonNode current = object;
        Matcher step = STEP.matcher(plain);
        int at = 0;
        while (at < plain.length()) {
            if (!step.find(at) || step.start() != at) {
                return MissingNode.getInstance();
            }
            current = step(current, step);
            at = step.end();
        }
        return current;
    }

    private static JsonNode step(JsonNode current, Matcher step) {
        if (step.group(1) != null) {
            for (JsonNode item : current) {
                if (Json.at(item, step.group(1).split("\\.")).equals(step.group(2))) {
                    return item;
                }
            }
            return MissingNode.getInstance();
        }
        if (step.group(3) != null) {
            return current.path(Integer.parseInt(step.group(3)));
        }
        if (step.group(4) != null) {
            return current.path(step.group(4));
        }
        return step.group(5) == null
                ? current.path(0)
                : current.path(step.group(5).replace("\\.", "."));
    }
}
