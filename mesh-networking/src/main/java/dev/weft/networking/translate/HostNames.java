// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.DestinationRef;

/** The host names of services (networking.md 2.2). */
final class HostNames {

    /** Suffix of global names where no VirtualMesh says otherwise. */
    static final String DEFAULT_SUFFIX = "global";

    private HostNames() {}

    /** The name inside the service's own cluster. */
    static String local(DestinationRef service, String domain) {
        return service.name() + "." + service.namespace() + ".svc." + domain;
    }

    /** The name in every other cluster. */
    static String federated(DestinationRef service, String suffix) {
        return service.name() + "." + service.namespace() + ".svc." + service.cluster() + "." + suffix;
    }

    /** Whether an Istio host pattern, which may begin with {@code *}, covers a concrete host. */
    static boolean covers(String pattern, String host) {
        return pattern.startsWith("*") ? host.endsWith(pattern.substring(1)) : pattern.equals(host);
    }
}
