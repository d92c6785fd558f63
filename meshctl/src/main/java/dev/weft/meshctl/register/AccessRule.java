// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;

/**
 * A rule of a role.
 *
 * @param group API group, empty for the core group
 * @param resources plurals, sorted
 * @param names of the only objects it is about; empty for all
 */
public record AccessRule(String group, List<String> resources, List<String> verbs, List<String> names) {

    public AccessRule {
        resources = List.copyOf(resources);
        verbs = List.copyOf(verbs);
        names = List.copyOf(names);
    }

    /** One of the agent's, which has one group. */
    static AccessRule of(PolicyRule rule) {
        return new AccessRule(
                rule.getApiGroups().getFirst(), rule.getResources(), rule.getVerbs(), rule.getResourceNames());
    }

    /** As a role has it, and the status of a KubernetesCluster. */
    public ObjectNode json() {
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        rule.putArray("apiGroups").add(group);
        put(rule.putArray("resources"), resources);
        if (!names.isEmpty()) {
            put(rule.putArray("resourceNames"), names);
        }
        put(rule.putArray("verbs"), verbs);
        return rule;
    }

    private static void put(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
