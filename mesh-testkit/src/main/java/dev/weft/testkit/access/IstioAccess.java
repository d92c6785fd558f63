// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the proxies of a cluster do with a request, by the AuthorizationPolicies of that cluster (istio.io/istio {@code
 * pilot/pkg/security/authz/model}, {@code pilot/pkg/security/trustdomain/bundle.go}; the rules of precedence are in the reference of
 * AuthorizationPolicy). A field that it does not know is an error and never a guess.
 *
 * @param rootNamespace policies there reach into every namespace
 * @param trustDomains of the cluster's own mesh, then its aliases; none where principals are taken as written
 * @param policies the AuthorizationPolicies of the cluster, whole objects
 */
public record IstioAccess(String rootNamespace, List<String> trustDomains, List<JsonNode> policies) {

    /** Stands for the mesh's own trust domain, whatever that is. */
    private static final String OWN = "cluster.local";

    private static final Set<String> SOURCES = Set.of(
            "principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts");

    private static final Set<String> OPERATIONS =
            Set.of("ports", "notPorts", "methods", "notMethods", "paths", "notPaths");

    private static final Set<String> HTTP = Set.of("methods", "notMethods", "paths", "notPaths");

    public IstioAccess {
        trustDomains = List.copyOf(trustDomains);
        policies = List.copyOf(policies);
    }

    /** Whether the sidecar of the pod lets the request through. */
    public boolean allows(AccessRequest request) {
        return judge(policy -> reaches(policy, request.to()), this::matches, request);
    }

    /**
     * Whether ztunnel lets a connection to the pod through. It does not see what is asked for: a rule about that allows nothing and denies
     * everything, and principals are taken as written (istio.io/istio {@code pilot/pkg/serviceregistry/ambient/authorization.go}).
     */
    public boolean allowsAtZtunnel(AccessRequest request) {
        return judge(policy -> reaches(policy, request.to()), this::matchesAtZtunnel, request);
    }

    /** Whether the waypoint of a Service lets the request through; what comes out of it has the identity of the waypoint. */
    public boolean allowsAtWaypoint(DestinationRef service, AccessRequest request) {
        return judge(policy -> isFor(policy, service), this::matches, request);
    }

    /** Whether a rule of a policy matches. */
    private interface Matching {
        boolean matches(JsonNode rule, boolean deny, JsonNode policy, AccessRequest request);
    }

    private boolean judge(Predicate<JsonNode> concerned, Matching matching, AccessRequest request) {
        boolean restricted = false;
        boolean allowed = false;
        for (JsonNode policy : policies) {
            if (!concerned.test(policy)) {
                continue;
            }
            JsonNode spec = policy.path("spec");
            boolean deny = isDeny(spec);
            boolean matches = any(spec.path("rules"), rule -> matching.matches(rule, deny, policy, request));
            if (deny && matches) {
                return false;
            }
            restricted |= !deny;
            allowed |= !deny && matches;
        }
        return !restricted || allowed;
    }

    /** Policies of the Service's namespace that refer to it; a waypoint does not look at labels. */
    private static boolean isFor(JsonNode policy, DestinationRef service) {
        return policy.at("/metadata/namespace").asText().equals(service.namespace())
                && any(
                        policy.at("/spec/targetRefs"),
                        ref -> ref.path("group").asText().isEmpty()
                                && ref.path("kind").asText().equals("Service")
                                && ref.path("name").asText().equals(service.name()));
    }

    private static boolean isDeny(JsonNode spec) {
        String action = spec.path("action").asText("ALLOW");
        if (!action.equals("ALLOW") && !action.equals("DENY")) {
            throw new IllegalArgumentException("action " + action);
        }
        return action.equals("DENY");
    }

    private boolean reaches(JsonNode policy, AccessRequest.Pod pod) {
        String namespace = policy.at("/metadata/namespace").asText();
        JsonNode spec = policy.path("spec");
        if (spec.has("targetRef") || spec.has("targetRefs")) {
            return false;
        }
        boolean inNamespace = namespace.equals(pod.namespace()) || namespace.equals(rootNamespace);
        return inNamespace
                && spec.at("/selector/matchLabels").properties().stream()
                        .allMatch(label ->
                                label.getValue().asText().equals(pod.labels().get(label.getKey())));
    }

    private boolean matches(JsonNode rule, boolean deny, JsonNode policy, AccessRequest request) {
        boolean unreadable = request.http().isEmpty() && any(rule.path("to"), IstioAccess::isHttp);
        return !(unreadable && !deny) && holds(rule, policy, request);
    }

    private boolean matchesAtZtunnel(JsonNode rule, boolean deny, JsonNode policy, AccessRequest request) {
        boolean unreadable = any(rule.path("to"), IstioAccess::isHttp);
        AccessRequest connection = new AccessRequest(request.source(), request.to(), request.port(), Optional.empty());
        return !(unreadable && !deny)
                && new IstioAccess(rootNamespace, List.of(), List.of()).holds(rule, policy, connection);
    }

