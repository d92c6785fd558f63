// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code fieldPath}: {@code .spec.parts['a.b']}, fields of structures and keys of maps. */
final class FieldPaths {
    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_-]+)|\\['([^']+)'\\]");

    private FieldPaths() {}

    static boolean exists(JsonNode schema, String path) {
        JsonNode current = schema;
        Matcher steps = STEP.matcher(path);
        int end = 0;
        while (steps.find() && steps.start() == end) {
            end = steps.end();
            String name = steps.group(1) == null ? steps.group(2) : steps.group(1);
            JsonNode values = current.path("additionalProperties");
            current = values.isObject() ? values : current.path("properties").path(name);
        }
        return end == path.length() && current.isObject();
    }

    /** The path in the words of causes. */
    static String below(String place, String path) {
        String below = path.replaceAll("\\['([^']+)'\\]", ".$1");
        return place.isEmpty() ? below.replaceFirst("^\\.", "") : place + below;
    }
}
