// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.weft.sandbox.cel.CelFunction.Argument;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** url, isURL and the parts of URLs. */
final class UrlFunctions {
    private static final OpaqueType URL = OpaqueType.create("kubernetes.URL");
    private static final Argument SELF = new Argument(URL, URI.class);
    private static final Argument TEXT = new Argument(SimpleType.STRING, String.class);

    private UrlFunctions() {}

    static List<CelFunction> all() {
        return List.of(
                CelFunction.global("url", URL, List.of(TEXT), given -> parse((String) given[0])),
                CelFunction.global("isURL", SimpleType.BOOL, List.of(TEXT), given -> isUrl((String) given[0])),
                part("getScheme", url -> orEmpty(url.getScheme())),
                part("getHost", UrlFunctions::host),
                part("getHostname", url -> orEmpty(url.getHost()).replaceAll("^\\[|\\]$", "")),
                part("getPort", url -> url.getPort() < 0 ? "" : Integer.toString(url.getPort())),
                part("getEscapedPath", url -> orEmpty(url.getRawPath())),
                CelFunction.method(
                        "getQuery",
                        MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
                        List.of(SELF),
                        given -> query((URI) given[0])));
    }

    private static CelFunction part(String name, Function<URI, String> part) {
        return CelFunction.method(name, SimpleType.STRING, List.of(SELF), given -> part.apply((URI) given[0]));
    }

    /** Absolute URLs, and absolute paths, as Go's ParseRequestURI takes them. */
    private static URI parse(String text) {
        try {
            URI url = new URI(text);
            if (url.isAbsolute() || text.startsWith("/")) {
                return url;
            }
            throw new IllegalArgumentException(
                    "URL parse error during conversion from string: parse \"" + text + "\": invalid URI for request");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("URL parse error during conversion from string: " + e.getMessage(), e);
        }
    }

    private static boolean isUrl(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String host(URI url) {
        return orEmpty(url.getHost()) + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Map<String, List<String>> query(URI url) {
        Map<String, List<String>> result = new TreeMap<>();
        for (String pair : orEmpty(url.getRawQuery()).split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                String value = parts.length > 1 ? decoded(parts[1]) : "";
                result.computeIfAbsent(decoded(parts[0]), key -> new ArrayList<>())
                        .add(value);
            }
        }
        return result;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
