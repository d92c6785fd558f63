// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cross-origin resource sharing.
 *
 * @param origins in the order written
 * @param allowCredentials empty differs from false: Istio then leaves the header out
 */
public record CorsAction(
        List<PathMatch> origins,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        Optional<GoDuration> maxAge,
        Optional<Boolean> allowCredentials)
        implements Action.OnRoute {

    public CorsAction {
        origins = List.copyOf(origins);
        allowMethods = List.copyOf(allowMethods);
        allowHeaders = List.copyOf(allowHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }

    @Override
    public String field() {
        return "corsPolicy";
    }

    static CorsAction from(TrafficPolicySpec.CorsPolicy wire, Problems problems) {
        List<PathMatch> origins = new ArrayList<>();
        int index = 0;
        for (TrafficPolicySpec.CorsPolicy.StringMatch origin : Wire.list(wire.allowOrigins())) {
            String field = "spec.corsPolicy.allowOrigins[" + index++ + "]";
            PathMatch match = Matches.oneOf(origin.exact(), origin.prefix(), origin.regex(), field, problems);
            if (match instanceof PathMatch.Any) {
                problems.add(field, "says no origin; set one of exact, prefix or regex");
            }
            origins.add(match);
        }
        return new CorsAction(
                origins,
                Wire.strings(wire.allowMethods(), "spec.corsPolicy.allowMethods", problems),
                Wire.strings(wire.allowHeaders(), "spec.corsPolicy.allowHeaders", problems),
                Wire.strings(wire.exposeHeaders(), "spec.corsPolicy.exposeHeaders", problems),
                wire.maxAge() == null
                        ? Optional.empty()
                        : Durations.positiveOrZero(wire.maxAge(), "spec.corsPolicy.maxAge", problems),
                Optional.ofNullable(wire.allowCredentials()));
    }
}
