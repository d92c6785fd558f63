// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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

    /** @param field JSON path of the block */
    static HeaderAction from(TrafficPolicySpec.HeaderManipulation wire, String field, Problems problems) {
        return new HeaderAction(
                added(
                        wire.appendRequestHeaders(),
                        field + ".appendRequestHeaders",
                        HeaderCheck::addedToRequest,
                        problems),
                added(wire.appendResponseHeaders(), field + ".appendResponseHeaders", HeaderCheck::changed, problems),
                removed(wire.removeRequestHeaders(), field + ".removeRequestHeaders", problems),
                removed(wire.removeResponseHeaders(), field + ".removeResponseHeaders", problems));
    }

    private static SortedMap<String, String> added(
            @Nullable Map<String, String> wire,
            String field,
            Function<String, Optional<String>> nameCheck,
            Problems problems) {
        SortedMap<String, String> headers = new TreeMap<>(Wire.map(wire));
        if (headers.remove("") != null) {
            problems.add(field, "has a header without a name");
        }
        headers.forEach((name, value) -> {
            nameCheck.apply(name).ifPresent(why -> problems.add(field, why));
            HeaderCheck.value(value).ifPresent(why -> problems.add(field + "." + name, why));
        });
        if (headers.keySet().stream().filter(HeaderCheck::isAuthority).count() > 1) {
            problems.add(field, "sets the host twice, as host and as :authority");
        }
        noteOneHeaderTwice(headers, field, problems);
        return headers;
    }

    /** Istio adds both values then, in an order that changes from one push to the next. */
    private static void noteOneHeaderTwice(SortedMap<String, String> headers, String field, Problems problems) {
        Map<String, String> spelled = new HashMap<>();
        for (String name : headers.keySet()) {
            String before = spelled.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (before != null) {
                problems.note(field, before + " and " + name + " are one header, to which both values are added");
            }
        }
    }

    private static List<String> removed(@Nullable List<@Nullable String> wire, String field, Problems problems) {
        List<String> headers = Wire.strings(wire, field, problems);
        headers.forEach(name -> HeaderCheck.changed(name).ifPresent(why -> problems.add(field, why)));
        return headers;
    }
}
