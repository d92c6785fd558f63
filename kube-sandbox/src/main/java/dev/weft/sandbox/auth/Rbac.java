// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Roles and their bindings (https://kubernetes.io/docs/reference/access-authn-authz/rbac/), read anew after each change. */
public final class Rbac {
    private static final String GROUP = "rbac.authorization.k8s.io/";

    private final Store store;
    private volatile @Nullable Grants grants;

    public Rbac(Store store) {
        this.store = store;
    }

    /** Follows roles and bindings; called with every change of the store. */
    public void accept(Change change) {
        if (change.after().key().resource().startsWith(GROUP)) {
            grants = null;
        }
    }

    /** @param namespace where it holds, empty everywhere */
    private record Binding(String namespace, JsonNode subjects, List<Rule> rules) {}

    private record Grants(Map<Key, List<Rule>> roles, List<Binding> bindings) {}

    /** @throws Refusal 403 in the words of Kubernetes */
    public void require(User user, Attributes wanted) {
        if (!allows(user, wanted)) {
            throw Forbidden.of(user, wanted);
        }
    }

    public boolean allows(User user, Attributes wanted) {
        if (user.groups().contains(User.MASTERS)) {
            return true;
        }
        for (Binding binding : current().bindings()) {
            boolean here = binding.namespace().isEmpty()
                    || (binding.namespace().equals(wanted.namespace())
                            && !wanted.resource().isEmpty());
            if (here && isSubject(binding, user) && binding.rules().stream().anyMatch(rule -> rule.allows(wanted))) {
                return true;
            }
        }
        return false;
    }

    /** All rules that hold for a user in a namespace. */
    List<Rule> rules(User user, String namespace) {
        List<Rule> result = new ArrayList<>();
        if (user.groups().contains(User.MASTERS)) {
            List<String> all = List.of("*");
            result.add(new Rule(all, all, all, List.of(), List.of()));
            result.add(new Rule(all, List.of(), List.of(), List.of(), all));
        }
        for (Binding binding : current().bindings()) {
            boolean here = binding.namespace().isEmpty() || binding.namespace().equals(namespace);
            if (here && isSubject(binding, user)) {
                result.addAll(binding.rules());
            }
        }
        return result;
    }

    /** The rules that a binding's roleRef stands for; empty when there is no such role. */
    Optional<List<Rule>> rulesOf(JsonNode roleRef, String namespace) {
        return Optional.ofNullable(current().roles().get(role(roleRef, namespace)));
    }

    private static Key role(JsonNode roleRef, String namespace) {
        String name = Json.at(roleRef, "name");
        return Json.at(roleRef, "kind").equals("ClusterRole")
                ? new Key(GROUP + "clusterroles", "", name)
                : new Key(GROUP + "roles", namespace, name);
    }

    private Grants current() {
        Grants known = grants;
        if (known == null) {
            // Read under the lock of writes: a change that comes later sets it to null again.
            known = store.locked(() -> {
                Grants fresh = read();
                grants = fresh;
                return fresh;
            });
        }
        return known;
    }

    private Grants read() {
        Map<Key, List<Rule>> roles = new HashMap<>();
        for (String plural : List.of("roles", "clusterroles")) {
            for (Stored role : store.list(GROUP + plural, null).objects()) {
                roles.put(role.key(), rules(role.tree()));
            }
        }
        List<Binding> bindings = new ArrayList<>();
        for (String plural : List.of("rolebindings", "clusterrolebindings")) {
            for (Stored stored : store.list(GROUP + plural, null).objects()) {
                JsonNode binding = stored.tree();
                String namespace = stored.key().namespace();
                Key role = role(binding.path("roleRef"), namespace);
                bindings.add(new Binding(namespace, binding.path("subjects"), roles.getOrDefault(role, List.of())));
            }
        }
        return new Grants(roles, bindings);
    }

    /** A role's own rules, and those of the roles that an aggregation rule selects. */
    private List<Rule> rules(JsonNode role) {
        List<Rule> rules = new ArrayList<>();
        role.path("rules").forEach(rule -> rules.add(Rule.read(rule)));
        for (JsonNode selector : role.path("aggregationRule").path("clusterRoleSelectors")) {
            for (Stored other : store.list(GROUP + "clusterroles", null).objects()) {
                boolean selected = selector.path("matchLabels").properties().stream()
                        .allMatch(label ->
                                label.getValue().asText().equals(other.labels().get(label.getKey())));
                if (selected) {
                    other.tree().path("rules").forEach(rule -> rules.add(Rule.read(rule)));
                }
            }
        }
        return rules;
    }

    private static boolean isSubject(Binding binding, User user) {
        for (JsonNode subject : binding.subjects()) {
            String name = Json.at(subject, "name");
            String namespace = Json.at(subject, "namespace");
            boolean is = switch (Json.at(subject, "kind")) {
                case "User" -> user.name().equals(name);
                case "Group" -> user.groups().contains(name);
                case "ServiceAccount" ->
                    user.name()
                            .equals("system:serviceaccount:" + (namespace.isEmpty() ? binding.namespace() : namespace)
                                    + ":" + name);
                default -> false;
            };
            if (is) {
                return true;
            }
        }
        return false;
    }
}
