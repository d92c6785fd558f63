// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.rules.HostPatterns;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Users' DestinationRules that count for callers in place of ours. Istio takes the rule for a host from the namespace of the caller first,
 * then from that of the service, which is where ours is (istiod, {@code push_context.go}). Callers in the root namespace are asked for
 * only when a rule there is for nobody else.
 */
final class HidingRules {

    /**
     * What counts for callers in one namespace.
     *
     * @param rules for one and the same host, so that Istio merges them; ordered, at least one
     */
    record Hidden(List<ConfigFact> rules) implements Comparable<Hidden> {

        Hidden {
            rules = List.copyOf(rules);
        }

        String namespace() {
            return first().id().namespace();
        }

        /** Whether they have a subset, by that name and with those labels. */
        boolean has(String name, SortedMap<String, String> labels) {
            return rules.stream().anyMatch(rule -> labels.equals(rule.subsets().get(name)));
        }

        /** As sentences begin. */
        String words() {
            String some = first().selecting() ? " for some callers" : "";
            return first().id().words() + " on cluster " + first().id().cluster() + " counts" + some + " in namespace "
                    + namespace();
        }

        private ConfigFact first() {
            return rules.getFirst();
        }

        @Override
        public int compareTo(Hidden other) {
            return first().compareTo(other.first());
        }
    }

    private final FoldedIndex<ShardId, World.HostKey, ConfigFact> byHost;

    HidingRules(Graph graph, World world) {
        byHost = graph.fold(
                "userRulesByHost",
                graph.derive(
                        "userRules",
                        world.configs,
                        (ShardId shard, Reads reads) -> ofUsers(
                                reads.must(world.configs, shard).objects(), world.domain(shard.cluster(), reads))),
                found -> found,
                naturalOrder());
    }

    /**
     * What hides a rule of ours for a host, ordered.
     *
     * @param place where ours is
     * @param root the root namespace of Istio there
     */
    List<Hidden> of(String host, ShardId place, String root, Reads reads) {
        Map<String, List<ConfigFact>> byNamespace = new TreeMap<>();
        for (String key : keys(host)) {
            for (ConfigFact rule : reads.must(byHost, new World.HostKey(place.cluster(), key))) {
                String namespace = rule.id().namespace();
                if (!namespace.equals(place.namespace())
                        && HostPatterns.covers(host(rule), host)
                        && countsAtHome(rule, root)) {
                    byNamespace
                            .computeIfAbsent(namespace, absent -> new ArrayList<>())
                            .add(rule);
                }
            }
        }
        return byNamespace.values().stream()
                .map(HidingRules::mostSpecific)
                .sorted()
                .toList();
    }

    private static Hidden mostSpecific(List<ConfigFact> rules) {
        String host = rules.stream()
                .map(HidingRules::host)
                .max(comparingInt((String pattern) -> pattern.startsWith("*") ? 0 : 1)
                        .thenComparingInt(String::length))
                .orElseThrow();
        return new Hidden(
                rules.stream().filter(rule -> host(rule).equals(host)).sorted().toList());
    }

    /** Whether callers in its own namespace are asked to follow it before any other. */
    private static boolean countsAtHome(ConfigFact rule, String root) {
        String home = rule.id().namespace();
        List<String> to = rule.selecting() ? List.of(".") : rule.exportTo();
        boolean isForHomeOnly =
                !to.isEmpty() && to.stream().allMatch(namespace -> namespace.equals(".") || namespace.equals(home));
        return home.equals(root)
                ? isForHomeOnly
                : to.isEmpty() || to.contains("*") || to.contains(".") || to.contains(home);
    }

    private static Map<World.HostKey, List<ConfigFact>> ofUsers(List<ConfigFact> objects, String domain) {
        Map<World.HostKey, List<ConfigFact>> byHost = new HashMap<>();
        for (ConfigFact written : objects) {
            boolean isRule = written.id().kind().equals(IstioKinds.DESTINATION_RULE);
            if (isRule && written.owner().isEmpty() && !written.hosts().isEmpty()) {
                ConfigFact rule = written.withQualifiedHosts(domain);
                byHost.computeIfAbsent(
                                new World.HostKey(rule.id().cluster(), key(host(rule))), absent -> new ArrayList<>())
                        .add(rule);
            }
        }
        return byHost;
    }

    /** A DestinationRule has one. */
    private static String host(ConfigFact rule) {
        return rule.hosts().getFirst();
    }

    /** A name itself; of a pattern what follows its first label, after a star. */
    private static String key(String pattern) {
        if (!pattern.startsWith("*")) {
            return pattern;
        }
        int dot = pattern.indexOf('.');
        return dot < 0 ? "*" : "*" + pattern.substring(dot);
    }

    /** The keys of all names and patterns that may cover a host. */
    private static List<String> keys(String host) {
        List<String> keys = new ArrayList<>(List.of(host, "*"));
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            keys.add("*" + host.substring(dot));
        }
        return keys;
    }
}
