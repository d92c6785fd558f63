// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.cel.ObjectRules;
import dev.weft.sandbox.json.Yaml;
import dev.weft.sandbox.kinds.CustomKinds;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.schema.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schemas of one Istio release, as its API server applies them, but strict: a field that would be pruned is a complaint, because
 * nobody would ever see its effect.
 */
final class IstioSchemas {

    private final Map<String, Resource> kinds = new TreeMap<>();
    private final List<String> rulesNotEvaluated = new ArrayList<>();

    private IstioSchemas() {}

    /** @param definitions YAML documents, each a CustomResourceDefinition */
    static IstioSchemas of(String definitions) {
        IstioSchemas schemas = new IstioSchemas();
        for (JsonNode definition : Yaml.documents(definitions)) {
            for (Resource resource : CustomKinds.of(definition)) {
                schemas.kinds.put(key(resource.apiVersion(), resource.kind()), resource);
            }
            for (JsonNode version : definition.path("spec").path("versions")) {
                ObjectRules.Findings findings = ObjectRules.findings(
                        version.path("schema").path("openAPIV3Schema"),
                        definition.path("spec").path("names").path("kind").asText());
                findings.causes().forEach(cause -> schemas.rulesNotEvaluated.add(cause.toString()));
                schemas.rulesNotEvaluated.addAll(findings.notEvaluated());
            }
        }
        return schemas;
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    /** Expressions ({@code x-kubernetes-validations}) that cannot be evaluated here; what they say is not checked. */
    List<String> rulesNotEvaluated() {
        return List.copyOf(rulesNotEvaluated);
    }

    /** What its API server would say against an object, or drop from it; empty when nothing. */
    List<String> complaints(JsonNode object) {
        String key = key(object.path("apiVersion").asText(), object.path("kind").asText());
        Resource kind = kinds.get(key);
        if (kind == null) {
            return List.of("the release does not serve " + key);
        }
        ObjectNode copy = object.deepCopy();
        List<String> complaints = new ArrayList<>();
        Fields.prune(kind.schema(), copy, kind.schema()).forEach(path -> complaints.add(path + ": unknown field"));
        Validation.of(kind.schema(), copy, "").forEach(cause -> complaints.add(cause.field() + ": " + cause.message()));
        if (complaints.isEmpty()) {
            kind.rules().check(copy, null).forEach(cause -> complaints.add(cause.field() + ": " + cause.message()));
        }
        return complaints;
    }
}
