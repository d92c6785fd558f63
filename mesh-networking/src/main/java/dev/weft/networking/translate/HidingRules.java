// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.rules.HostPatterns;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Users' DestinationRules that count for callers in place of ours. Istio takes the rule for a host from the namespace of the caller first,
 * then from that of the service, which is where ours is (istiod, {@code push_context.go}). Callers in the root namespace are asked for
 * only when a rule there is for nobody else.
 */
final class HidingRules {

    private final FoldedIndex<ShardId, World.HostKey, ConfigFact> byHost;
    /** By cluster: most have none, and of those one look is enough. */
    private final Derivation<String, Boolean> areThereAny;

    HidingRules(Graph graph, World world) {
        Derivation<ShardId, Map<World.HostKey, List<ConfigFact>>> rules = graph.derive(
                "userRules",
                world.configs,
                (ShardId shard, Reads reads) ->
                        ofUsers(reads.must(world.configs, shard).objects(), world.domain(shard.cluster(), reads)));
        byHost = graph.fold("userRulesByHost", rules, found -> found, naturalOrder());
        FoldedIndex<ShardId, String, String> namespaces =
                graph.fold("namespacesOfUserRules", rules, HidingRules::namespaces, naturalOrder());
        areThereAny = graph.onDemand(
                "areThereUserRules",
                (cluster, reads) -> !reads.must(namespaces, cluster).isEmpty());
    }

    /**
     * What hides a rule of ours for a host, ordered.
     *
     * @param place where ours is
     * @param root the root namespace of Istio there
     */
    List<UsersRule> of(String host, ShardId place, String root, Reads reads) {
        if (!reads.must(areThereAny, place.cluster())) {
            return List.of();
        }
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

    /**
     * What hides our rules for services of other clusters, by VirtualMesh.
     *
     * @param place where ours are: the root namespace of Istio there
     */
    Map<Ref, List<Hidden>> ofImports(List<Export> exports, ShardId place, Reads reads) {
        if (!reads.must(areThereAny, place.cluster())) {
            return Map.of();
        }
        Map<Ref, SortedMap<UsersRule, List<String>>> hosts = new HashMap<>();
        for (Export export : exports) {
            for (UsersRule rule : of(export.host(), place, place.namespace(), reads)) {
                hosts.computeIfAbsent(export.virtualMesh(), absent -> new TreeMap<>())
                        .computeIfAbsent(rule, absent -> new ArrayList<>())
                        .add(export.host());
            }
        }
        Map<Ref, List<Hidden>> hidden = new HashMap<>();
        hosts.forEach((virtualMesh, byRule) -> byRule.forEach((rule, names) ->
                hidden.computeIfAbsent(virtualMesh, absent -> new ArrayList<>()).add(Hidden.ofHosts(rule, names))));
        return hidden;
    }

    private static UsersRule mostSpecific(List<ConfigFact> rules) {
        String host = rules.stream()
                .map(HidingRules::host)
                .max(comparingInt((String pattern) -> pattern.startsWith("*") ? 0 : 1)
                        .thenComparingInt(String::length))
                .orElseThrow();
        return new UsersRule(
                rules.stream().filter(rule -> host(rule).equals(host)).toList());
    }

    /** Whether callers in its own namespace are asked to follow it before any other. */
    private static boolean countsAtHome(ConfigFact rule, String root) {
        String home = rule.id().namespace();
        Set<String> to = rule.selecting() ? Set.of(".") : Set.copyOf(rule.exportTo());
        boolean isForHomeOnly = to.size() == 1 && (to.contains(".") || to.contains(home));
        return home.equals(root)
                ? isForHomeOnly
                : to.isEmpty() || to.contains("*") || to.contains(".") || to.contains(home);
    }

    private static Map<String, List<String>> namespaces(Map<World.HostKey, List<ConfigFact>> ofNamespace) {
        return ofNamespace.values().stream()
                .flatMap(List::stream)
                .map(ConfigFact::id)
                .findAny()
                .map(id -> Map.of(id.cluster(), List.of(id.namespace())))
                .orElse(Map.of());
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
