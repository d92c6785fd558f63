// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Istio objects of clusters {@code east} and {@code west} lead to and what there is, as words: {@code entry CLUSTER HOST}, {@code rule
 * CLUSTER HOST}, {@code subset CLUSTER HOST SUBSET}, {@code passed CLUSTER NAME}. It reads addresses of gateways where the plane reads labels.
 */
final class Ends {

    private static final Pattern SNI = Pattern.compile("outbound_\\.\\d+_\\.([^_]*)_\\.(.+)");

    private Ends() {}

    static Set<String> dangling(Map<ObjectId, JsonNode> trees) {
        Set<String> dangling = used(trees);
        dangling.removeAll(there(trees));
        return dangling;
    }

    static Set<String> used(Map<ObjectId, JsonNode> trees) {
        Set<String> used = new TreeSet<>();
        trees.forEach((id, tree) -> {
            JsonNode spec = tree.path("spec");
            if (id.kind().kind().equals("VirtualService")) {
                for (JsonNode destination : spec.findValues("destination")) {
                    String host = destination.path("host").asText();
                    if (!host.endsWith(".svc.cluster.local")) {
                        used.add("entry " + id.cluster() + " " + host);
                    }
                    if (destination.has("subset")) {
                        used.add("subset " + id.cluster() + " " + host + " "
                                + destination.path("subset").asText());
                    }
                }
            } else if (id.kind().kind().equals("ServiceEntry") && !id.name().startsWith("weft-alias")) {
                String host = spec.at("/hosts/0").asText();
                used.add("rule " + id.cluster() + " " + host);
                trees.entrySet().stream()
                        .filter(rule -> rule.getKey().cluster().equals(id.cluster())
                                && rule.getKey().kind().kind().equals("DestinationRule")
                                && rule.getValue().at("/spec/host").asText().equals(host))
                        .flatMap(rule -> rule.getValue().findValuesAsText("sni").stream())
                        .forEach(sni -> spec.path("endpoints").forEach(endpoint -> asked(endpoint, sni, used)));
            }
        });
        return used;
    }

    private static void asked(JsonNode endpoint, String sni, Set<String> used) {
        Matcher name = SNI.matcher(sni);
        String cluster = switch (endpoint.path("address").asText()) {
            case "203.0.113.1" -> "east";
            case "203.0.113.2" -> "west";
            default -> "";
        };
        if (!cluster.isEmpty() && name.matches()) {
            used.add("passed " + cluster + " " + name.group(2));
            if (name.group(2).startsWith("weft-alias")) {
                used.add("entry " + cluster + " " + name.group(2));
            }
            if (!name.group(1).isEmpty()) {
                used.add("subset " + cluster + " " + name.group(2) + " " + name.group(1));
            }
        }
    }

    static Set<String> there(Map<ObjectId, JsonNode> trees) {
        Set<String> there = new TreeSet<>();
        trees.forEach((id, tree) -> {
            JsonNode spec = tree.path("spec");
            switch (id.kind().kind()) {
                case "ServiceEntry" ->
                    there.add(
                            "entry " + id.cluster() + " " + spec.at("/hosts/0").asText());
                case "DestinationRule" -> {
                    String host = spec.path("host").asText();
                    there.add("rule " + id.cluster() + " " + host);
                    spec.path("subsets")
                            .forEach(subset -> there.add("subset " + id.cluster() + " " + host + " "
                                    + subset.path("name").asText()));
                }
                case "Gateway" -> names(tree).forEach(name -> there.add("passed " + id.cluster() + " " + name));
                default -> {}
            }
        });
        return there;
    }

    private static List<String> names(JsonNode gateway) {
        List<String> names = new ArrayList<>();
        gateway.at("/spec/servers").forEach(server -> server.path("hosts").forEach(host -> names.add(host.asText())));
        return names;
    }

    /** Names that two Gateways of a cluster let pass: Envoy refuses the whole listener then. */
    static Set<String> twice(Map<ObjectId, JsonNode> trees) {
        Set<String> once = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        trees.forEach((id, tree) -> {
            if (id.kind().kind().equals("Gateway")) {
                names(tree).stream()
                        .map(name -> id.cluster() + " " + name)
                        .filter(name -> !once.add(name))
                        .forEach(twice::add);
            }
        });
        return twice;
    }
}
