// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.List;
import java.util.TreeSet;

/**
 * What Istio of a cluster is set to.
 *
 * @param cluster its name, as requests and outages say it
 * @param clusterDomain of its Services' names
 * @param trustDomains its own, then its aliases
 * @param rootNamespace where DestinationRules count for all namespaces
 * @param network pods reach pods of the same network by their IPs, and other networks only through gateways
 * @param ordersNames whether its sidecars keep an order of endpoints that DNS finds, as those of Istio 1.30 and newer do
 */
public record Mesh(
        String cluster,
        String clusterDomain,
        List<String> trustDomains,
        String rootNamespace,
        String network,
        boolean ordersNames) {

    public Mesh {
        trustDomains = List.copyOf(trustDomains);
    }

    /** As Istio is by default, in a network of its own. */
    public static Mesh of(String cluster) {
        return new Mesh(cluster, "cluster.local", List.of("cluster.local"), "istio-system", cluster, true);
    }

    /** The same with another cluster domain. */
    public Mesh withClusterDomain(String domain) {
        return new Mesh(cluster, domain, trustDomains, rootNamespace, network, ordersNames);
    }

    /** The same with other trust domains; the first one is its own. */
    public Mesh withTrustDomains(String... domains) {
        return new Mesh(cluster, clusterDomain, List.of(domains), rootNamespace, network, ordersNames);
    }

    /** The same in a network that it shares with others of that name. */
    public Mesh inNetwork(String name) {
        return new Mesh(cluster, clusterDomain, trustDomains, rootNamespace, name, ordersNames);
    }

    /** The same with an Istio before 1.30. */
    public Mesh olderThanOrderOfNames() {
        return new Mesh(cluster, clusterDomain, trustDomains, rootNamespace, network, false);
    }

    /** What certificates of the mesh say, for pods with that service account. */
    public String identity(String namespace, String account) {
        return "spiffe://" + trustDomains.getFirst() + "/ns/" + namespace + "/sa/" + account;
    }

    /** Identities that a client of the mesh expects, each of its own trust domain also with the aliases (ExpandWithTrustDomains). */
    TreeSet<String> expand(Iterable<String> identities) {
        TreeSet<String> expanded = new TreeSet<>();
        for (String identity : identities) {
            expanded.add(identity);
            for (String domain : trustDomains) {
                String prefix = "spiffe://" + domain + "/";
                if (identity.startsWith(prefix)) {
                    trustDomains.forEach(
                            other -> expanded.add("spiffe://" + other + "/" + identity.substring(prefix.length())));
                }
            }
        }
        return expanded;
    }
}
