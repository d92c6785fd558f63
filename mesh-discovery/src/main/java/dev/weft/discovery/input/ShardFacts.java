// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The facts of one namespace of one cluster; namespace "" holds the cluster-scoped ones.
 *
 * @param controllers ordered by kind, then key
 * @param replicaSets by name
 * @param pods ordered by key
 * @param services ordered by key
 * @param endpoints ordered by service, then slices after subsets
 * @param meshConfigs by name
 * @param nodes by name
 * @param appMeshes ordered by name
 */
public record ShardFacts(
        List<ControllerFact> controllers,
        SortedMap<String, ReplicaSetFact> replicaSets,
        List<PodFact> pods,
        List<ServiceFact> services,
        List<EndpointGroup> endpoints,
        SortedMap<String, MeshConfigFact> meshConfigs,
        SortedMap<String, NodeFact> nodes,
        List<AppMeshFact> appMeshes) {

    /** No facts. */
    public static final ShardFacts EMPTY = new ShardFacts(
            List.of(),
            Collections.emptySortedMap(),
            List.of(),
            List.of(),
            List.of(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            List.of());

    public ShardFacts {
        controllers = sorted(
                controllers, comparing(ControllerFact::kind).thenComparing(ControllerFact::name, ShardFacts::byKey));
        replicaSets = Collections.unmodifiableSortedMap(new TreeMap<>(replicaSets));
        pods = sorted(pods, comparing(PodFact::name, ShardFacts::byKey));
        services = sorted(services, comparing(ServiceFact::name, ShardFacts::byKey));
        endpoints = sorted(endpoints, Comparator.naturalOrder());
        meshConfigs = Collections.unmodifiableSortedMap(new TreeMap<>(meshConfigs));
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        appMeshes = sorted(appMeshes, comparing(AppMeshFact::name));
    }

    /** Names of one namespace in the order of their keys {@code name.namespace.cluster}: a dot follows the name. */
    private static int byKey(String one, String other) {
        int common = Math.min(one.length(), other.length());
        for (int i = 0; i < common; i++) {
            if (one.charAt(i) != other.charAt(i)) {
                return Character.compare(one.charAt(i), other.charAt(i));
            }
        }
        if (one.length() == other.length()) {
            return 0;
        }
        return one.length() == common
                ? Character.compare('.', other.charAt(common))
                : Character.compare(one.charAt(common), '.');
    }

    private static <T> List<T> sorted(List<T> list, Comparator<? super T> order) {
        List<T> sorted = new ArrayList<>(list);
        sorted.sort(order);
        return List.copyOf(sorted);
    }

    /** Collects facts in any order. */
    static final class Builder {
        final List<ControllerFact> controllers = new ArrayList<>();
        final List<ReplicaSetFact> replicaSets = new ArrayList<>();
        final List<PodFact> pods = new ArrayList<>();
        final List<ServiceFact> services = new ArrayList<>();
        final List<EndpointGroup> endpoints = new ArrayList<>();
        final List<MeshConfigFact> meshConfigs = new ArrayList<>();
        final List<NodeFact> nodes = new ArrayList<>();
        final List<AppMeshFact> appMeshes = new ArrayList<>();

        ShardFacts build() {
            return new ShardFacts(
                    controllers,
                    byName(replicaSets, ReplicaSetFact::name),
                    pods,
                    services,
                    endpoints,
                    byName(meshConfigs, MeshConfigFact::name),
                    byName(nodes, NodeFact::name),
                    appMeshes);
        }

        private static <T> SortedMap<String, T> byName(List<T> list, Function<T, String> name) {
            SortedMap<String, T> map = new TreeMap<>();
            list.forEach(fact -> map.put(name.apply(fact), fact));
            return map;
        }
    }
}
