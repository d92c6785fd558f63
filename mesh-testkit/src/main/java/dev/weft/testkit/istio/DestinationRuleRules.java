// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * What Istio's webhook checks of a DestinationRule (istio.io/istio {@code pkg/config/validation/validation.go} ValidateDestinationRule,
 * validateTrafficPolicy; {@code agent/validation.go} ValidateTLS).
 */
final class DestinationRuleRules {

    private final Complaints complaints;
    private final WebhookValues values;

    DestinationRuleRules(Complaints complaints) {
        this.complaints = complaints;
        this.values = new WebhookValues(complaints);
    }

    void check(JsonNode spec) {
        values.host(spec.path("host"), "spec.host");
        if (spec.has("trafficPolicy")) {
            trafficPolicy(spec.path("trafficPolicy"), "spec.trafficPolicy");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode subset : spec.path("subsets")) {
            String name = subset.path("name").asText();
            values.dnsLabel(name, "spec.subsets");
            complaints.unless(names.add(name), "spec.subsets", "duplicate subset name " + name);
            values.labels(subset.path("labels"), "spec.subsets." + name);
            if (subset.has("trafficPolicy")) {
                trafficPolicy(subset.path("trafficPolicy"), "spec.subsets." + name + ".trafficPolicy");
            }
        }
    }

    private void trafficPolicy(JsonNode policy, String path) {
        complaints.unless(!policy.isEmpty(), path, "must have at least one field");
        if (policy.has("tls")) {
            tls(policy.path("tls"), path + ".tls");
        }
        if (policy.has("outlierDetection")) {
            outlierDetection(policy.path("outlierDetection"), path + ".outlierDetection");
        }
        for (JsonNode port : policy.path("portLevelSettings")) {
            values.port(port.path("port").path("number"), path + ".portLevelSettings");
            complaints.unless(port.size() > 1, path + ".portLevelSettings", "must have at least one field");
            if (port.has("tls")) {
                tls(port.path("tls"), path + ".portLevelSettings.tls");
            }
        }
    }

    /** {@code MUTUAL} needs files; {@code ISTIO_MUTUAL} must have none. An empty block is mode DISABLE, which is never meant. */
    private void tls(JsonNode tls, String path) {
        String mode = tls.path("mode").asText();
        complaints.unless(!mode.isEmpty(), path, "tls without a mode is DISABLE; it must be said");
        boolean files = tls.has("clientCertificate") || tls.has("privateKey") || tls.has("caCertificates");
        complaints.unless(!mode.equals("ISTIO_MUTUAL") || !files, path, "ISTIO_MUTUAL has certificates of its own");
        complaints.unless(
                !mode.equals("MUTUAL") || tls.has("credentialName") || tls.has("clientCertificate"),
                path,
                "MUTUAL needs a client certificate");
    }

    private void outlierDetection(JsonNode outlier, String path) {
        values.duration(outlier.path("interval"), path + ".interval");
        values.duration(outlier.path("baseEjectionTime"), path + ".baseEjectionTime");
        int share = outlier.path("maxEjectionPercent").asInt();
        complaints.unless(share >= 0 && share <= 100, path + ".maxEjectionPercent", share + " is not in 0..100");
        complaints.unless(
                outlier.path("consecutive5xxErrors").asLong() >= 0, path + ".consecutive5xxErrors", "is negative");
    }
}
