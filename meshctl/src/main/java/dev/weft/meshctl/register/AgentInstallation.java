// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.certagent.issue.AgentRules;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An agent as it is installed on a cluster.
 *
 * @param cluster name of the cluster
 * @param plane value of {@link dev.weft.runtime.output.OwnerLabels#PLANE}, empty when it is not known
 * @param namespace of the agent
 * @param istioNamespaces where it may write {@code cacerts}; not empty
 * @param meshConfigs names of the ConfigMaps there that istiods read as mesh configuration; not empty
 */
record AgentInstallation(
        String cluster,
        String plane,
        String image,
        String namespace,
        SortedSet<String> istioNamespaces,
        SortedSet<String> meshConfigs) {

    /** Where Istio is unless somebody put it elsewhere. */
    private static final SortedSet<String> ISTIO = new TreeSet<>(Set.of("istio-system"));

    /** What istiod reads that has no revision. */
    static final SortedSet<String> MESH_CONFIG = new TreeSet<>(Set.of(AgentRules.MESH_CONFIG));

    AgentInstallation {
        istioNamespaces = Collections.unmodifiableSortedSet(new TreeSet<>(istioNamespaces));
        meshConfigs = Collections.unmodifiableSortedSet(new TreeSet<>(meshConfigs));
    }

    /** What is wished, on a cluster of which nothing is known; empty when nothing is to be installed. */
    static Optional<AgentInstallation> unseen(RegistrationRequest request) {
        AgentWish wish = request.agent();
        return wish.image()
                .map(image -> new AgentInstallation(
                        request.cluster(),
                        "",
                        image,
                        wish.namespace().orElse(AgentWish.NAMESPACE),
                        wish.istioNamespaces().isEmpty() ? ISTIO : wish.istioNamespaces(),
                        MESH_CONFIG));
    }
}
