// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The query parameters of a request, checked when they are asked for. Unknown ones are ignored, as Kubernetes does. */
public record Options(Map<String, String> query, String userAgent) {
    public static final Options NONE = new Options(Map.of(), "kube-sandbox");
    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");

    public String get(String name) {
        return query.getOrDefault(name, "");
    }

    public boolean flag(String name) {
        String value = get(name);
        return query.containsKey(name) && !Set.of("false", "0").contains(value);
    }

    /** How unknown and duplicate fields are treated: Strict, Warn (the default) or Ignore. */
    public String fieldValidation(String options) {
        String value = get("fieldValidation");
        List<String> known = List.of("Ignore", "Warn", "Strict");
        if (value.isEmpty()) {
            return "Warn";
        }
        if (!known.contains(value)) {
            throw unsupported(options, "fieldValidation", Json.object().textNode(value), known);
        }
        return value;
    }

    /** True when nothing is to be kept. */
    public boolean dryRun(String options) {
        String value = get("dryRun");
        if (!value.isEmpty() && !value.equals("All")) {
            ArrayNode given = Json.array().add(value);
            throw unsupported(options, "dryRun", given, List.of("All"));
        }
        return value.equals("All");
    }

    /** The field manager, by default the program name in the user agent. */
    public String manager() {
        String given = get("fieldManager");
        if (!given.isEmpty()) {
            return given;
        }
        int slash = userAgent.indexOf('/');
        String program = slash < 0 ? userAgent : userAgent.substring(0, slash);
        return program.isEmpty() ? "unknown" : program.length() > 128 ? program.substring(0, 128) : program;
    }

    /** Number of seconds or items, 0 when not given. */
    public long number(String name) {
        String value = get(name);
        try {
            return value.isEmpty() ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
        }
    }

    /** The propagation policy of a deletion, from its body or the query; Background when neither says. */
    static String propagation(Options options, JsonNode body) {
        String policy = Json.at(body, "propagationPolicy");
        if (policy.isEmpty()) {
            policy = options.get("propagationPolicy");
        }
        if (policy.isEmpty()) {
            boolean orphan = body.path("orphanDependents").asBoolean()
                    || options.get("orphanDependents").equals("true");
            return orphan ? "Orphan" : "Background";
        }
        if (!POLICIES.contains(policy)) {
            List<String> supported = List.of("Foreground", "Background", "Orphan", "nil");
            throw unsupported(
                    "DeleteOptions", "propagationPolicy", Json.object().textNode(policy), supported);
        }
        return policy;
    }

    private static Refusal unsupported(String options, String field, JsonNode value, List<String> supported) {
        return Refusal.invalid("meta.k8s.io", options, "", List.of(Cause.unsupported(field, value, supported)));
    }
}
