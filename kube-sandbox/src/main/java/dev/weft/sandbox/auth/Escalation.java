// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Refusal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nobody writes a role, or binds one, that gives rights he does not have himself
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping):
 * members of {@code system:masters} may, and who has the verb {@code escalate} on the role, or {@code bind} on the bound one.
 */
public final class Escalation {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<String> ALL = List.of("*");
    private static final List<Rule> EVERYTHING =
            List.of(new Rule(ALL, ALL, ALL, List.of(), List.of()), new Rule(ALL, List.of(), List.of(), List.of(), ALL));

    private final Rbac rbac;

    public Escalation(Rbac rbac) {
        this.rbac = rbac;
    }

    /**
     * Looks at roles and bindings; other kinds pass.
     *
     * @param wanted the write
     * @param before null when it is created
     * @throws Refusal 403 that names the missing rules, 404 when the bound role is absent
     */
    public void check(User user, Attributes wanted, ObjectNode object, @Nullable ObjectNode before) {
        boolean mine = wanted.group().equals(GROUP) && !user.groups().contains(User.MASTERS);
        if (!mine || (before != null && isOnlyForCollection(object, before))) {
            return;
        }
        Attributes named = named(wanted, object);
        switch (wanted.resource()) {
            case "roles", "clusterroles" -> role(user, named, wanted, object, before);
            case "rolebindings", "clusterrolebindings" -> binding(user, named, object);
            default -> {}
        }
    }

    private static Attributes named(Attributes wanted, ObjectNode object) {
        String name = wanted.name().isEmpty() ? Json.at(object, "metadata", "name") : wanted.name();
        return new Attributes(wanted.verb(), wanted.group(), wanted.resource(), wanted.namespace(), name, "");
    }

    /** Owners and finalizers are left to whoever may update: garbage collection needs them. */
    private static boolean isOnlyForCollection(ObjectNode object, ObjectNode before) {
        return withoutCollected(object).equals(withoutCollected(before));
    }

    private static ObjectNode withoutCollected(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        Json.child(copy, "metadata")
                .remove(List.of("ownerReferences", "finalizers", "managedFields", "resourceVersion"));
        return copy;
    }

    private void role(User user, Attributes role, Attributes wanted, ObjectNode object, @Nullable ObjectNode before) {
        Attributes escalate =
                new Attributes("escalate", GROUP, wanted.resource(), wanted.namespace(), wanted.name(), "");
        if (rbac.allows(user, escalate)) {
            return;
        }
        require(user, role, Rule.all(object.path("rules")));
        boolean aggregates = object.path("aggregationRule").isObject()
                || (before != null && before.path("aggregationRule").isObject());
        if (aggregates && !missing(user, role, EVERYTHING).isEmpty()) {
            throw forbidden(role, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private void binding(User user, Attributes binding, ObjectNode object) {
        JsonNode roleRef = object.path("roleRef");
        String plural = Json.at(roleRef, "kind").equals("ClusterRole") ? "clusterroles" : "roles";
        Attributes bind = new Attributes("bind", GROUP, plural, binding.namespace(), Json.at(roleRef, "name"), "");
        if (rbac.allows(user, bind)) {
            return;
        }
        // Kubernetes names the resource that is written, and the role that is absent.
        List<Rule> rules = rbac.rulesOf(roleRef, binding.namespace())
                .orElseThrow(() -> Refusal.notFound(GROUP, binding.resource(), Json.at(roleRef, "name")));
        require(user, binding, rules);
    }

    private void require(User user, Attributes written, List<Rule> rules) {
        List<Rule> missing = missing(user, written, rules);
        if (!missing.isEmpty()) {
            String groups = user.groups().stream().map(Escalation::quoted).collect(Collectors.joining(" "));
            String list = missing.stream().map(Rule::toString).sorted().collect(Collectors.joining("\n"));
            throw forbidden(
                    written,
                    "user " + quoted(user.name()) + " (groups=[" + groups
                            + "]) is attempting to grant RBAC permissions not currently held:\n" + list);
        }
    }

    private List<Rule> missing(User user, Attributes written, List<Rule> rules) {
        return Coverage.missing(rbac.rules(user, written.namespace()), rules);
    }

    private static Refusal forbidden(Attributes written, String why) {
        return Refusal.forbidden(GROUP, written.resource(), written.name(), why);
    }

    private static String quoted(String text) {
        return Json.text(Json.object().textNode(text));
    }
}
