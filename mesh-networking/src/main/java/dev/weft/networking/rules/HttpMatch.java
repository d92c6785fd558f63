// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Conditions on a request, all of which must hold.
 *
 * @param headers by header name
 * @param withoutHeaders conditions that must not hold, by header name
 * @param queryParameters by parameter name
 * @param method upper-case name, or empty for any
 */
public record HttpMatch(
        PathMatch path,
        SortedMap<String, ValueMatch> headers,
        SortedMap<String, ValueMatch> withoutHeaders,
        SortedMap<String, ValueMatch> queryParameters,
        String method) {

    /** Every request. */
    public static final HttpMatch ANY = new HttpMatch(
            PathMatch.ANY,
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            "");

    /** The same conditions without that on the path. */
    public HttpMatch onEveryPath() {
        return new HttpMatch(PathMatch.ANY, headers, withoutHeaders, queryParameters, method);
    }

    public HttpMatch {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        withoutHeaders = Collections.unmodifiableSortedMap(new TreeMap<>(withoutHeaders));
        queryParameters = Collections.unmodifiableSortedMap(new TreeMap<>(queryParameters));
    }
}
