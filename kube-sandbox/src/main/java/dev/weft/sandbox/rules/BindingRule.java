// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Role bindings: subjects get their API group; the role they bind stays the same. */
final class BindingRule implements KindRule {

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        for (JsonNode subject : object.path("subjects")) {
            boolean account = Json.at(subject, "kind").equals("ServiceAccount");
            if (subject instanceof ObjectNode fields && !fields.has("apiGroup") && !account) {
                fields.put("apiGroup", "rbac.authorization.k8s.io");
            }
        }
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        JsonNode role = object.path("roleRef");
        if (Json.at(role, "name").isEmpty()) {
            causes.add(Cause.required("roleRef.name", ""));
        }
        if (before != null && !role.equals(before.path("roleRef"))) {
            causes.add(Cause.invalid("roleRef", role, "cannot change roleRef"));
        }
        return causes;
    }
}
