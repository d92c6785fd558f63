// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The DestinationRules of a cluster. */
final class DestinationRules {

    /** @param host with the namespace, where the object leaves it out */
    record Rule(JsonNode object, String host, Visibility visibility) {

        /** Nothing where there is no such subset. */
        Optional<JsonNode> subset(String name) {
            for (JsonNode subset : object.at("/spec/subsets")) {
                if (subset.path("name").asText().equals(name)) {
                    return Optional.of(subset);
                }
            }
            return Optional.empty();
        }

        List<String> subsets() {
            List<String> names = new ArrayList<>();
            object.at("/spec/subsets")
                    .forEach(subset -> names.add(subset.path("name").asText()));
            return names;
        }
    }

    private final Mesh mesh;
    private final List<Rule> rules;
    /** By namespace, then by host. */
    private final Map<String, Map<String, List<Rule>>> byPlace;

    DestinationRules(Mesh mesh, IstioObjects objects) {
        this.mesh = mesh;
        this.rules = objects.ofKind("DestinationRule").stream()
                .map(object -> read(mesh, object))
                .toList();
        this.byPlace = rules.stream()
                .collect(Collectors.groupingBy(
                        rule -> rule.visibility().namespace(), Collectors.groupingBy(Rule::host)));
    }

    private static Rule read(Mesh mesh, JsonNode object) {
        JsonNode spec = Fields.only(object.path("spec"), "host", "trafficPolicy", "subsets", "exportTo");
        Policy.check(spec.path("trafficPolicy"));
        spec.path("subsets").forEach(subset -> {
            Fields.only(subset, "name", "labels", "trafficPolicy");
            Policy.check(subset.path("trafficPolicy"));
        });
        String host = HostPattern.resolve(spec.path("host").asText(), Fields.namespace(object), mesh);
        return new Rule(object, host, Visibility.of(object));
    }

    List<Rule> all() {
        return rules;
    }

    /**
     * Those that count for a host at proxies of a namespace; more than one are merged by Istio, by age. It looks into the proxy's namespace,
     * then into that of the service, then into the root namespace, and takes the first where there is any (PushContext.destinationRule).
     */
    List<Rule> of(MeshService service, String namespace) {
        for (String place : List.of(namespace, service.namespace(), mesh.rootNamespace())) {
            Map<String, List<Rule>> here = byPlace.getOrDefault(place, Map.of());
            List<Rule> exact = visible(here.getOrDefault(service.host(), List.of()), namespace);
            if (!exact.isEmpty()) {
                return exact;
            }
            List<String> wildcards = here.keySet().stream()
                    .filter(host -> host.startsWith("*")
                            && !visible(here.getOrDefault(host, List.of()), namespace)
                                    .isEmpty())
                    .toList();
            Optional<String> host = HostPattern.mostSpecific(wildcards, service.host());
            if (host.isPresent()) {
                return visible(here.getOrDefault(host.get(), List.of()), namespace);
            }
        }
        return List.of();
    }

    private static List<Rule> visible(List<Rule> rules, String namespace) {
        return rules.stream()
                .filter(rule -> rule.visibility().reaches(namespace))
                .toList();
    }
}
