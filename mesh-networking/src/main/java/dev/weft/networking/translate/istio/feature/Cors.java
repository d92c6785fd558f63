// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.CorsAction;
import dev.weft.networking.rules.GoDuration;
import io.fabric8.istio.api.api.networking.v1alpha3.CorsPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.CorsPolicyBuilder;
import java.util.Optional;

/** {@code corsPolicy} of a route. */
public final class Cors {

    private Cors() {}

    public static CorsPolicy of(CorsAction action) {
        return new CorsPolicyBuilder()
                .withAllowOrigins(action.origins().stream()
                        .map(StringMatches::of)
                        .flatMap(Optional::stream)
                        .toList())
                .withAllowMethods(action.allowMethods())
                .withAllowHeaders(action.allowHeaders())
                .withExposeHeaders(action.exposeHeaders())
                .withMaxAge(action.maxAge().map(GoDuration::wire).orElse(null))
                .withAllowCredentials(action.allowCredentials().orElse(null))
                .build();
    }
}
