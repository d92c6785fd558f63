// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import java.util.List;

/**
 * A mesh configuration object that exists on a cluster.
 *
 * @param owner value of the owner label, empty when it has none: then it belongs to a user
 * @param plane value of the plane label, may be empty
 * @param clusterLabel value of the cluster label, may be empty
 * @param parents the parents its annotation names
 * @param hosts fully qualified hosts of a VirtualService or DestinationRule; wildcards as written; empty for other kinds
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
        boolean onMesh)
        implements Comparable<ConfigFact> {

    public ConfigFact {
        parents = List.copyOf(parents);
        hosts = List.copyOf(hosts);
    }

    /** Whether the owner label names another or no plane than the one installed in {@code installNamespace}. */
    public boolean isForeignTo(String installNamespace) {
        return !owner.equals(installNamespace);
    }

    @Override
    public int compareTo(ConfigFact other) {
        return id.compareTo(other.id);
    }
}
