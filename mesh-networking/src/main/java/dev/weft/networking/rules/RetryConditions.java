// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a request is tried again: the conditions of Envoy's {@code x-envoy-retry-on} and {@code x-envoy-retry-grpc-on} that Istio's webhook
 * knows (istio.io/istio {@code pkg/config/validation}, validateHTTPRetry), and HTTP statuses of failures.
 */
final class RetryConditions {

    private static final Set<String> HTTP = Set.of(
            "5xx",
            "connect-failure",
            "envoy-ratelimited",
            "gateway-error",
            "refused-stream",
            "reset",
            "reset-before-request",
            "retriable-4xx",
            "retriable-headers",
            "retriable-status-codes");
    private static final Set<String> GRPC =
            Set.of("cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable");
    /** The statuses from 400 that have a name; Istio refuses others. */
    private static final Pattern STATUS = Pattern.compile("4(0\\d|1[0-8]|2[1-689]|31|51)|5(0[0-8]|1[01])");

    private RetryConditions() {}

    /** The conditions that can be used, in the order written; others are reported. */
    static List<String> read(@Nullable List<@Nullable String> wire, String field, Problems problems) {
        return Wire.strings(wire, field, problems).stream()
                .filter(condition -> {
                    boolean known = HTTP.contains(condition)
                            || GRPC.contains(condition)
                            || STATUS.matcher(condition).matches();
                    if (!known) {
                        problems.add(
                                field,
                                "has \"" + Wire.shorten(condition)
                                        + "\", which Istio does not know; write a condition of"
                                        + " Envoy such as 5xx, reset, connect-failure or unavailable, or a status such as \"503\"");
                    }
                    return known;
                })
                .toList();
    }
}
