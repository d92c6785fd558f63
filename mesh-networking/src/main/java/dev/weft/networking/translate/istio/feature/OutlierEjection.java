// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.OutlierAction;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetection;
import io.fabric8.istio.api.api.networking.v1alpha3.OutlierDetectionBuilder;

/** {@code trafficPolicy.outlierDetection} of a DestinationRule. */
public final class OutlierEjection {

    private OutlierEjection() {}

    public static OutlierDetection of(OutlierAction action) {
        return new OutlierDetectionBuilder()
                .withConsecutive5xxErrors((int) action.consecutiveErrors())
                .withInterval(action.interval().wire())
                .withBaseEjectionTime(action.baseEjectionTime().wire())
                .withMaxEjectionPercent(action.maxEjectionPercent())
                .build();
    }
}
