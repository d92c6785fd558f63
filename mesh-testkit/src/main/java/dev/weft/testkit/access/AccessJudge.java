// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.DestinationRef;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What an AccessPolicy says of a request, straight from the descriptions of its fields. Takes specs that the plane accepted.
 *
 * @param clusters the clusters whose identities have a trust domain: one that several share cannot tell them apart
 */
public record AccessJudge(Map<String, Set<String>> clusters) {

    /** Whether the spec selects a service; an absent or empty list selects all. */
    public static boolean selects(JsonNode spec, DestinationRef service, Map<String, String> serviceLabels) {
        return anyOf(spec.path("destinationSelector"), element -> {
            JsonNode matcher = element.path("kubeServiceMatcher");
            boolean matches = matcher.isObject()
                    && matcher.path("labels").properties().stream()
                            .allMatch(label -> label.getValue().asText().equals(serviceLabels.get(label.getKey())))
                    && anyOf(matcher.path("namespaces"), name -> name.asText().equals(service.namespace()))
                    && anyOf(matcher.path("clusters"), name -> name.asText().equals(service.cluster()));
            return matches || has(element.at("/kubeServiceRefs/services"), ref -> ref(ref).equals(service));
        });
    }

    /** Whether the policy allows the request to a pod of a service that it selects. */
    public boolean allows(JsonNode spec, AccessRequest request) {
        return anyOf(spec.path("sourceSelector"), element -> isFrom(element, request))
                && anyOf(spec.path("allowedPorts"), port -> port.asInt() == request.port())
                && anyOf(
                        spec.path("allowedMethods"),
                        method -> request.http()
                                .filter(http -> http.method().equals(method.asText()))
                                .isPresent())
                && anyOf(
                        spec.path("allowedPaths"),
                        path -> request.http()
                                .filter(http -> isPath(path.asText(), http.path()))
                                .isPresent());
    }

    private boolean isFrom(JsonNode element, AccessRequest request) {
        JsonNode namespaces = element.at("/kubeIdentityMatcher/namespaces");
        JsonNode names = element.at("/kubeIdentityMatcher/clusters");
        JsonNode accounts = element.at("/kubeServiceAccountRefs/serviceAccounts");
        boolean matcherRestricts = !namespaces.isEmpty() || !names.isEmpty();
        if (!matcherRestricts && accounts.isEmpty()) {
            return true;
        }
        if (request.source().isEmpty()) {
            return false;
        }
        AccessRequest.Identity source = request.source().get();
        Set<String> from = clusters.getOrDefault(source.trustDomain(), Set.of());
        boolean matches = matcherRestricts
                && anyOf(namespaces, name -> name.asText().equals(source.namespace()))
                && anyOf(names, name -> from.contains(name.asText()));
        return matches
                || has(
                        accounts,
                        account -> from.stream()
                                .anyMatch(cluster -> ref(account)
                                        .equals(new DestinationRef(cluster, source.namespace(), source.account()))));
    }

    /** Exact, PREFIX* or *SUFFIX; <code>{*}</code> is one segment and <code>{**}</code> the rest. */
    private static boolean isPath(String allowed, String path) {
        if (allowed.contains("{*}") || allowed.contains("{**}")) {
            String expression =
                    Pattern.quote(allowed).replace("{**}", "\\E.*\\Q").replace("{*}", "\\E[^/]+\\Q");
            return path.matches(expression);
        }
        if (allowed.startsWith("*")) {
            return path.endsWith(allowed.substring(1));
        }
        return allowed.endsWith("*")
                ? path.startsWith(allowed.substring(0, allowed.length() - 1))
                : path.equals(allowed);
    }

    private static DestinationRef ref(JsonNode ref) {
        return new DestinationRef(
                ref.path("clusterName").asText(),
                ref.path("namespace").asText(),
                ref.path("name").asText());
    }

    private static boolean anyOf(JsonNode list, Predicate<JsonNode> test) {
        return list.isEmpty() || has(list, test);
    }

    private static boolean has(JsonNode list, Predicate<JsonNode> test) {
        for (JsonNode entry : list) {
            if (test.test(entry)) {
                return true;
            }
        }
        return false;
    }
}
