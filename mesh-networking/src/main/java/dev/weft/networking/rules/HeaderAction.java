// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Add and remove headers.
 *
 * @param addToRequest value by header name
 * @param addToResponse value by header name
 * @param removeFromRequest in the order written
 * @param removeFromResponse in the order written
 */
public record HeaderAction(
        SortedMap<String, String> addToRequest,
        SortedMap<String, String> addToResponse,
        List<String> removeFromRequest,
        List<String> removeFromResponse)
        implements Action.OnRoute {

    public HeaderAction {
        addToRequest = Values.sorted(addToRequest);
        addToResponse = Values.sorted(addToResponse);
        removeFromRequest = List.copyOf(removeFromRequest);
        removeFromResponse = List.copyOf(removeFromResponse);
    }

    @Override
    public String field() {
        return "headerManipulation";
    }

    static HeaderAction from(TrafficPolicySpec.HeaderManipulation wire, Problems problems) {
        String field = "spec.headerManipulation.";
        return new HeaderAction(
                named(wire.appendRequestHeaders(), field + "appendRequestHeaders", problems),
                named(wire.appendResponseHeaders(), field + "appendResponseHeaders", problems),
                Wire.strings(wire.removeRequestHeaders(), field + "removeRequestHeaders", problems),
                Wire.strings(wire.removeResponseHeaders(), field + "removeResponseHeaders", problems));
    }

    private static SortedMap<String, String> named(
            @Nullable Map<String, String> wire, String field, Problems problems) {
        SortedMap<String, String> headers = new TreeMap<>(Wire.map(wire));
        if (headers.remove("") != null) {
            problems.add(field, "has a header without a name");
        }
        return headers;
    }
}
