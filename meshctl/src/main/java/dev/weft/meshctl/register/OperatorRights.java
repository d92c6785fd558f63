// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.runtime.kube.Plurals;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.watch.Reading;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an operator may do on the management cluster: exactly what its code does, without wildcards. Secrets and Leases in the install
 * namespace only. The one list that the demo, the tests of the plane and charts are made of.
 *
 * @param account name of its ServiceAccount
 * @param everywhere rules in all namespaces
 * @param installed rules in the install namespace
 */
public record OperatorRights(String account, List<AccessRule> everywhere, List<AccessRule> installed) {

    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "delete", "get", "update");
    private static final List<ApiKind> DISCOVERED = List.of(Kinds.MESH, Kinds.WORKLOAD, Kinds.TRAFFIC_TARGET);
    private static final List<ApiKind> REPORTED = List.of(
            Kinds.MESH,
            Kinds.WORKLOAD,
            Kinds.TRAFFIC_TARGET,
            Kinds.TRAFFIC_POLICY,
            Kinds.ACCESS_POLICY,
            Kinds.VIRTUAL_MESH,
            Kinds.FAILOVER_SERVICE,
            Kinds.SETTINGS);

    public OperatorRights {
        everywhere = List.copyOf(everywhere);
        installed = List.copyOf(installed);
    }

    /** Of mesh-discovery: writes what it discovers, and conditions of KubernetesClusters. */
    public static OperatorRights discovery() {
        return new OperatorRights(
                "mesh-discovery",
                reads(dev.weft.discovery.operator.Readings.ofManagement()),
                Stream.of(rules(DISCOVERED, "", WRITE), statusOfClusters(), secrets(READ), leases())
                        .flatMap(List::stream)
                        .toList());
    }

    /** Of mesh-networking: writes statuses, renews tokens, marks registrations, and makes the roots that it signs with. */
    public static OperatorRights networking() {
        String definition = Kinds.KUBERNETES_CLUSTER.plural() + "." + Kinds.KUBERNETES_CLUSTER.group();
        return new OperatorRights(
                "mesh-networking",
                Stream.of(
                                reads(dev.weft.networking.operator.Readings.ofManagement()),
                                rules(REPORTED, "/status", List.of("patch")),
                                List.of(
                                        new AccessRule("", List.of("namespaces"), List.of("get"), List.of()),
                                        new AccessRule(
                                                "apiextensions.k8s.io",
                                                List.of("customresourcedefinitions"),
                                                List.of("get"),
                                                List.of(definition))))
                        .flatMap(List::stream)
                        .toList(),
                Stream.of(statusOfClusters(), secrets(List.of("create", "get", "list", "patch", "watch")), leases())
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<AccessRule> statusOfClusters() {
        return rules(List.of(Kinds.KUBERNETES_CLUSTER), "/status", List.of("patch"));
    }

    private static List<AccessRule> secrets(List<String> verbs) {
        return List.of(new AccessRule("", List.of("secrets"), verbs, List.of()));
    }

    private static List<AccessRule> leases() {
        return List.of(new AccessRule(
                "coordination.k8s.io", List.of("leases"), List.of("create", "get", "update"), List.of()));
    }

    private static List<AccessRule> reads(Collection<Reading> readings) {
        SortedMap<String, TreeSet<String>> byGroup = new TreeMap<>();
        readings.forEach(reading -> add(byGroup, reading.kind(), ""));
        return rules(byGroup, READ);
    }

    private static List<AccessRule> rules(Collection<ApiKind> kinds, String subresource, List<String> verbs) {
        SortedMap<String, TreeSet<String>> byGroup = new TreeMap<>();
        kinds.forEach(kind -> add(byGroup, new GroupKind(kind.group(), kind.kind()), subresource));
        return rules(byGroup, verbs);
    }

    private static void add(SortedMap<String, TreeSet<String>> byGroup, GroupKind kind, String subresource) {
        byGroup.computeIfAbsent(kind.group(), absent -> new TreeSet<>()).add(Plurals.of(kind) + subresource);
    }

    private static List<AccessRule> rules(SortedMap<String, TreeSet<String>> byGroup, List<String> verbs) {
        return byGroup.entrySet().stream()
                .map(group -> new AccessRule(group.getKey(), List.copyOf(group.getValue()), verbs, List.of()))
                .toList();
    }
}
