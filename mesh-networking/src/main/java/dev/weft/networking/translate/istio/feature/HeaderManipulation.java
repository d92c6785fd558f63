// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.feature;

import dev.weft.networking.rules.HeaderAction;
import io.fabric8.istio.api.api.networking.v1alpha3.Headers;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersHeaderOperations;
import io.fabric8.istio.api.api.networking.v1alpha3.HeadersHeaderOperationsBuilder;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** {@code headers} of a route. */
public final class HeaderManipulation {

    private HeaderManipulation() {}

    public static Headers of(HeaderAction action) {
        return new HeadersBuilder()
                .withRequest(operations(action.addToRequest(), action.removeFromRequest()))
                .withResponse(operations(action.addToResponse(), action.removeFromResponse()))
                .build();
    }

    private static @Nullable HeadersHeaderOperations operations(SortedMap<String, String> add, List<String> remove) {
        if (add.isEmpty() && remove.isEmpty()) {
            return null;
        }
        return new HeadersHeaderOperationsBuilder()
                .withAdd(add.isEmpty() ? null : add)
                .withRemove(remove)
                .build();
    }
}
