// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.translate.istio.Hosts;
import io.fabric8.istio.api.api.networking.v1alpha3.Destination;
import io.fabric8.istio.api.api.networking.v1alpha3.Percent;

/** {@code mirror} and {@code mirrorPercentage} of a route. */
public final class Mirror {

    private Mirror() {}

    public static Destination of(MirrorAction action, Hosts hosts) {
        return Destinations.of(hosts.of(action.service()), action.port(), "");
    }

    public static Percent percentage(MirrorAction action) {
        return new Percent(action.percentage());
    }
}
