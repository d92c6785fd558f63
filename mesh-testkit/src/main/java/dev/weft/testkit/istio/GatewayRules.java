// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * What Istio's webhook checks of a Gateway (istio.io/istio {@code pkg/config/validation/validation.go} ValidateGateway, validateServer),
 * and what it lets pass and must never be written: one without a selector configures every gateway there is.
 */
final class GatewayRules {

    private final Complaints complaints;
    private final WebhookValues values;

    GatewayRules(Complaints complaints) {
        this.complaints = complaints;
        this.values = new WebhookValues(complaints);
    }

    void check(String name, JsonNode spec) {
        values.dnsLabel(name, "metadata.name");
        complaints.unless(!spec.path("selector").isEmpty(), "spec.selector", "is empty");
        values.labels(spec.path("selector"), "spec.selector");
        complaints.unless(!spec.path("servers").isEmpty(), "spec.servers", "must have at least one server");
        Set<String> portNames = new HashSet<>();
        for (JsonNode server : spec.path("servers")) {
            server(server);
            String port = server.path("port").path("name").asText();
            complaints.unless(portNames.add(port), "spec.servers.port.name", "duplicate name " + port);
        }
    }

    private void server(JsonNode server) {
        complaints.unless(!server.path("hosts").isEmpty(), "spec.servers.hosts", "must have at least one host");
        server.path("hosts").forEach(host -> values.host(host, "spec.servers.hosts"));
        JsonNode port = server.path("port");
        values.port(port.path("number"), "spec.servers.port.number");
        complaints.unless(!port.path("name").asText().isEmpty(), "spec.servers.port.name", "must be set");
        boolean isTls = port.path("protocol").asText().equals("TLS");
        complaints.unless(isTls && server.has("tls"), "spec.servers", "is not TLS with TLS settings");
    }
}
