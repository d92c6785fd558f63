// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import dev.weft.sandbox.store.Store;
import java.time.InstantSource;
import java.util.Map;

/** The rules of all built-in kinds that have some. */
public final class Rules {
    private final Map<String, KindRule> rules;

    public Rules(Store store, InstantSource clock) {
        rules = Map.ofEntries(
                Map.entry("/namespaces", new NamespaceRule()),
                Map.entry("/secrets", new SecretRule()),
                Map.entry("/configmaps", new ConfigMapRule()),
                Map.entry("/services", new ServiceRule(store)),
                Map.entry("/pods", new PodRule()),
                Map.entry("apps/deployments", new WorkloadRule()),
                Map.entry(
                        "apps/daemonsets",
                        new WorkloadRule(
                                "currentNumberScheduled",
                                "numberMisscheduled",
                                "desiredNumberScheduled",
                                "numberReady")),
                Map.entry("apps/statefulsets", new WorkloadRule("replicas", "availableReplicas")),
                Map.entry("apps/replicasets", new WorkloadRule("replicas")),
                Map.entry("rbac.authorization.k8s.io/rolebindings", new BindingRule()),
                Map.entry("rbac.authorization.k8s.io/clusterrolebindings", new BindingRule()),
                Map.entry("apiextensions.k8s.io/customresourcedefinitions", new DefinitionRule(clock)));
    }

    /** @param resourceId {@code group/plural} */
    public KindRule of(String resourceId) {
        return rules.getOrDefault(resourceId, KindRule.NONE);
    }
}
