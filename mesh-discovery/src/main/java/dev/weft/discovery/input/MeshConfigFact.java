// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import java.util.List;

/**
 * What a ConfigMap says under key {@code mesh}.
 *
 * @param name of the ConfigMap
 * @param trustDomain empty when not set
 * @param aliases further trust domains whose identities Istio takes for those of the mesh
 * @param rootNamespace empty when not set
 * @param dnsCapture whether sidecars answer DNS
 * @param problem why (a part of) it could not be read, empty when it could
 * @param readable whether any of it could be read; if not, the other values mean nothing
 */
public record MeshConfigFact(
        String name,
        String trustDomain,
        List<String> aliases,
        String rootNamespace,
        boolean dnsCapture,
        String problem,
        boolean readable) {

    public MeshConfigFact {
        aliases = List.copyOf(aliases);
    }

    /** @param problem why nothing can be read */
    static MeshConfigFact unreadable(String name, String problem) {
        return new MeshConfigFact(name, "", List.of(), "", false, problem, false);
    }
}
