// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.Escalation;
import dev.weft.sandbox.auth.Rbac;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.rules.KindRule;
import dev.weft.sandbox.rules.Rules;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between an object that was sent and one that is stored. */
final class Admission {
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
        List<Cause> causes = new ArrayList<>(Conformity.of(resource, object, before));
        causes.addAll(rule.check(object, before));
        if (!causes.isEmpty()) {
            throw Refusal.invalid(resource.group(), resource.kind(), name, causes);
        }
        return rule.warnings(object);
    }
}
