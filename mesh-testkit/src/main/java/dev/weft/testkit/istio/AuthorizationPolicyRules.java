// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What Istio's webhook checks of an AuthorizationPolicy (istio.io/istio {@code pkg/config/validation/validation.go}
 * ValidateAuthorizationPolicy; {@code pkg/config/security/security.go} CheckEmptyValues, CheckValidPathTemplate, ValidatePorts).
 */
final class AuthorizationPolicyRules {

    private static final List<String> TARGETS = List.of("selector", "targetRef", "targetRefs");
    private static final Set<String> REFERABLE =
            Set.of("/Service", "core/Service", "networking.istio.io/ServiceEntry", "gateway.networking.k8s.io/Gateway");

    private final Complaints complaints;

    AuthorizationPolicyRules(Complaints complaints) {
        this.complaints = complaints;
    }

    void check(JsonNode spec) {
        complaints.unless(
                TARGETS.stream().filter(spec::has).count() <= 1, "spec", "only one of targetRefs or selector");
        spec.path("selector").path("matchLabels").properties().forEach(label -> {
            complaints.unless(!label.getKey().isEmpty(), "spec.selector", "empty key is not supported");
            complaints.unless(
                    !label.getKey().contains("*") && !label.getValue().asText().contains("*"),
                    "spec.selector",
                    "wildcard is not supported");
        });
        complaints.unless(
                !spec.has("selector")
                        || !spec.path("selector").path("matchLabels").isEmpty(),
                "spec.selector",
                "a selector without labels covers the whole namespace");
        spec.path("targetRefs").forEach(this::targetRef);
        complaints.unless(
                !spec.path("action").asText("ALLOW").equals("DENY") || spec.has("rules"), "spec", "DENY without rules");
        for (int i = 0; i < spec.path("rules").size(); i++) {
            rule(spec.path("rules").get(i), "spec.rules[" + i + "]");
        }
    }

    private void targetRef(JsonNode ref) {
        complaints.unless(!ref.path("name").asText().isEmpty(), "spec.targetRefs", "name must be set");
        complaints.unless(!ref.has("namespace"), "spec.targetRefs", "namespace must not be set");
        String kind = ref.path("group").asText() + "/" + ref.path("kind").asText();
        complaints.unless(REFERABLE.contains(kind), "spec.targetRefs", "cannot refer to " + kind);
    }

    private void rule(JsonNode rule, String path) {
        complaints.unless(!rule.has("from") || !rule.path("from").isEmpty(), path + ".from", "must not be empty");
        complaints.unless(!rule.has("to") || !rule.path("to").isEmpty(), path + ".to", "must not be empty");
        for (JsonNode from : rule.path("from")) {
            filled(from.path("source"), path + ".from.source");
        }
        for (JsonNode to : rule.path("to")) {
            JsonNode operation = to.path("operation");
            filled(operation, path + ".to.operation");
            operation
                    .path("ports")
                    .forEach(port -> complaints.unless(
                            port.isTextual() && port.asText().matches("[1-9]\\d{0,4}"),
                            path + ".to.operation.ports",
                            port + " is not a port"));
            operation.path("paths").forEach(template -> template(template.asText(), path + ".to.operation.paths"));
        }
        for (JsonNode when : rule.path("when")) {
            complaints.unless(!when.path("key").asText().isEmpty(), path + ".when", "key must not be empty");
            complaints.unless(
                    !when.path("values").isEmpty() || !when.path("notValues").isEmpty(),
                    path + ".when",
                    "at least one of values or notValues must be set");
        }
    }

    private void filled(JsonNode part, String path) {
        complaints.unless(part.isObject() && !part.isEmpty(), path, "must not be empty");
        part.properties().forEach(field -> {
            complaints.unless(!field.getValue().isEmpty(), path + "." + field.getKey(), "must not be empty");
            field.getValue()
                    .forEach(value -> complaints.unless(
                            !value.asText().isEmpty(), path + "." + field.getKey(), "empty values are not allowed"));
        });
    }

    /** No brace outside of the operators <code>{*}</code> and <code>{**}</code>, of which the latter is the last. */
    private void template(String text, String path) {
        boolean isTemplate = text.contains("{*}") || text.contains("{**}");
        boolean any = false;
        for (String segment : text.replaceAll("^/|/$", "").split("/", -1)) {
            if (segment.equals("{*}") || segment.equals("{**}")) {
                complaints.unless(!any, path, "\"" + text + "\" has an operator behind {**}");
                any = any || segment.equals("{**}");
            } else {
                boolean literal = !isTemplate || segment.matches("[-._~%!$&'()+,;:@=a-zA-Z0-9]*");
                complaints.unless(
                        literal && !segment.matches(".*[{}].*"), path, "\"" + text + "\" has the segment " + segment);
            }
        }
    }
}
