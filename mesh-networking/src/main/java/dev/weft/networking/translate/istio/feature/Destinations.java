// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import io.fabric8.istio.api.api.networking.v1alpha3.Destination;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationBuilder;
import java.util.OptionalInt;

/** Istio's Destination. */
public final class Destinations {

    private Destinations() {}

    /** @param subset name of a subset, empty for none */
    public static Destination of(String host, OptionalInt port, String subset) {
        DestinationBuilder destination = new DestinationBuilder().withHost(host);
        if (port.isPresent()) {
            destination.withNewPort((long) port.getAsInt());
        }
        if (!subset.isEmpty()) {
            destination.withSubset(subset);
        }
        return destination.build();
    }
}
