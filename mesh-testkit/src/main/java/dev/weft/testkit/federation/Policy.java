// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The trafficPolicy that counts for a port of a destination, or of a subset of it. Missing nodes are fields that nobody set.
 *
 * @param outliers {@code outlierDetection}
 * @param balancer {@code loadBalancer}
 */
record Policy(JsonNode tls, JsonNode outliers, JsonNode balancer) {

    private static final String[] FIELDS = {"tls", "outlierDetection", "loadBalancer", "connectionPool"};

    /** Share of the endpoints that may be ejected, where nothing is said. */
    private static final int MOST_EJECTED_BY_DEFAULT = 10;

    /** MergeSubsetTrafficPolicy: settings of a port inherit nothing, neither from their destination nor, in a subset, from those of it. */
    static Policy of(JsonNode destination, JsonNode subset, int port) {
        JsonNode own = atPort(destination, port);
        JsonNode more = atPort(subset, port);
        boolean whole = isAtPort(subset, port);
        return new Policy(
                merged(own, more, "tls", whole),
                merged(own, more, "outlierDetection", whole),
                merged(own, more, "loadBalancer", whole));
    }

    /** Refuses what is not known, in all ports. */
    static void check(JsonNode trafficPolicy) {
        Fields.only(trafficPolicy, "tls", "outlierDetection", "loadBalancer", "connectionPool", "portLevelSettings");
        checkSettings(trafficPolicy);
        trafficPolicy.path("portLevelSettings").forEach(settings -> {
            Fields.only(settings, "port", FIELDS[0], FIELDS[1], FIELDS[2], FIELDS[3]);
            checkSettings(settings);
        });
    }

    private static void checkSettings(JsonNode settings) {
        Fields.only(
                settings.path("tls"),
                "mode",
                "sni",
                "subjectAltNames",
                "clientCertificate",
                "privateKey",
                "caCertificates",
                "credentialName",
                "insecureSkipVerify");
        JsonNode balancer = Fields.only(settings.path("loadBalancer"), "simple", "consistentHash", "localityLbSetting");
        Fields.only(balancer.path("localityLbSetting"), "enabled", "failoverPriority");
        Fields.only(
                settings.path("outlierDetection"),
                "consecutive5xxErrors",
                "consecutiveGatewayErrors",
                "consecutiveLocalOriginFailures",
                "splitExternalLocalOriginErrors",
                "interval",
                "baseEjectionTime",
                "maxEjectionPercent",
                "minHealthPercent");
        if (settings.at("/outlierDetection/minHealthPercent").asInt() > 1) {
            // With 1, what is ejected is called when nothing else is left. It is dead all the same.
            throw new IllegalArgumentException("the model does not know minHealthPercent above 1");
        }
    }

    private static JsonNode merged(JsonNode own, JsonNode more, String field, boolean whole) {
        return whole || more.has(field) ? more.path(field) : own.path(field);
    }

    private static JsonNode atPort(JsonNode policy, int port) {
        for (JsonNode settings : policy.path("portLevelSettings")) {
            if (settings.at("/port/number").asInt() == port) {
                return settings;
            }
        }
        return policy;
    }

    private static boolean isAtPort(JsonNode policy, int port) {
        return atPort(policy, port) != policy;
    }

    boolean detectsOutliers() {
        return !outliers.isMissingNode();
    }

    /** Whether any kind of error that a dead endpoint gives has an endpoint ejected. */
    boolean ejects() {
        boolean local = outliers.path("splitExternalLocalOriginErrors").asBoolean()
                && outliers.path("consecutiveLocalOriginFailures").asInt(5) > 0;
        return outliers.path("consecutive5xxErrors").asInt(5) > 0
                || outliers.path("consecutiveGatewayErrors").asInt(0) > 0
                || local;
    }

    /** Whether so many of all endpoints can be ejected at once. Some Envoys eject one more than that; nothing should rely on it. */
    boolean canEject(int dead, int all) {
        int most = outliers.path("maxEjectionPercent").asInt(MOST_EJECTED_BY_DEFAULT);
        return dead == 0 || (ejects() && dead * 100 <= most * all);
    }
}
