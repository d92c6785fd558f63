// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.DestinationRef;

/** The host names of services (networking.md 2.2). */
final class HostNames {

    private HostNames() {}

    /** The name inside the service's own cluster. */
    static String local(DestinationRef service, String domain) {
        return service.name() + "." + service.namespace() + ".svc." + domain;
    }

    /** The name in every other cluster. */
    static String federated(DestinationRef service, String suffix) {
        return service.name() + "." + service.namespace() + ".svc." + service.cluster() + "." + suffix;
    }

    /** The name that the reference gives to the rules of a service on other clusters; not one of its own for each service. */
    static String rule(DestinationRef service) {
        return service.name() + "-" + service.namespace() + "-" + service.cluster();
    }
}
