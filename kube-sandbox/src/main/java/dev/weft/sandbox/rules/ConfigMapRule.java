// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ConfigMaps: keys are file names; immutable means it. */
final class ConfigMapRule implements KindRule {

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        for (String field : List.of("data", "binaryData")) {
            object.path(field).fieldNames().forEachRemaining(key -> {
                if (!key.matches("[-._a-zA-Z0-9]+")) {
                    causes.add(badKey(field, key));
                }
            });
        }
        if (before != null) {
            causes.addAll(immutable(object, before));
        }
        return causes;
    }

    static Cause badKey(String field, String key) {
        return Cause.invalid(
                field + "[" + key + "]",
                TextNode.valueOf(key),
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                        + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
    }

    static List<Cause> immutable(ObjectNode object, ObjectNode before) {
        if (!before.path("immutable").asBoolean()) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        if (!object.path("immutable").asBoolean()) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!object.path(field).equals(before.path(field))) {
                causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
        return causes;
    }
}
