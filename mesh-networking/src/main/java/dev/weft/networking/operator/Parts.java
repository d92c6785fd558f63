// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.GroupKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Of one of our objects, what others may lead to. */
sealed interface Parts {

    /** What objects that can stand for each other have in common, besides their cluster and kind; empty for Gateways. */
    String host();

    /** Whether those are served that lead there. */
    boolean serve(Use use);

    /** @param subsets a list */
    record Rule(String host, JsonNode subsets) implements Parts {

        SortedSet<String> names() {
            SortedSet<String> names = new TreeSet<>();
            subsets.forEach(subset -> names.add(subset.path("name").asText("")));
            return names;
        }

        @Override
        public boolean serve(Use use) {
            return switch (use) {
                case Use.Rule rule -> rule.host().equals(host);
                case Use.Subset subset -> subset.host().equals(host) && names().contains(subset.subset());
                case Use.Entry entry -> false;
                case Use.Passed passed -> false;
            };
        }
    }

    record Entry(String host) implements Parts {
        @Override
        public boolean serve(Use use) {
            return switch (use) {
                case Use.Entry entry -> entry.host().equals(host);
                // An alias, by which a gateway knows services.
                case Use.Passed passed -> passed.name().equals(host);
                case Use.Rule rule -> false;
                case Use.Subset subset -> false;
            };
        }
    }

    /**
     * @param selector of the pods
     * @param ports on which they listen
     */
    record Gateway(Map<String, String> selector, List<Integer> ports, Set<String> names) implements Parts {
        @Override
        public String host() {
            return "";
        }

        @Override
        public boolean serve(Use use) {
            return use instanceof Use.Passed passed && names.contains(passed.name());
        }

        /** Whether both say something of the same listeners. */
        boolean isBeside(Gateway other) {
            return selector.equals(other.selector) && ports.equals(other.ports);
        }
    }

    /** Whether something may lead to objects of the kind. */
    static boolean areOf(GroupKind kind) {
        return kind.equals(IstioKinds.DESTINATION_RULE)
                || kind.equals(IstioKinds.SERVICE_ENTRY)
                || kind.equals(IstioKinds.GATEWAY);
    }

    /** Empty for a kind to which nothing leads. */
    static Optional<Parts> of(GroupKind kind, JsonNode spec) {
        if (kind.equals(IstioKinds.DESTINATION_RULE)) {
            return Optional.of(
                    new Rule(spec.path("host").asText(""), spec.path("subsets").deepCopy()));
        }
        if (kind.equals(IstioKinds.SERVICE_ENTRY)) {
            return Optional.of(new Entry(spec.path("hosts").path(0).asText("")));
        }
        return kind.equals(IstioKinds.GATEWAY) ? Optional.of(gateway(spec)) : Optional.empty();
    }

    static Gateway gateway(JsonNode spec) {
        Map<String, String> selector = new TreeMap<>();
        spec.path("selector")
                .properties()
                .forEach(label -> selector.put(label.getKey(), label.getValue().asText("")));
        List<Integer> ports = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode server : spec.path("servers")) {
            ports.add(server.path("port").path("number").asInt(0));
            server.path("hosts").forEach(host -> names.add(host.asText("")));
        }
        return new Gateway(selector, ports, names);
    }
}
