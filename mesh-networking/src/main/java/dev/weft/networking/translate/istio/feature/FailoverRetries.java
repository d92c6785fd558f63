// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.GoDuration;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetry;
import io.fabric8.istio.api.api.networking.v1alpha3.HTTPRetryBuilder;

/**
 * The retries without which failover loses requests: at the moment in which a service dies, and each time the proxy tries it again before
 * it is back (spec/lab.md 4). A retry goes to another service than the try before.
 *
 * <p>A service that takes its time is not one that is dead, and a second try would do its work twice. Nobody to connect to is found out by
 * {@link #CONNECT_TIMEOUT}. What that does not see is a peer that vanishes from an established connection without a word: TCP sends for a
 * quarter of an hour, and with HTTP/2 all later requests as well. So there is a limit for a try, where Envoy's own for a route is.
 */
public final class FailoverRetries {

    /** With the handshake of TLS, through a gateway that may be on another continent. */
    public static final String CONNECT_TIMEOUT = "2s";

    private static final int LEAST = 3;

    private FailoverRetries() {}

    /**
     * As many as it takes to get past all services but the last: Istio has Envoy try each priority twice before it turns to the next
     * (retryRemoteLocalities, an update frequency of 2).
     *
     * @param services how many are called one after the other
     * @param perTryTimeout how long each may take to begin its answer
     */
    public static HTTPRetry retries(int services, GoDuration perTryTimeout) {
        return new HTTPRetryBuilder()
                .withAttempts(Math.max(LEAST, 2 * services - 1))
                .withPerTryTimeout(perTryTimeout.wire())
                .withRetryOn("connect-failure,refused-stream,unavailable,cancelled,gateway-error,reset")
                .withRetryRemoteLocalities(true)
                .build();
    }
}
