// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.schema.Schema;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuiltInsTest {

    @Test
    void everyFieldOfEveryBuiltInKindCanBeRead() {
        Set<Map<String, Schema>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Schema> open = new ArrayDeque<>();
        BuiltIns.resources().forEach(resource -> open.add(resource.schema()));
        while (!open.isEmpty()) {
            Schema schema = open.remove();
            if (schema.element() != null) {
                open.add(schema.element());
            }
            if (schema.type() == Schema.Type.STRUCT && seen.add(schema.properties())) {
                assertThat(schema.properties().keySet()).containsAll(schema.required());
                open.addAll(schema.properties().values());
            }
        }
        assertThat(seen).hasSizeGreaterThan(300);
    }

    @Test
    void defaultsThatOpenApiDoesNotTellAreKnown() {
        Schema restartPolicy = BuiltIns.type("core.v1.PodSpec").properties().get("restartPolicy");
        assertThat(restartPolicy).isNotNull();
        assertThat(restartPolicy.fallback()).hasToString("\"Always\"");
    }
}
