// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.schema.Validation;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an object is what its kind says: metadata, schema, and the rules of the definition. */
final class Conformity {
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueTypeInvalid",
            "FieldValueRequired",
            "FieldValueNotSupported",
            "FieldValueTooLong",
            "FieldValueTooMany");
    private static final Cause NOT_CHECKED = new Cause(
            "FieldValueInvalid",
            "Invalid value: null: some validation rules were not checked because the object was invalid; correct the"
                    + " existing errors to complete validation",
            Cause.NOWHERE);

    private Conformity() {}

    /**
     * All that is wrong.
     *
     * @param object without unknown fields, with defaults
     * @param before null when it is created
     */
    static List<Cause> of(Resource resource, ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>(MetadataRules.check(resource, object));
        causes.addAll(Validation.of(resource.schema(), object, ""));
        if (resource.rules().isEmpty()) {
            return causes;
        }
        // Expressions are asked only about objects that fit their schema.
        if (causes.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
            causes.add(NOT_CHECKED);
        } else {
            causes.addAll(resource.rules().check(object, before));
        }
        return causes;
    }
}
