// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.FaultAction;
import dev.weft.networking.rules.GoDuration;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjection;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionAbortHttpStatus;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionDelayExponentialDelay;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionDelayFixedDelay;
import io.fabric8.istio.api.api.networking.v1alpha3.IsHTTPFaultInjectionDelayHttpDelayType;

/** {@code fault} of a route. */
public final class FaultInjection {

    private FaultInjection() {}

    public static HTTPFaultInjection of(FaultAction action) {
        return switch (action.fault()) {
            case FaultAction.Fault.Abort abort ->
                new HTTPFaultInjectionBuilder()
                        .withNewAbort()
                        .withErrorType(new HTTPFaultInjectionAbortHttpStatus(abort.httpStatus()))
                        .withNewPercentage(action.percentage())
                        .endAbort()
                        .build();
            case FaultAction.Fault.FixedDelay fixed ->
                delay(new HTTPFaultInjectionDelayFixedDelay(wire(fixed.delay())), action.percentage());
            case FaultAction.Fault.ExponentialDelay exponential ->
                delay(new HTTPFaultInjectionDelayExponentialDelay(wire(exponential.delay())), action.percentage());
        };
    }

    private static HTTPFaultInjection delay(IsHTTPFaultInjectionDelayHttpDelayType type, double percentage) {
        return new HTTPFaultInjectionBuilder()
                .withNewDelay()
                .withHttpDelayType(type)
                .withNewPercentage(percentage)
                .endDelay()
                .build();
    }

    private static String wire(GoDuration duration) {
        return duration.wire();
    }
}
