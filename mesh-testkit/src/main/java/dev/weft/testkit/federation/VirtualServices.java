// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The VirtualServices of a cluster that are for sidecars. What they change of a request or its answer is passed over; conditions on its
 * content are refused.
 */
final class VirtualServices {

    /** @param port empty where the route leaves it to the request */
    record Target(String host, OptionalInt port, String subset, int weight) {}

    record Route(List<Target> targets, List<Target> mirrors, Optional<Resolution.Retries> retries) {}

    record Rule(JsonNode object, List<String> hosts, Visibility visibility) {

        /** All routes of a section, {@code http} or {@code tcp}. */
        JsonNode section(String name) {
            return object.path("spec").path(name);
        }
    }

    private final Mesh mesh;
    private final List<Rule> rules;

    VirtualServices(Mesh mesh, IstioObjects objects) {
        this.mesh = mesh;
        this.rules = objects.ofKind("VirtualService").stream()
                .filter(VirtualServices::isForSidecars)
                .map(this::read)
                .toList();
    }

    private static boolean isForSidecars(JsonNode object) {
        List<String> gateways = Fields.strings(object.at("/spec/gateways"));
        return gateways.isEmpty() || gateways.contains("mesh");
    }

    private Rule read(JsonNode object) {
        JsonNode spec = Fields.only(object.path("spec"), "hosts", "http", "tcp", "gateways", "exportTo");
        spec.path("http")
                .forEach(route -> Fields.only(
                        route,
                        "name",
                        "match",
                        "route",
                        "mirror",
                        "mirrors",
                        "mirrorPercentage",
                        "retries",
                        "timeout",
                        "fault",
                        "headers",
                        "corsPolicy",
                        "rewrite"));
        spec.path("tcp").forEach(route -> Fields.only(route, "match", "route"));
        for (String section : List.of("http", "tcp")) {
            spec.path(section)
                    .forEach(route -> route.path("match")
                            .forEach(match -> Fields.only(match, "name", "port", "sourceNamespace", "sourceLabels")));
        }
        List<String> hosts = Fields.strings(spec.path("hosts")).stream()
                .map(host -> HostPattern.resolve(host, Fields.namespace(object), mesh))
                .toList();
        return new Rule(object, hosts, Visibility.of(object));
    }

    List<Rule> all() {
        return rules;
    }

    /** The route of a request to a host; empty when no VirtualService is about it. */
    Step<Optional<Route>> route(Client client, String host, int port, String section) {
        List<Rule> here = rules.stream()
                .filter(rule -> rule.visibility().reaches(client.namespace())
                        && !rule.section(section).isEmpty())
                .toList();
        Optional<String> pattern = HostPattern.mostSpecific(
                here.stream().flatMap(rule -> rule.hosts().stream()).toList(), host);
        if (pattern.isEmpty()) {
            return Step.found(Optional.empty());
        }
        List<Rule> chosen = here.stream()
                .filter(rule -> rule.hosts().contains(pattern.get()))
                .toList();
        if (chosen.size() > 1) {
            return Step.ended(
                    Reason.AMBIGUOUS_VIRTUAL_SERVICE, chosen.size() + " VirtualServices are for " + pattern.get());
        }
        for (JsonNode route : chosen.getFirst().section(section)) {
            if (matches(route.path("match"), client, port)) {
                return Step.found(Optional.of(read(chosen.getFirst(), route)));
            }
        }
        return Step.ended(
                Reason.NO_ROUTE, "no route of " + Fields.name(chosen.getFirst().object()) + " matches");
    }

    private static boolean matches(JsonNode conditions, Client client, int port) {
        for (JsonNode match : conditions) {
            Map<String, String> labels = Fields.map(match.path("sourceLabels"));
            if (match.path("port").asInt(port) == port
                    && match.path("sourceNamespace").asText(client.namespace()).equals(client.namespace())
                    && client.labels().entrySet().containsAll(labels.entrySet())) {
                return true;
            }
        }
        return conditions.isEmpty();
    }

    /** Everything that a route of the rule sends to. */
    Route read(Rule rule, JsonNode route) {
        List<Target> targets = new ArrayList<>();
        boolean single = route.path("route").size() == 1;
        for (JsonNode to : route.path("route")) {
            Fields.only(to, "destination", "weight", "headers");
            targets.add(target(
                    rule,
                    to.path("destination"),
                    single ? 100 : to.path("weight").asInt(0)));
        }
        List<Target> mirrors = new ArrayList<>();
        if (route.has("mirror")) {
            mirrors.add(target(rule, route.path("mirror"), 100));
        }
        route.path("mirrors")
                .forEach(mirror -> mirrors.add(target(
                        rule, Fields.only(mirror, "destination", "percentage").path("destination"), 100)));
        targets.removeIf(target -> target.weight() == 0);
        return new Route(targets, mirrors, retries(route.path("retries")));
    }

    private Target target(Rule rule, JsonNode destination, int weight) {
        Fields.only(destination, "host", "port", "subset");
        JsonNode port = Fields.only(destination.path("port"), "number").path("number");
        return new Target(
                HostPattern.resolve(
                        destination.path("host").asText(), rule.visibility().namespace(), mesh),
                port.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(port.asInt()),
                destination.path("subset").asText(),
                weight);
    }

    private static Optional<Resolution.Retries> retries(JsonNode retries) {
        if (retries.isMissingNode()) {
            return Optional.empty();
        }
        Fields.only(retries, "attempts", "perTryTimeout", "retryOn", "retryRemoteLocalities");
        return Optional.of(new Resolution.Retries(
                retries.path("attempts").asInt(0),
                retries.path("retryRemoteLocalities").asBoolean()));
    }
}
