// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.status.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one kind demands beyond its schema. */
public interface KindRule {
    KindRule NONE = new KindRule() {};

    /**
     * Sets what the server sets: defaults that depend on other fields, addresses, phases.
     *
     * @param object is changed
     * @param before null when it is created
     */
    default void prepare(ObjectNode object, @Nullable ObjectNode before) {}

    /** What is wrong, in the order of the fields. */
    default List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        return List.of();
    }

    /** What is accepted but not done; for Warning headers. */
    default List<String> warnings(ObjectNode object) {
        return List.of();
    }
}
