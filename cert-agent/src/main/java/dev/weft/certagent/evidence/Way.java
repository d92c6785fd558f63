// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.pki.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The way by which roots come to proxies before istiod has a {@code cacerts}: the mesh configuration, from which istiod hands them on.
 *
 * @param configMap the one that istiod reads; empty where nobody knows
 * @param problem why roots do not come to all proxies by it, with what to do; empty where nothing is known to be in the way
 * @param caCerts whether istiod has a {@code cacerts}, whoever has made it
 * @param wanted roots that are to come to proxies by it
 * @param listed whether all of them are in the ConfigMap
 * @param trustDomains those that the ConfigMap lets in by its certificates, whoever wrote them; empty where it is not known
 */
public record Way(
        Optional<String> configMap,
        Optional<String> problem,
        boolean caCerts,
        List<Certificate> wanted,
        boolean listed,
        Optional<List<String>> trustDomains) {

    public Way {
        wanted = List.copyOf(wanted);
        trustDomains = trustDomains.map(List::copyOf);
    }
}
