// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.networking.TrafficPolicyStatus;
import java.util.Set;

/**
 * TrafficPolicy: 1.1 has the actions under {@code policy}. What an unknown field of a condition would have excluded cannot be guessed, so
 * such a policy is refused; an action that is unknown is lost and named.
 */
final class TrafficPolicies implements Body {

    private static final Set<String> CONDITIONS =
            Set.of("sourceSelector", "destinationSelector", "httpRequestMatchers");
    private static final String DESTINATIONS = "destinations";
    private static final String OPTIONS = "options";
    private static final String HEADERS = "headerManipulation";

    private final Wire wire = new Wire();

    @Override
    public ObjectNode specToV1alpha2(ObjectNode spec, String at, Notes notes) {
        ObjectNode out = Trees.object();
        spec.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "sourceSelector" -> out.set(name, Selectors.toV1alpha2(value, at + "." + name));
                case "destinationSelector" -> out.set(name, value);
                case "httpRequestMatchers" ->
                    out.set(
                            name,
                            Trees.each(
                                    value,
                                    at + "." + name,
                                    (matcher, path) -> RequestMatches.toV1alpha2(matcher, path, notes)));
                case "policy" -> {
                    if (value instanceof ObjectNode actions) {
                        actions(actions, at + ".policy", notes, out);
                    } else if (!value.isNull()) {
                        notes.refused(at + ".policy", "is not an object");
                    }
                }
                default ->
                    notes.lost(at + "." + name, "is no field of a TrafficPolicy of 1.1; actions belong under policy");
            }
        });
        return wire.known(
                out,
                TrafficPolicySpec.class,
                (field, meant) -> unknown(field, meant, at, notes),
                (field, message) -> notes.refused(at + "." + inV1(field), message));
    }

    private static void actions(ObjectNode actions, String at, Notes notes, ObjectNode out) {
        actions.properties().forEach(action -> {
            JsonNode value = action.getValue();
            if (CONDITIONS.contains(action.getKey())) {
                notes.refused(at + "." + action.getKey(), "belongs beside policy, not under it");
            } else if (action.getKey().equals("trafficShift") && value instanceof ObjectNode shift) {
                out.set("trafficShift", shift(shift, at + ".trafficShift", notes));
            } else if (action.getKey().equals("corsPolicy") && value instanceof ObjectNode cors) {
                ObjectNode copy = cors.deepCopy();
                if (cors.has("allowOrigins")) {
                    copy.set(
                            "allowOrigins",
                            Trees.each(cors.get("allowOrigins"), "", (origin, path) -> PathMatches.toV1alpha2(origin)));
                }
                out.set("corsPolicy", copy);
            } else {
                out.set(action.getKey(), value);
            }
        });
    }

    private static ObjectNode shift(ObjectNode shift, String at, Notes notes) {
        ObjectNode out = shift.deepCopy();
        if (shift.has(DESTINATIONS)) {
            out.set(DESTINATIONS, Trees.each(shift.get(DESTINATIONS), at + "." + DESTINATIONS, (destination, path) -> {
                if (destination.get("virtualDestination") instanceof ObjectNode virtual) {
                    notes.changed(
                            path + ".virtualDestination",
                            "became failoverService: write a FailoverService "
                                    + virtual.path("namespace").asText() + "/"
                                    + virtual.path("name").asText() + " that does what the VirtualDestination did");
                }
                return Trees.renamed(withoutOptions(destination), "virtualDestination", "failoverService");
            }));
        }
        return out;
    }

    /** Header changes of a destination stand under {@code options} in 1.1, beside nothing else. */
    private static ObjectNode withoutOptions(ObjectNode destination) {
        if (!destination.path(OPTIONS).has(HEADERS)) {
            return destination;
        }
        ObjectNode copy = destination.deepCopy();
        ObjectNode options = (ObjectNode) copy.get(OPTIONS);
        copy.set(HEADERS, options.remove(HEADERS));
        if (options.isEmpty()) {
            copy.remove(OPTIONS);
        }
        return copy;
    }

    private static ObjectNode withOptions(ObjectNode destination) {
        if (!destination.has(HEADERS)) {
            return destination;
        }
        ObjectNode copy = destination.deepCopy();
        JsonNode headers = copy.remove(HEADERS);
        copy.putObject(OPTIONS).set(HEADERS, headers);
        return copy;
    }

    private static void unknown(String field, String meant, String at, Notes notes) {
        String path = at + "." + inV1(field);
        String first = firstOf(field);
        if (CONDITIONS.contains(first)) {
            notes.refused(
                    path,
                    "is a condition that does not exist here" + meant
                            + "; without it the policy would concern more than it did. Say it otherwise, or remove it");
        } else if (field.startsWith("trafficShift.destinations[") && !field.contains("].options")) {
            notes.refused(
                    path,
                    "is no destination that exists here" + meant + "; a shift goes to kubeService or failoverService");
        } else if (first.equals("csrf") || first.equals("rateLimit")) {
            notes.lost(path, "is not done here: THE PROTECTION IS GONE. Protect the service by other means first");
        } else {
            notes.lost(path, "is not done here" + meant);
        }
    }

    /** The path in the form of 1.1 of a field in our form. */
    private static String inV1(String field) {
        String first = firstOf(field);
        if (first.equals("sourceSelector")) {
            return field.replaceFirst("\\.", "." + Selectors.MATCHER + ".");
        }
        return CONDITIONS.contains(first) || field.isEmpty() ? field : "policy." + field;
    }

    private static String firstOf(String field) {
        return field.split("[.\\[]", 2)[0];
    }

    @Override
    public ObjectNode specToV1(ObjectNode spec, String at, Notes notes) {
        ObjectNode known = wire.known(
                spec,
                TrafficPolicySpec.class,
                (field, meant) -> notes.refused(at + "." + field, "is no field of a TrafficPolicy" + meant),
                (field, message) -> notes.refused(at + "." + field, message));
        ObjectNode out = Trees.object();
        ObjectNode policy = Trees.object();
        known.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            String path = at + "." + name;
            switch (name) {
                case "sourceSelector" -> out.set(name, Selectors.toV1(value, path));
                case "destinationSelector" -> out.set(name, value);
                case "httpRequestMatchers" ->
                    out.set(name, Trees.each(value, path, (matcher, element) -> RequestMatches.toV1(matcher)));
                case "trafficShift" -> policy.set(name, shiftToV1(value, path, notes));
                case "faultInjection" -> {
                    if (value.has("exponentialDelay")) {
                        notes.lost(path + ".exponentialDelay", "does not exist in 1.1; the fault is left out");
                    } else {
                        policy.set(name, value);
                    }
                }
                case "retries" -> policy.set(name, retriesToV1(value, path, notes));
                default -> policy.set(name, value);
            }
        });
        if (!policy.isEmpty()) {
            out.set("policy", policy);
        }
        return out;
    }

    private static JsonNode retriesToV1(JsonNode retries, String at, Notes notes) {
        if (!retries.has("retryOn")) {
            return retries;
        }
        notes.lost(at + ".retryOn", "does not exist in 1.1; retries happen when the mesh decides");
        ObjectNode copy = retries.deepCopy();
        copy.remove("retryOn");
        return copy;
    }

    private static ObjectNode shiftToV1(JsonNode shift, String at, Notes notes) {
        ObjectNode out = shift.deepCopy();
        if (shift.has(DESTINATIONS)) {
            out.set(DESTINATIONS, Trees.each(shift.get(DESTINATIONS), at + "." + DESTINATIONS, (destination, path) -> {
                if (destination.has("failoverService")) {
                    notes.changed(
                            path + ".failoverService",
                            "became virtualDestination: FailoverServices do not exist in 1.1, write a VirtualDestination");
                }
                return Trees.renamed(withOptions(destination), "failoverService", "virtualDestination");
            }));
        }
        return out;
    }

    @Override
    public ObjectNode statusToV1alpha2(ObjectNode status, String at, Notes notes) {
        return PolicyStatuses.toV1alpha2(status, TrafficPolicyStatus.class, wire, at, notes);
    }

    @Override
    public ObjectNode statusToV1(ObjectNode status, String at, Notes notes) {
        return PolicyStatuses.toV1(status);
    }
}
