// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.AgentRules;
import dev.weft.certagent.issue.Marks;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the agent's account may do, and nothing else: the agent of the reference has all Secrets of its cluster (D9).
 *
 * @param everywhere rules of a ClusterRole
 * @param byNamespace rules of a Role in each of these namespaces
 */
public record AgentRights(List<PolicyRule> everywhere, SortedMap<String, List<PolicyRule>> byNamespace) {

    private static final String CERTIFICATES = "certificates.mesh.gloo.solo.io";

    public static AgentRights of(AgentRules rules) {
        SortedMap<String, List<PolicyRule>> byNamespace = new TreeMap<>();
        for (String namespace : rules.istioNamespaces()) {
            byNamespace.put(namespace, istio(rules));
        }
        List<PolicyRule> own = own();
        byNamespace.merge(rules.namespace(), own, AgentRights::both);
        return new AgentRights(ofCluster(), byNamespace);
    }

    private static List<PolicyRule> both(List<PolicyRule> one, List<PolicyRule> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static List<PolicyRule> ofCluster() {
        return List.of(
                rule("", "pods", "get", "list", "delete"),
                rule("apps", "deployments", "get", "patch"),
                rule("apps", "statefulsets", "get", "patch"),
                rule("apps", "daemonsets", "get", "patch"),
                rule("apps", "replicasets", "get"),
                // Of all namespaces, but only with this name in the field selector.
                named("", "configmaps", IssuedCertificateReconciler.ROOT_CONFIG_MAP, "get", "list", "watch"));
    }

    /** RBAC cannot limit what is created by its name. */
    private static List<PolicyRule> istio(AgentRules rules) {
        return Stream.concat(
                        Stream.of(
                                rule("", "secrets", "create"),
                                named("", "secrets", Marks.CA_CERTS, "get", "list", "watch", "update"),
                                // To see that there is a copy before a cacerts of somebody else is replaced on request.
                                named("", "secrets", Marks.BACKUP, "get")),
                        // For our own entries in caCertificates of the mesh configuration.
                        rules.meshConfigs().stream().map(name -> named("", "configmaps", name, "get", "update")))
                .toList();
    }

    private static List<PolicyRule> own() {
        return List.of(
                rule("", "secrets", "get", "list", "watch", "create", "update", "delete"),
                rule(CERTIFICATES, "issuedcertificates", "get", "list", "watch"),
                rule(CERTIFICATES, "issuedcertificates/status", "get", "update"),
                rule(CERTIFICATES, "certificaterequests", "get", "list", "watch", "create", "delete"),
                rule(CERTIFICATES, "podbouncedirectives", "get", "list", "watch"),
                rule(CERTIFICATES, "podbouncedirectives/status", "get", "update"));
    }

    private static PolicyRule rule(String group, String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    private static PolicyRule named(String group, String resource, String name, String... verbs) {
        return new PolicyRuleBuilder(rule(group, resource, verbs))
                .withResourceNames(name)
                .build();
    }
}
