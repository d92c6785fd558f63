// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A mesh configuration object that exists on a cluster.
 *
 * @param owner value of the owner label, empty when it has none: then it belongs to a user
 * @param plane value of the plane label, may be empty
 * @param clusterLabel value of the cluster label, may be empty
 * @param parents the parents its annotation names
 * @param hosts hosts of a VirtualService, DestinationRule or ServiceEntry as written; empty for other kinds
 * @param addresses virtual addresses of a ServiceEntry; empty for other kinds
 * @param accounts identities that a ServiceEntry accepts from who answers; empty for other kinds
 * @param passthrough what a Gateway passes through by name; empty where it passes nothing
 * @param subsets labels of the subsets of a DestinationRule, by their names; empty for other kinds
 * @param exportTo namespaces whose callers a DestinationRule is for, as written; empty for other kinds
 * @param selecting whether a DestinationRule is for some workloads of its namespace only
 * @param onMesh whether it acts on traffic between sidecars (a VirtualService bound to gateways only does not)
 */
public record ConfigFact(
        ObjectId id,
        String apiVersion,
        String owner,
        String plane,
        String clusterLabel,
        List<Parent> parents,
        List<String> hosts,
        List<String> addresses,
        List<String> accounts,
        Optional<Passthrough> passthrough,
        SortedMap<String, SortedMap<String, String>> subsets,
        List<String> exportTo,
        boolean selecting,
        boolean onMesh)
        implements Comparable<ConfigFact> {

    private static final SortedMap<String, SortedMap<String, String>> NO_SUBSETS =
            Collections.unmodifiableSortedMap(new TreeMap<>());

    public ConfigFact {
        parents = List.copyOf(parents);
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        accounts = List.copyOf(accounts);
        exportTo = List.copyOf(exportTo);
        subsets = subsets.isEmpty() ? NO_SUBSETS : Collections.unmodifiableSortedMap(new TreeMap<>(subsets));
    }

    /** Whether the owner label names another or no plane than the one installed in {@code installNamespace}. */
    public boolean isForeignTo(String installNamespace) {
        return !owner.equals(installNamespace);
    }

    /**
     * With every host without a dot expanded by the namespace of the object, as Istio does
     * (istio.io/latest/docs/reference/config/networking/virtual-service, "Note for Kubernetes users").
     */
    public ConfigFact withQualifiedHosts(String clusterDomain) {
        List<String> qualified = hosts.stream()
                .map(host -> host.indexOf('.') < 0 && !host.contains("*")
                        ? host + "." + id.namespace() + ".svc." + clusterDomain
                        : host)
                .toList();
        return qualified.equals(hosts)
                ? this
                : new ConfigFact(
                        id,
                        apiVersion,
                        owner,
                        plane,
                        clusterLabel,
                        parents,
                        qualified,
                        addresses,
                        accounts,
                        passthrough,
                        subsets,
                        exportTo,
                        selecting,
                        onMesh);
    }

    @Override
    public int compareTo(ConfigFact other) {
        return id.compareTo(other.id);
    }
}
