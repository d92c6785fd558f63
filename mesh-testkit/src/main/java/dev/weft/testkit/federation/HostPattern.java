// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Hosts with a wildcard in front (istio.io/istio {@code pkg/config/host}). */
final class HostPattern {

    private HostPattern() {}

    /** Whether the pattern covers the host (SubsetOf). */
    static boolean covers(String pattern, String host) {
        return pattern.startsWith("*")
                ? host.length() >= pattern.length() - 1 && host.endsWith(pattern.substring(1))
                : pattern.equals(host);
    }

    /** The most specific of the patterns that cover the host: itself, or the longest wildcard (MostSpecificHostMatch). */
    static Optional<String> mostSpecific(Collection<String> patterns, String host) {
        return patterns.stream()
                .filter(pattern -> covers(pattern, host))
                .max(Comparator.<String>comparingInt(pattern -> pattern.startsWith("*") ? 0 : 1)
                        .thenComparingInt(String::length));
    }

    /** A name without dots is one of the object's own namespace (ResolveShortnameToFQDN). */
    static String resolve(String host, String namespace, Mesh mesh) {
        return host.contains(".") || host.startsWith("*")
                ? host
                : host + "." + namespace + ".svc." + mesh.clusterDomain();
    }
}
