// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.GoDuration;
import dev.weft.networking.rules.RetryAction;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetry;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetryBuilder;

/** {@code retries} of a route; without attempts it is {@code {}}, which turns retries off. */
public final class Retries {

    private Retries() {}

    public static HTTPRetry of(RetryAction action) {
        return new HTTPRetryBuilder()
                .withAttempts(action.attempts() == 0 ? null : action.attempts())
                .withPerTryTimeout(action.perTryTimeout().map(GoDuration::wire).orElse(null))
                .withRetryOn(action.on().isEmpty() ? null : String.join(",", action.on()))
                .build();
    }
}
