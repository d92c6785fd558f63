// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import dev.weft.certagent.agent.AgentRights;
import dev.weft.certagent.issue.AgentRules;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All rights of Weft: the roles of the charts, those that registration writes and the reference page of rights come from here. What the code
 * needs is said where it is needed ({@link OperatorRights}, {@link RemoteRights}, {@link AgentRights}), and nowhere else.
 */
public final class Grants {

    private static final String MANAGEMENT = "the management cluster";
    private static final String REGISTERED = "each registered cluster";
    private static final String INSTALL = "the install namespace";

    /** Stand for the agent's own namespace and for one with an istiod, which differ but where somebody puts them together. */
    private static final String OWN = "own";

    private static final String ISTIO = "istio";

    private Grants() {}

    /** In the order of the reference page. */
    public static List<Grant> all() {
        OperatorRights discovery = OperatorRights.discovery();
        OperatorRights networking = OperatorRights.networking();
        return List.of(
                new Grant(
                        discovery.account(),
                        MANAGEMENT,
                        Grant.EVERYWHERE,
                        "Reads which clusters are registered, and the Settings.",
                        discovery.everywhere()),
                new Grant(
                        discovery.account(),
                        MANAGEMENT,
                        INSTALL,
                        "Writes what it discovers and the conditions of KubernetesClusters, reads the kubeconfig Secrets, holds"
                                + " its Lease.",
                        discovery.installed()),
                new Grant(
                        networking.account(),
                        MANAGEMENT,
                        Grant.EVERYWHERE,
                        "Reads policies and what was discovered, writes their statuses.",
                        networking.everywhere()),
                new Grant(
                        networking.account(),
                        MANAGEMENT,
                        INSTALL,
                        "Renews the tokens in kubeconfig Secrets, makes and reads the roots that it signs with, holds its"
                                + " Lease.",
                        networking.installed()),
                new Grant(
                        "NAME-reader",
                        REGISTERED,
                        Grant.EVERYWHERE,
                        "As whom discovery and meshctl read there. NAME is that of the cluster.",
                        RemoteRights.reader()),
                new Grant(
                        "NAME",
                        REGISTERED,
                        Grant.EVERYWHERE,
                        "As whom networking writes the configuration of meshes there, and answers the requests of agents.",
                        RemoteRights.writer()),
                new Grant(
                        "NAME",
                        REGISTERED,
                        "the namespace of the two accounts",
                        "New tokens for these two accounts.",
                        RemoteRights.renewal(List.of("NAME", "NAME-reader"))),
                new Grant(
                        AgentObjects.NAME,
                        REGISTERED,
                        Grant.EVERYWHERE,
                        "Restarts what carries a proxy, and sees what proxies trust.",
                        ofAgentEverywhere()),
                new Grant(
                        AgentObjects.NAME,
                        REGISTERED,
                        "its own namespace",
                        "Keeps keys until they are signed, asks for certificates, and does what it is told there.",
                        ofAgentAtHome()),
                new Grant(
                        AgentObjects.NAME,
                        REGISTERED,
                        "each namespace with an istiod",
                        "Stores the authority of the mesh, and entries of its own in the mesh configuration.",
                        ofAgentBesideIstio(new TreeSet<>(Set.of(AgentRules.MESH_CONFIG)))));
    }

    /** Of the agent's ClusterRole. */
    public static List<AccessRule> ofAgentEverywhere() {
        return AgentRights.of(AgentRules.of(OWN, Set.of(ISTIO))).everywhere().stream()
                .map(AccessRule::of)
                .toList();
    }

    /** Of the agent's Role where it is installed. */
    public static List<AccessRule> ofAgentAtHome() {
        return ofAgent(OWN, new TreeSet<>());
    }

    /**
     * Of the agent's Role in each namespace with an istiod.
     *
     * @param meshConfigs ConfigMaps there in which the agent keeps entries
     */
    public static List<AccessRule> ofAgentBesideIstio(SortedSet<String> meshConfigs) {
        return ofAgent(ISTIO, meshConfigs);
    }

    private static List<AccessRule> ofAgent(String namespace, SortedSet<String> meshConfigs) {
        AgentRules rules = new AgentRules(OWN, "", new TreeSet<>(Set.of(ISTIO)), meshConfigs, AgentRules.DEFAULT_RATIO);
        SortedMap<String, List<PolicyRule>> all = AgentRights.of(rules).byNamespace();
        return Objects.requireNonNull(all.get(namespace)).stream()
                .map(AccessRule::of)
                .toList();
    }
}