    private boolean holds(JsonNode rule, JsonNode policy, AccessRequest request) {
        return (rule.path("from").isEmpty()
                        || any(rule.path("from"), from -> source(from.path("source"), policy, request)))
                && (rule.path("to").isEmpty() || any(rule.path("to"), to -> operation(to.path("operation"), request)))
                && all(rule.path("when"), when -> condition(when, request));
    }

    private static boolean isHttp(JsonNode to) {
        return HTTP.stream().anyMatch(to.path("operation")::has);
    }

    private boolean source(JsonNode source, JsonNode policy, AccessRequest request) {
        known(source, SOURCES);
        return holds(source, "principals", value -> isPrincipal(value, request))
                && holds(source, "namespaces", value -> isNamespace(value, request))
                && holds(source, "serviceAccounts", value -> isAccount(value, policy, request));
    }

    /** A condition of the rule as a whole; no other key than {@code source.principal} is written. */
    private boolean condition(JsonNode when, AccessRequest request) {
        known(when, Set.of("key", "values", "notValues"));
        if (!when.path("key").asText().equals("source.principal")) {
            throw new IllegalArgumentException("condition on " + when.path("key"));
        }
        return holds(when, "values", value -> isPrincipal(value, request));
    }

    private static boolean operation(JsonNode operation, AccessRequest request) {
        known(operation, OPERATIONS);
        return holds(operation, "ports", value -> Integer.parseInt(value) == request.port())
                && request.http()
                        .filter(http -> !holds(operation, "methods", value -> wildcard(value, http.method()))
                                || !holds(operation, "paths", value -> path(value, http.path())))
                        .isEmpty();
    }

    private static void known(JsonNode part, Set<String> fields) {
        part.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                throw new IllegalArgumentException("field " + field + " of " + part);
            }
        });
    }

    /** One of the values must fit if there are any, and none of those of the field's opposite may. */
    private static boolean holds(JsonNode part, String field, Predicate<String> fits) {
        String opposite = "not" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
        JsonNode values = part.path(field);
        return (values.isEmpty() || any(values, value -> fits.test(value.asText())))
                && !any(part.path(opposite), value -> fits.test(value.asText()));
    }

    private boolean isPrincipal(String written, AccessRequest request) {
        return request.source().isPresent()
                && read(written).stream()
                        .anyMatch(
                                value -> wildcard(value, request.source().get().principal()));
    }

    /** A principal of five parts is taken for each of the mesh's own trust domains when it names one of them, or {@link #OWN}. */
    private Set<String> read(String written) {
        String[] parts = written.split("/", -1);
        String domain = parts[0];
        boolean enforced = !trustDomains.isEmpty() && parts.length == 5 && !domain.equals("*");
        if (!enforced || !(domain.equals(OWN) || trustDomains.stream().anyMatch(own -> wildcard(domain, own)))) {
            return Set.of(written);
        }
        Set<String> all = new LinkedHashSet<>();
        for (String own : trustDomains) {
            boolean asIs = domain.startsWith("*") && own.endsWith(domain.substring(1));
            all.add(asIs ? written : own + written.substring(domain.length()));
        }
        return all;
    }

    private static boolean isNamespace(String written, AccessRequest request) {
        List<String> literal =
                Arrays.stream(written.split("\\*", -1)).map(Pattern::quote).toList();
        return isLike(".*/ns/" + String.join(".*", literal) + "/.*", request);
    }

    private static boolean isAccount(String written, JsonNode policy, AccessRequest request) {
        int slash = written.indexOf('/');
        String namespace = slash < 0 ? policy.at("/metadata/namespace").asText() : written.substring(0, slash);
        String account = written.substring(slash + 1);
        return isLike(
                "spiffe://.+/ns/" + Pattern.quote(namespace) + "/(.+/|)sa/" + Pattern.quote(account) + "(/.+)?",
                request);
    }

    private static boolean isLike(String expression, AccessRequest request) {
        return request.source()
                .filter(from -> ("spiffe://" + from.principal()).matches(expression))
                .isPresent();
    }

    private static boolean wildcard(String pattern, String value) {
        if (pattern.equals("*")) {
            return !value.isEmpty();
        }
        if (pattern.startsWith("*")) {
            return value.endsWith(pattern.substring(1));
        }
        return pattern.endsWith("*")
                ? value.startsWith(pattern.substring(0, pattern.length() - 1))
                : value.equals(pattern);
    }

    /** With an operator it is a template of Envoy (URI template matching), otherwise a wildcard like any other. */
    private static boolean path(String pattern, String value) {
        if (!pattern.contains("{*}") && !pattern.contains("{**}")) {
            return wildcard(pattern, value);
        }
        List<String> segments = new ArrayList<>();
        for (String segment : pattern.split("/", -1)) {
            segments.add(
                    switch (segment) {
                        case "{*}" -> "[-a-zA-Z0-9._~%!$&'()+,;:@=*]+";
                        case "{**}" -> "[-a-zA-Z0-9._~%!$&'()+,;:@=*/]*";
                        default -> Pattern.quote(segment);
                    });
        }
        return value.matches(String.join("/", segments));
    }

    private static boolean any(JsonNode list, Predicate<JsonNode> test) {
        for (JsonNode entry : list) {
            if (test.test(entry)) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(JsonNode list, Predicate<JsonNode> test) {
        return !any(list, test.negate());
    }
}
