// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.smi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Optional;

/** What the code of Open Service Mesh 1.2.4 makes of objects that no schema says; the source of each rule is named. */
final class SmiRules {

    private final List<JsonNode> objects;
    private final List<String> complaints;

    /**
     * @param objects that may be referred to
     * @param complaints are added here
     */
    SmiRules(List<JsonNode> objects, List<String> complaints) {
        this.objects = objects;
        this.complaints = complaints;
    }

    void check(JsonNode object) {
        JsonNode spec = object.path("spec");
        switch (object.path("kind").asText()) {
            case "TrafficTarget" -> trafficTarget(object);
            case "TCPRoute" -> {
                // pkg/envoy/rbac/policy.go, Build: without a port every port is allowed.
                if (spec.at("/matches/ports").isEmpty()) {
                    complaints.add("spec.matches.ports: none, which means every port");
                }
                // pkg/catalog/traffictarget.go, toUint16Slice: others wrap around.
                spec.at("/matches/ports").forEach(port -> {
                    if (port.asInt() < 1 || port.asInt() > 65_535) {
                        complaints.add("spec.matches.ports: " + port + " is no port");
                    }
                });
            }
            case "HTTPRouteGroup" -> spec.path("matches").forEach(this::pathRegex);
            default -> {
                // of a TrafficSplit the schema says it all
            }
        }
    }

    /** pkg/envoy/rds/route/route_config.go gives it to Envoy as RE2. */
    private void pathRegex(JsonNode match) {
        String regex = match.path("pathRegex").asText();
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            complaints.add("spec.matches: " + regex + " is not RE2: " + e.getDescription());
        }
    }

    private void trafficTarget(JsonNode object) {
        JsonNode spec = object.path("spec");
        String namespace = object.at("/metadata/namespace").asText();
        // pkg/validator/validators.go, trafficTargetValidator
        if (!spec.at("/destination/namespace").asText().equals(namespace)) {
            complaints.add("spec.destination.namespace: must be that of the TrafficTarget");
        }
        // pkg/envoy/rbac/policy.go, Build: without a source everybody is allowed.
        if (spec.path("sources").isEmpty()) {
            complaints.add("spec.sources: none, which means everybody");
        }
        // pkg/catalog/traffictarget.go, getAllowedDirectionalServiceAccounts: others count for nothing.
        spec.path("sources").forEach(source -> {
            if (!source.path("kind").asText().equals("ServiceAccount")) {
                complaints.add("spec.sources: " + source + " is no ServiceAccount");
            }
        });
        spec.path("rules").forEach(rule -> rule(rule, namespace));
    }

    /** pkg/catalog/traffictarget.go and inbound_traffic_policies.go: routes are looked up in the namespace of the TrafficTarget. */
    private void rule(JsonNode rule, String namespace) {
        Optional<JsonNode> route = objects.stream()
                .filter(object -> object.path("kind").equals(rule.path("kind"))
                        && object.at("/metadata/name").equals(rule.path("name"))
                        && object.at("/metadata/namespace").asText().equals(namespace))
                .findFirst();
        if (route.isEmpty()) {
            complaints.add("spec.rules: there is no " + rule.path("kind").asText() + " "
                    + rule.path("name").asText());
            return;
        }
        for (JsonNode match : rule.path("matches")) {
            boolean there = false;
            for (JsonNode known : route.get().at("/spec/matches")) {
                there |= known.path("name").equals(match);
            }
            if (!there) {
                complaints.add("spec.rules: there is no match " + match.asText() + " in "
                        + rule.path("name").asText());
            }
        }
        // The same: a rule for requests that names no match has no routes.
        if (rule.path("kind").asText().equals("HTTPRouteGroup")
                && rule.path("matches").isEmpty()) {
            complaints.add("spec.rules: no match of " + rule.path("name").asText() + " is named");
        }
    }
}
