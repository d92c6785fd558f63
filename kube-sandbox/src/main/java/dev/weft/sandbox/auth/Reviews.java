// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers reviews: whose token, who am I, who may what. Nothing of them is stored. */
public final class Reviews {
    private final Authentication authentication;
    private final Rbac rbac;

    public Reviews(Authentication authentication, Rbac rbac) {
        this.authentication = authentication;
        this.rbac = rbac;
    }

    /**
     * Fills in the status of a review.
     *
     * @param namespace of a LocalSubjectAccessReview
     */
    public ObjectNode answer(String kind, User caller, String namespace, ObjectNode review) {
        Json.child(review, "metadata");
        JsonNode spec = review.path("spec");
        switch (kind) {
            case "TokenReview" -> review.set("status", token(spec));
            case "SelfSubjectReview" -> review.putObject("status").set("userInfo", userInfo(caller));
            case "SelfSubjectAccessReview" -> review.set("status", access(caller, spec, "SelfSubjectAccessReview"));
            case "SubjectAccessReview" -> review.set("status", access(subject(spec), spec, kind));
            case "LocalSubjectAccessReview" -> {
                if (!Json.at(spec, "resourceAttributes", "namespace").equals(namespace)) {
                    throw Refusal.badRequest(
                            "spec.resourceAttributes.namespace must match the namespace of the request");
                }
                review.set("status", access(subject(spec), spec, kind));
            }
            case "SelfSubjectRulesReview" -> review.set("status", rules(caller, Json.at(spec, "namespace")));
            default -> throw Refusal.noSuchResource();
        }
        return review;
    }

    private ObjectNode token(JsonNode spec) {
        ObjectNode status = Json.object();
        List<String> wanted = texts(spec.path("audiences"));
        Optional<ServiceAccountTokens.Verified> verified = authentication.verify(Json.at(spec, "token"));
        List<String> shared = new ArrayList<>(
                verified.map(ServiceAccountTokens.Verified::audiences).orElse(List.of()));
        shared.retainAll(wanted.isEmpty() ? List.of(ServiceAccountTokens.ISSUER) : wanted);
        if (verified.isEmpty() || shared.isEmpty()) {
            status.putObject("user");
            return status.put("error", verified.isEmpty() ? "invalid bearer token" : "token audiences do not match");
        }
        status.put("authenticated", true).set("user", userInfo(verified.get().user()));
        ArrayNode audiences = status.putArray("audiences");
        shared.forEach(audiences::add);
        return status;
    }

    private static ObjectNode userInfo(User user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        ArrayNode groups = info.putArray("groups");
        user.groups().forEach(groups::add);
        return info;
    }

    private static User subject(JsonNode spec) {
        return new User(Json.at(spec, "user"), Json.at(spec, "uid"), texts(spec.path("groups")));
    }

    private ObjectNode access(User user, JsonNode spec, String kind) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (resource.isObject() == path.isObject()) {
            throw Refusal.badRequest(kind
                    + " is invalid: exactly one of nonResourceAttributes or resourceAttributes must be" + " specified");
        }
        Attributes wanted;
        if (path.isObject()) {
            wanted = Attributes.ofPath(Json.at(path, "verb"), Json.at(path, "path"));
        } else {
            String subresource = Json.at(resource, "subresource");
            String name = Json.at(resource, "resource") + (subresource.isEmpty() ? "" : "/" + subresource);
            wanted = new Attributes(
                    Json.at(resource, "verb"),
                    Json.at(resource, "group"),
                    name,
                    Json.at(resource, "namespace"),
                    Json.at(resource, "name"),
                    "");
        }
        return Json.object().put("allowed", rbac.allows(user, wanted));
    }

    private ObjectNode rules(User user, String namespace) {
        ObjectNode status = Json.object();
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode paths = status.putArray("nonResourceRules");
        for (Rule rule : rbac.rules(user, namespace)) {
            if (rule.paths().isEmpty()) {
                ObjectNode entry = resources.addObject();
                list(entry, "verbs", rule.verbs());
                list(entry, "apiGroups", rule.groups());
                list(entry, "resources", rule.resources());
                list(entry, "resourceNames", rule.names());
            } else {
                ObjectNode entry = paths.addObject();
                list(entry, "verbs", rule.verbs());
                list(entry, "nonResourceURLs", rule.paths());
            }
        }
        return status.put("incomplete", false);
    }

    private static void list(ObjectNode entry, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = entry.putArray(field);
            values.forEach(list::add);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.asText()));
        return result;
    }
}
