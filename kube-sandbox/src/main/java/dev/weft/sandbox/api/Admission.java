// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.Escalation;
import dev.weft.sandbox.auth.Rbac;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.rules.KindRule;
import dev.weft.sandbox.rules.Rules;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.schema.Validation;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands between an object that was sent and one that is stored. */
final class Admission {
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
            "<nil>");

    private final Rules rules;
    private final Rbac rbac;
    private final Escalation escalation;

    Admission(Rules rules, Rbac rbac) {
        this.rules = rules;
        this.rbac = rbac;
        escalation = new Escalation(rbac);
    }

    /**
     * An update or apply of an object that does not exist creates it, for which its user needs the verb create.
     *
     * @throws Refusal 403
     */
    void requireCreate(Call call) {
        if (!call.verb().equals("create")) {
            rbac.require(call.user(), call.attributes("create"));
        }
    }

    /**
     * Nobody gives away rights that he does not have. Kubernetes asks this before it looks at anything else.
     *
     * @param before null when it is created
     * @throws Refusal 403
     */
    void requireRights(Call call, ObjectNode object, @Nullable ObjectNode before) {
        escalation.check(call.user(), call.attributes(call.verb()), object, before);
    }

    /**
     * Fills in what was left open, then judges the whole.
     *
     * @param object is changed
     * @param before null when it is created
     * @return what is accepted but not done
     * @throws Refusal 422 with all that is wrong
     */
    List<String> admit(Call call, String name, ObjectNode object, @Nullable ObjectNode before) {
        Resource resource = call.resource();
        KindRule rule = resource.custom() ? KindRule.NONE : rules.of(resource.id());
        Fields.fill(resource.schema(), object);
        rule.prepare(object, before);
        List<Cause> causes = new ArrayList<>(MetadataRules.check(resource, object));
        causes.addAll(Validation.of(resource.schema(), object, ""));
        expressions(resource, object, before, causes);
        causes.addAll(rule.check(object, before));
        if (!causes.isEmpty()) {
            throw Refusal.invalid(resource.group(), resource.kind(), name, causes);
        }
        return rule.warnings(object);
    }

    /** Expressions are asked only about objects that fit their schema. */
    private static void expressions(
            Resource resource, ObjectNode object, @Nullable ObjectNode before, List<Cause> causes) {
        if (resource.rules().isEmpty()) {
            return;
        }
        if (causes.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
            causes.add(NOT_CHECKED);
        } else {
            causes.addAll(resource.rules().check(object, before));
        }
    }
}
