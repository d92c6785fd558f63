// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.access;

import java.util.Map;
import java.util.Optional;

/**
 * A request as it arrives at a pod.
 *
 * @param source who asks; empty for a caller without a certificate
 * @param port of the pod
 * @param http empty for a plain TCP connection
 */
public record AccessRequest(Optional<Identity> source, Pod to, int port, Optional<Http> http) {

    /** What a certificate says: {@code spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT}. */
    public record Identity(String trustDomain, String namespace, String account) {

        /** Without the scheme, as Istio writes principals. */
        public String principal() {
            return trustDomain + "/ns/" + namespace + "/sa/" + account;
        }
    }

    /** Who is asked. */
    public record Pod(String cluster, String namespace, Map<String, String> labels) {

        /** Whether a Service of its namespace with this selector sends to it. */
        public boolean hasAll(Map<String, String> selector) {
            return labels.entrySet().containsAll(selector.entrySet());
        }
    }

    /** @param path without the query */
    public record Http(String method, String path) {}
}
