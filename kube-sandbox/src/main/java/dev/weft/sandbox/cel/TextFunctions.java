// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.weft.sandbox.cel.CelFunction.Argument;
import java.util.ArrayList;
import java.util.List;

/** find and findAll with regular expressions, and format. */
final class TextFunctions {
    private static final Argument TEXT = new Argument(SimpleType.STRING, String.class);
    private static final Argument COUNT = new Argument(SimpleType.INT, Long.class);
    private static final ListType TEXTS = ListType.create(SimpleType.STRING);

    private TextFunctions() {}

    static List<CelFunction> all() {
        return List.of(
                CelFunction.method("find", SimpleType.STRING, List.of(TEXT, TEXT), given -> {
                    Matcher matcher = matcher(given);
                    return matcher.find() ? matcher.group() : "";
                }),
                CelFunction.method("findAll", TEXTS, List.of(TEXT, TEXT), given -> findAll(matcher(given), -1)),
                CelFunction.method(
                        "findAll",
                        TEXTS,
                        List.of(TEXT, TEXT, COUNT),
                        given -> findAll(matcher(given), (Long) given[2])),
                CelFunction.method(
                        "format",
                        SimpleType.STRING,
                        List.of(TEXT, new Argument(ListType.create(SimpleType.DYN), List.class)),
                        given -> TextFormat.format((String) given[0], (List<?>) given[1])));
    }

    private static Matcher matcher(Object[] given) {
        return Pattern.compile((String) given[1]).matcher((String) given[0]);
    }

    /** @param most negative for all */
    private static List<String> findAll(Matcher matcher, long most) {
        List<String> found = new ArrayList<>();
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
