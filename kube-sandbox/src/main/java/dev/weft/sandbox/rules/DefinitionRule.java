// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.sandbox.cel.ObjectRules;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * CustomResourceDefinitions: names, exactly one storage version, structural schemas. They are established in the same
 * write.
 */
final class DefinitionRule implements KindRule {
    private final InstantSource clock;

    DefinitionRule(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode names = Json.child(Json.child(object, "spec"), "names");
        String kind = Json.at(names, "kind");
        if (!names.has("singular")) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (!names.has("listKind")) {
            names.put("listKind", kind + "List");
        }
        status(object, names);
    }

    private void status(ObjectNode object, ObjectNode names) {
        ObjectNode status = Json.child(object, "status");
        status.set("acceptedNames", names.deepCopy());
        Set<String> stored = new TreeSet<>();
        status.path("storedVersions").forEach(version -> stored.add(version.asText()));
        for (JsonNode version : object.path("spec").path("versions")) {
            if (version.path("storage").asBoolean()) {
                stored.add(Json.at(version, "name"));
            }
        }
        ArrayNode versions = status.putArray("storedVersions");
        stored.forEach(versions::add);
        if (status.path("conditions").isEmpty()) {
            String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            ArrayNode conditions = status.putArray("conditions");
            condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", now);
            condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        }
    }

    private static void condition(ArrayNode conditions, String type, String reason, String message, String now) {
        conditions
                .addObject()
                .put("lastTransitionTime", now)
                .put("message", message)
                .put("reason", reason)
                .put("status", "True")
                .put("type", type);
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = object.path("spec");
        String plural = Json.at(spec, "names", "plural");
        String group = Json.at(spec, "group");
        String name = Json.at(object, "metadata", "name");
        if (!name.equals(plural + "." + group)) {
            causes.add(Cause.invalid(
                    "metadata.name", TextNode.valueOf(name), "must be spec.names.plural+\".\"+spec.group"));
        }
        String scope = Json.at(spec, "scope");
        if (!scope.isEmpty() && !Set.of("Namespaced", "Cluster").contains(scope)) {
            causes.add(Cause.unsupported("spec.scope", spec.path("scope"), List.of("Cluster", "Namespaced")));
        }
        int storage = 0;
        for (JsonNode version : spec.path("versions")) {
            storage += version.path("storage").asBoolean() ? 1 : 0;
        }
        schemas(spec).forEach((path, schema) -> {
            if (!schema.isObject()) {
                causes.add(Cause.required(path, "schemas are required"));
            } else {
                StructuralRules.check(schema, path, causes);
                causes.addAll(ObjectRules.findings(schema, path).causes());
            }
        });
        if (storage != 1) {
            causes.add(Cause.invalid(
                    "spec.versions", spec.path("versions"), "must have exactly one version marked as storage version"));
        }
        if (before != null) {
            for (String field : List.of("group", "scope")) {
                if (!spec.path(field).equals(before.path("spec").path(field))) {
                    causes.add(Cause.invalid("spec." + field, spec.path(field), "field is immutable"));
                }
            }
        }
        return causes;
    }

    /** Schemas by their paths: one that all versions share stands, for Kubernetes, at the top. */
    private static Map<String, JsonNode> schemas(JsonNode spec) {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        int index = 0;
        for (JsonNode version : spec.path("versions")) {
            String path = "spec.versions[" + index + "].schema.openAPIV3Schema";
            schemas.put(path, version.path("schema").path("openAPIV3Schema"));
            index++;
        }
        Set<JsonNode> distinct = new HashSet<>(schemas.values());
        return distinct.size() == 1
                ? Map.of("spec.validation.openAPIV3Schema", distinct.iterator().next())
                : schemas;
    }

    @Override
    public List<String> warnings(ObjectNode object) {
        List<String> result = new ArrayList<>();
        schemas(object.path("spec"))
                .forEach((path, schema) -> ObjectRules.findings(schema, path)
                        .notEvaluated()
                        .forEach(rule -> result.add(
                                "kube-sandbox keeps this rule of x-kubernetes-validations but does not evaluate it: "
                                        + rule.replaceAll("\\s+", " "))));
        if (Json.at(object, "spec", "conversion", "strategy").equals("Webhook")) {
            result.add("kube-sandbox calls no conversion webhook: versions differ in apiVersion only");
        }
        return result;
    }
}
