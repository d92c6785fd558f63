// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Istio's webhook checks of a VirtualService of the mesh (istio.io/istio {@code pkg/config/validation/validation.go}
 * ValidateVirtualService and {@code virtualservice.go} validateHTTPRoute).
 */
final class VirtualServiceRules {

    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");
    private static final double SMALLEST_FAULT = 0.0001;
    /** supportedRetryOnPolicies: Envoy's conditions for HTTP and gRPC, and Istio's retriable-status-codes. */
    private static final Set<String> RETRY_ON = Set.of(
            "5xx",
            "gateway-error",
            "reset",
            "reset-before-request",
            "connect-failure",
            "envoy-ratelimited",
            "retriable-4xx",
            "refused-stream",
            "retriable-status-codes",
            "retriable-headers",
            "cancelled",
            "deadline-exceeded",
            "internal",
            "resource-exhausted",
            "unavailable");

    private final Complaints complaints;
    private final WebhookValues values;

    VirtualServiceRules(Complaints complaints) {
        this.complaints = complaints;
        this.values = new WebhookValues(complaints);
    }

    void check(JsonNode spec) {
        complaints.unless(!spec.path("hosts").isEmpty(), "spec.hosts", "a VirtualService of the mesh needs hosts");
        Set<String> hosts = new HashSet<>();
        for (JsonNode host : spec.path("hosts")) {
            values.host(host, "spec.hosts");
            complaints.unless(!host.asText().equals("*"), "spec.hosts", "* is not allowed in the mesh");
            complaints.unless(hosts.add(host.asText()), "spec.hosts", "duplicate host " + host);
        }
        complaints.unless(
                !spec.path("http").isEmpty() || spec.has("tcp") || spec.has("tls"),
                "spec",
                "http, tcp or tls must be provided");
        for (int i = 0; i < spec.path("http").size(); i++) {
            route(spec.path("http").get(i), "spec.http[" + i + "]");
        }
    }

    private void route(JsonNode route, String path) {
        complaints.unless(!route.path("route").isEmpty(), path, "route or redirect is required");
        for (JsonNode match : route.path("match")) {
            match(match, path + ".match");
        }
        headers(route.path("headers"), path + ".headers");
        authority(route.path("headers").path("request"), path + ".headers.request");
        cors(route.path("corsPolicy"), path + ".corsPolicy");
        if (route.has("fault")) {
            fault(route.path("fault"), path + ".fault");
        }
        values.percentage(route.path("mirrorPercentage"), 0, path + ".mirrorPercentage");
        if (route.has("mirror")) {
            destination(route.path("mirror"), path + ".mirror");
        }
        if (route.has("retries")) {
            retries(route.path("retries"), path + ".retries");
        }
        destinations(route.path("route"), path + ".route");
        values.duration(route.path("timeout"), path + ".timeout");
    }

    private void match(JsonNode match, String path) {
        for (String field : List.of("headers", "withoutHeaders")) {
            match.path(field).properties().forEach(header -> {
                values.headerName(header.getKey(), path + "." + field);
                values.stringMatch(header.getValue(), path + "." + field + "." + header.getKey());
            });
        }
        match.path("queryParams").properties().forEach(parameter -> {
            complaints.unless(!parameter.getKey().isEmpty(), path + ".queryParams", "has no name");
            values.stringMatch(parameter.getValue(), path + ".queryParams." + parameter.getKey());
        });
        for (String field : List.of("uri", "scheme", "method", "authority")) {
            values.stringMatch(match.path(field), path + "." + field);
        }
        if (match.has("port")) {
            values.port(match.path("port"), path + ".port");
        }
        values.labels(match.path("sourceLabels"), path + ".sourceLabels");
        if (match.has("sourceNamespace")) {
            values.dnsLabel(match.path("sourceNamespace").asText(), path + ".sourceNamespace");
        }
    }

    private void headers(JsonNode headers, String path) {
        headers(headers.path("request"), true, path + ".request");
        headers(headers.path("response"), false, path + ".response");
    }

    private void headers(JsonNode operations, boolean request, String path) {
        for (String field : List.of("add", "set")) {
            operations.path(field).properties().forEach(header -> {
                values.changedHeader(header.getKey(), request, path + "." + field);
                values.headerValue(header.getValue().asText(), path + "." + field);
            });
        }
        operations.path("remove").forEach(name -> values.changedHeader(name.asText(), false, path + ".remove"));
    }

