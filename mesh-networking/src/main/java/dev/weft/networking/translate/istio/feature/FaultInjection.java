// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.FaultAction;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjection;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionAbortHttpStatus;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPFaultInjectionDelayFixedDelay;

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
                new HTTPFaultInjectionBuilder()
                        .withNewDelay()
                        .withHttpDelayType(new HTTPFaultInjectionDelayFixedDelay(
                                fixed.delay().wire()))
                        .withNewPercentage(action.percentage())
                        .endDelay()
                        .build();
        };
    }
}
