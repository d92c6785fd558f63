// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Which namespaces see an object.
 *
 * @param exportTo as written; empty is everywhere
 */
record Visibility(String namespace, List<String> exportTo) {

    static Visibility of(JsonNode object) {
        return new Visibility(Fields.namespace(object), Fields.strings(object.at("/spec/exportTo")));
    }

    static Visibility everywhere(String namespace) {
        return new Visibility(namespace, List.of());
    }

    boolean reaches(String other) {
        return exportTo.isEmpty()
                || exportTo.contains("*")
                || exportTo.contains(other)
                || (exportTo.contains(".") && namespace.equals(other));
    }
}
