// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.bounce;

import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector.RootCertSync;
import dev.weft.certagent.issue.Ref;
import dev.weft.pki.Digests;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Pods of one namespace, and what to wait for.
 *
 * @param labels a pod has all of them
 * @param replicas how many ready pods that were not restarted are waited for afterwards
 * @param sync what is waited for before
 */
public record Selector(String namespace, SortedMap<String, String> labels, long replicas, Optional<Sync> sync) {

    private static final int SHORT = 16;

    /**
     * Until the ConfigMap has what the Secret has: istiod has spread the new root in this namespace.
     */
    public record Sync(Ref secret, String secretKey, Ref configMap, String configMapKey) {}

    static Selector of(PodSelector wire) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (wire.labels() != null) {
            for (Map.Entry<String, String> label : wire.labels().entrySet()) {
                labels.put(label.getKey(), label.getValue() == null ? "" : label.getValue());
            }
        }
        return new Selector(
                wire.namespace() == null ? "" : wire.namespace(),
                labels,
                wire.waitForReplicas() == null ? 0 : wire.waitForReplicas(),
                Optional.ofNullable(wire.rootCertSync()).map(Selector::sync));
    }

    private static Sync sync(RootCertSync wire) {
        return new Sync(
                Ref.of(wire.secretRef()),
                wire.secretKey() == null ? "" : wire.secretKey(),
                Ref.of(wire.configMapRef()),
                wire.configMapKey() == null ? "" : wire.configMapKey());
    }

    /** Which pods it selects: the same wherever it stands in the list, and whatever is waited for (D4). */
    public String identity() {
        StringBuilder text = new StringBuilder(namespace);
        labels.forEach((key, value) -> text.append('\n').append(key).append('=').append(value));
        return Digests.sha256(text.toString()).substring(0, SHORT);
    }

    /** Why nothing that it selects is restarted. */
    Optional<String> objection() {
        if (namespace.isEmpty()) {
            return Optional.of("it names no namespace");
        }
        if (namespace.startsWith("kube-")) {
            return Optional.of("namespace " + namespace + " is of Kubernetes itself");
        }
        return labels.isEmpty()
                ? Optional.of("it has no labels, so it would select every pod of namespace " + namespace)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "pods of " + namespace + " with " + labels;
    }
}
