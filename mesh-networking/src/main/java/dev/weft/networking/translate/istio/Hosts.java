// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio;

import dev.weft.networking.input.FailoverHost;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names by which callers of one cluster reach what policies refer to.
 *
 * @param services host name by service
 * @param failoverServices host and port by FailoverService
 */
public record Hosts(SortedMap<DestinationRef, String> services, SortedMap<Ref, FailoverHost> failoverServices) {

    public Hosts {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        failoverServices = Collections.unmodifiableSortedMap(new TreeMap<>(failoverServices));
    }

    public String of(DestinationRef service) {
        String host = services.get(service);
        if (host == null) {
            throw new IllegalStateException("no host name for " + service);
        }
        return host;
    }

    public FailoverHost of(Ref failoverService) {
        FailoverHost host = failoverServices.get(failoverService);
        if (host == null) {
            throw new IllegalStateException("no host name for FailoverService " + failoverService);
        }
        return host;
    }
}
