// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it came.
 *
 * @param method upper case
 * @param path decoded, without the query
 * @param query decoded; of a parameter that stands twice the first
 * @param rawQuery as it came, empty when there is none
 * @param headers by lower-case name, all values in order
 */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        String rawQuery,
        Map<String, List<String>> headers,
        byte[] body) {

    /** @param uri path and query, encoded */
    public static Request of(String method, String uri, Map<String, List<String>> headers, byte[] body) {
        int mark = uri.indexOf('?');
        String path = decoded(mark < 0 ? uri : uri.substring(0, mark));
        String rawQuery = mark < 0 ? "" : uri.substring(mark + 1);
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : rawQuery.split("&")) {
            int equals = part.indexOf('=');
            if (!part.isEmpty()) {
                String name = decoded(equals < 0 ? part : part.substring(0, equals));
                query.putIfAbsent(name, equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (name != null) {
                lower.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                        .addAll(values);
            }
        });
        return new Request(method, path, query, rawQuery, lower, body);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The first value of a header, empty when there is none. */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** Content type without parameters, lower case. */
    String contentType() {
        return header("content-type").replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    String pathAndQuery() {
        return rawQuery.isEmpty() ? path : path + "?" + rawQuery;
    }
}
