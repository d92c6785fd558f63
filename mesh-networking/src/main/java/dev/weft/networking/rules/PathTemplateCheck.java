// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Path templates of Istio's AuthorizationPolicy: <code>{*}</code> stands for one segment, <code>{**}</code> for any number and is the
 * last operator. Its webhook refuses a path with any other brace, and with it the whole policy (istio.io/istio {@code
 * pkg/config/security/security.go}, CheckValidPathTemplate).
 */
final class PathTemplateCheck {

    private static final String ONE = "{*}";
    private static final String ANY = "{**}";
    /** The characters of RFC 3986 that a segment beside an operator may have. */
    private static final Pattern LITERAL = Pattern.compile("[-a-zA-Z0-9._~%!$&'()+,;:@=]*");

    private PathTemplateCheck() {}

    /** Reports each path that Istio would refuse, with its place. */
    static void paths(List<String> paths, String field, Problems problems) {
        for (int i = 0; i < paths.size(); i++) {
            String place = field + "[" + i + "]";
            problem(paths.get(i)).ifPresent(what -> problems.add(place, what));
        }
    }

    private static Optional<String> problem(String path) {
        boolean isTemplate = path.contains(ONE) || path.contains(ANY);
        boolean afterAny = false;
        for (String segment : path.split("/", -1)) {
            boolean operator = segment.equals(ONE) || segment.equals(ANY);
            if (operator && afterAny) {
                return Optional.of(
                        "\"" + Wire.shorten(path) + "\" has " + segment + " behind {**}, which must be last");
            }
            boolean hasBrace = segment.contains("{") || segment.contains("}");
            if (!operator
                    && (hasBrace || (isTemplate && !LITERAL.matcher(segment).matches()))) {
                return Optional.of(
                        "\"" + Wire.shorten(path) + "\" has the segment \"" + Wire.shorten(segment)
                                + "\", which Istio refuses: {*} and {**} stand for whole segments, and beside them is plain text");
            }
            afterAny = afterAny || segment.equals(ANY);
        }
        return Optional.empty();
    }
}
