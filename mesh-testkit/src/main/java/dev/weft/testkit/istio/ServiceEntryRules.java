// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * What Istio's webhook checks of a ServiceEntry (istio.io/istio {@code pkg/config/validation/validation.go} ValidateServiceEntry,
 * validateWorkloadEntry). Resolutions that Weft never writes are refused here whatever they are.
 */
final class ServiceEntryRules {

    private static final Set<String> PROTOCOLS = Set.of(
            "HTTP", "HTTP_PROXY", "HTTP2", "HTTPS", "GRPC", "GRPC-Web", "TCP", "TLS", "UDP", "Mongo", "Redis", "MySQL");
    private static final String IP = "\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

    private final Complaints complaints;
    private final WebhookValues values;

    ServiceEntryRules(Complaints complaints) {
        this.complaints = complaints;
        this.values = new WebhookValues(complaints);
    }

    void check(JsonNode spec) {
        JsonNode hosts = spec.path("hosts");
        complaints.unless(!hosts.isEmpty(), "spec.hosts", "must have at least one host");
        hosts.forEach(host -> values.host(host, "spec.hosts"));
        spec.path("addresses")
                .forEach(address -> complaints.unless(
                        address.asText().matches("(" + IP + ")(/\\d{1,3})?"),
                        "spec.addresses",
                        address + " is neither an IP address nor a network"));
        Set<String> names = ports(spec.path("ports"));
        boolean selects = spec.has("workloadSelector");
        complaints.unless(!selects || !spec.has("endpoints"), "spec", "has both a workloadSelector and endpoints");
        String resolution = spec.path("resolution").asText();
        complaints.unless(
                resolution.equals("STATIC") || resolution.equals("DNS"), "spec.resolution", "is " + resolution);
        if (resolution.equals("DNS") && spec.path("endpoints").isEmpty()) {
            hosts.forEach(host -> complaints.unless(
                    !host.asText().startsWith("*"), "spec.hosts", "must be no wildcard without endpoints"));
        }
        spec.path("endpoints").forEach(endpoint -> endpoint(endpoint, names, resolution.equals("STATIC")));
        boolean isHttp = true;
        for (JsonNode port : spec.path("ports")) {
            isHttp &= !port.path("protocol").asText().equals("TCP");
        }
        complaints.unless(hosts.size() < 2 || isHttp, "spec.hosts", "are several with a port that is not HTTP or TLS");
    }

    private Set<String> ports(JsonNode ports) {
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        // The webhook lets it pass, but then nothing listens.
        complaints.unless(!ports.isEmpty(), "spec.ports", "has no port");
        for (JsonNode port : ports) {
            String name = port.path("name").asText();
            values.dnsLabel(name, "spec.ports.name");
            values.port(port.path("number"), "spec.ports.number");
            complaints.unless(names.add(name), "spec.ports", "name " + name + " is already defined");
            complaints.unless(
                    numbers.add(port.path("number").asInt()), "spec.ports", "number is already defined: " + port);
            complaints.unless(
                    PROTOCOLS.stream().anyMatch(port.path("protocol").asText()::equalsIgnoreCase),
                    "spec.ports.protocol",
                    "unsupported: " + port);
        }
        return names;
    }

    private void endpoint(JsonNode endpoint, Set<String> portNames, boolean isStatic) {
        String path = "spec.endpoints";
        String address = endpoint.path("address").asText();
        if (!address.matches(IP)) {
            complaints.unless(!isStatic, path, "\"" + address + "\" is no IP address");
            values.host(endpoint.path("address"), path);
        }
        endpoint.path("ports").properties().forEach(port -> {
            complaints.unless(portNames.contains(port.getKey()), path, "port " + port.getKey() + " is not defined");
            values.port(port.getValue(), path + ".ports");
        });
        values.labels(endpoint.path("labels"), path + ".labels");
    }
}
