// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What the registration of a cluster says of its cert-agent. */
public final class RegisteredAgent {

    /** Annotation of a KubernetesCluster. Value: the namespace of the cert-agent on that cluster. */
    public static final String NAMESPACE = "weft.dev/agent-namespace";

    private RegisteredAgent() {}

    /** The namespace that a KubernetesCluster names; empty when it names none. */
    public static Optional<String> namespace(JsonNode kubernetesCluster) {
        String namespace = kubernetesCluster
                .path("metadata")
                .path("annotations")
                .path(NAMESPACE)
                .asText("");
        return Optional.of(namespace).filter(named -> !named.isEmpty());
    }
}
