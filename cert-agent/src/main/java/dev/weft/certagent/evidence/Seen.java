// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.api.certificates.IssuedCertificateStatus.CaCertsSeen;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was seen on a cluster.
 *
 * @param roots text of {@code root-cert.pem} in the ConfigMap {@code istio-ca-root-cert}, by namespace; empty where it has no such entry
 * @param istiods answers by the name of who was asked
 * @param workloads the same of the sampled proxies
 * @param way by which they come to trust more roots than those that istiod hands out in {@code roots}
 * @param caCerts the Secret of istiod, where it is or was somebody else's
 */
public record Seen(
        SortedMap<String, String> roots,
        SortedMap<String, Answer> istiods,
        SortedMap<String, Answer> workloads,
        Optional<Way> way,
        Optional<CaCertsSeen> caCerts) {

    public Seen {
        roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
        istiods = Collections.unmodifiableSortedMap(new TreeMap<>(istiods));
        workloads = Collections.unmodifiableSortedMap(new TreeMap<>(workloads));
    }
}