    /** validateAuthorityRewrite. */
    private void authority(JsonNode request, String path) {
        List<String> names = new ArrayList<>();
        request.path("add").fieldNames().forEachRemaining(names::add);
        request.path("set").fieldNames().forEachRemaining(names::add);
        complaints.unless(
                names.stream().filter(WebhookValues::isAuthority).count() < 2,
                path,
                "authority header cannot be set multiple times");
    }

    private void cors(JsonNode cors, String path) {
        for (JsonNode origin : cors.path("allowOrigins")) {
            String match = origin.path("exact").asText()
                    + origin.path("prefix").asText()
                    + origin.path("regex").asText();
            complaints.unless(!match.isEmpty(), path + ".allowOrigins", "is not a valid match type");
            values.stringMatch(origin, path + ".allowOrigins");
        }
        cors.path("allowMethods")
                .forEach(method -> complaints.unless(
                        METHODS.contains(method.asText()), path + ".allowMethods", method + " is no HTTP method"));
        for (String field : List.of("allowHeaders", "exposeHeaders")) {
            cors.path(field).forEach(name -> {
                if (!name.asText().equals("*")) {
                    values.headerName(name.asText(), path + "." + field);
                }
            });
        }
        values.wholeSeconds(cors.path("maxAge"), path + ".maxAge");
    }

    private void fault(JsonNode fault, String path) {
        complaints.unless(fault.has("abort") || fault.has("delay"), path, "must have an abort and/or a delay");
        if (fault.has("abort")) {
            JsonNode abort = fault.path("abort");
            values.percentage(abort.path("percentage"), SMALLEST_FAULT, path + ".abort");
            int status = abort.path("httpStatus").asInt();
            complaints.unless(status >= 200 && status <= 600, path + ".abort", "HTTP status " + status);
        }
        if (fault.has("delay")) {
            JsonNode delay = fault.path("delay");
            values.percentage(delay.path("percentage"), SMALLEST_FAULT, path + ".delay");
            values.duration(delay.path("fixedDelay"), path + ".delay.fixedDelay");
            complaints.unless(!delay.has("exponentialDelay"), path + ".delay", "exponentialDelay not supported yet");
        }
    }

    private void retries(JsonNode retries, String path) {
        int attempts = retries.path("attempts").asInt();
        complaints.unless(attempts >= 0, path + ".attempts", "cannot be negative");
        complaints.unless(
                attempts > 0 || (!retries.has("perTryTimeout") && !retries.has("retryOn")),
                path,
                "retry policy configured when attempts are set to 0");
        values.duration(retries.path("perTryTimeout"), path + ".perTryTimeout");
        if (retries.has("retryOn")) {
            for (String condition : retries.path("retryOn").asText().split(",", -1)) {
                complaints.unless(
                        RETRY_ON.contains(condition) || condition.matches("[1-5]\\d\\d"),
                        path + ".retryOn",
                        "\"" + condition + "\" is not a valid retryOn policy");
            }
        }
    }

    private void destinations(JsonNode route, String path) {
        long total = 0;
        for (JsonNode weighted : route) {
            complaints.unless(weighted.has("destination"), path, "destination is required");
            destination(weighted.path("destination"), path + ".destination");
            headers(weighted.path("headers"), path + ".headers");
            long weight = weighted.path("weight").asLong();
            complaints.unless(weight >= 0, path + ".weight", "weight " + weight + " < 0");
            total += weight;
        }
        complaints.unless(total <= Integer.MAX_VALUE, path, "the weights do not fit into an int32");
        complaints.unless(route.size() < 2 || total > 0, path, "total destination weight = 0");
    }

    private void destination(JsonNode destination, String path) {
        complaints.unless(!destination.path("host").asText().equals("*"), path, "invalid destination host *");
        values.host(destination.path("host"), path + ".host");
        if (destination.has("subset")) {
            values.dnsLabel(destination.path("subset").asText(), path + ".subset");
        }
        if (destination.has("port")) {
            values.port(destination.path("port").path("number"), path + ".port");
        }
    }
}
