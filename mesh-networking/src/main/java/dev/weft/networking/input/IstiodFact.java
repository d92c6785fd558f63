// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The control plane of an Istio mesh, as the certificate authority that it is.
 *
 * @param podLabels of its pods; empty when nobody knows them, and never to be read as "all pods"
 * @param serviceAccount as which it runs, empty when nobody knows
 * @param agentNamespace where the cert-agent of its cluster runs; empty when there is none
 */
public record IstiodFact(SortedMap<String, String> podLabels, String serviceAccount, Optional<String> agentNamespace) {

    /** Nothing is known of it. */
    public static final IstiodFact UNKNOWN = new IstiodFact(new TreeMap<>(), "", Optional.empty());

    public IstiodFact {
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
    }
}
