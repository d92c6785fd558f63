// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import dev.weft.api.shared.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        for (TrafficPolicySpec.CorsPolicy.StringMatch origin :
                Wire.complete(wire.allowOrigins(), "spec.corsPolicy.allowOrigins", problems)) {
            String field = "spec.corsPolicy.allowOrigins[" + index++ + "]";
            PathMatch match = Matches.oneOf(origin.exact(), origin.prefix(), origin.regex(), field, problems);
            if (match instanceof PathMatch.Any || isEmpty(match)) {
                problems.add(field, "says no origin; set one of exact, prefix or regex");
            }
            origins.add(match);
        }
        return new CorsAction(
                origins,
                methods(wire, problems),
                headers(wire.allowHeaders(), "spec.corsPolicy.allowHeaders", problems),
                headers(wire.exposeHeaders(), "spec.corsPolicy.exposeHeaders", problems),
                wire.maxAge() == null
                        ? Optional.empty()
                        : Durations.wholeSeconds(wire.maxAge(), "spec.corsPolicy.maxAge", problems),
                Optional.ofNullable(wire.allowCredentials()));
    }

    private static boolean isEmpty(PathMatch origin) {
        return origin.equals(new PathMatch.Exact(""));
    }

    /** Istio knows these methods in capitals only, and no wildcard. */
    private static List<String> methods(TrafficPolicySpec.CorsPolicy wire, Problems problems) {
        List<String> methods = Wire.strings(wire.allowMethods(), "spec.corsPolicy.allowMethods", problems);
        for (String method : methods) {
            if (Stream.of(HttpMethod.values()).noneMatch(known -> known.name().equals(method))) {
                problems.add(
                        "spec.corsPolicy.allowMethods",
                        "has \"" + method + "\"; Istio knows " + Arrays.toString(HttpMethod.values()));
            }
        }
        return methods;
    }

    private static List<String> headers(@Nullable List<@Nullable String> wire, String field, Problems problems) {
        List<String> headers = Wire.strings(wire, field, problems);
        headers.forEach(header -> HeaderCheck.listed(header).ifPresent(why -> problems.add(field, why)));
        return headers;
    }
}
