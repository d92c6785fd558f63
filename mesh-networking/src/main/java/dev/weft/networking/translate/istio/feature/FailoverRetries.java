// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetry;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetryBuilder;

/**
 * The retries without which failover loses requests: at the moment in which a service dies, and each time the proxy tries it again before
 * it is back (spec/lab.md 4). A retry goes to another service than the try before.
 */
public final class FailoverRetries {

    private static final int ATTEMPTS = 3;

    private FailoverRetries() {}

    public static HTTPRetry retries() {
        return new HTTPRetryBuilder()
                .withAttempts(ATTEMPTS)
                .withPerTryTimeout("2s")
                .withRetryOn("connect-failure,refused-stream,unavailable,cancelled,gateway-error,reset")
                .withRetryRemoteLocalities(true)
                .build();
    }
}
