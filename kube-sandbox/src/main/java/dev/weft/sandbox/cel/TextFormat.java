// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code '...%s...'.format([...])} with the verbs of CEL: s, d, f, e, b, o, x, X and %%. */
final class TextFormat {
    private static final Pattern VERB = Pattern.compile("%(?:\\.(\\d+))?(.)?", Pattern.DOTALL);

    private TextFormat() {}

    static String format(String template, List<?> arguments) {
        StringBuilder result = new StringBuilder();
        Matcher verbs = VERB.matcher(template);
        int end = 0;
        int next = 0;
        while (verbs.find()) {
            result.append(template, end, verbs.start());
            end = verbs.end();
            String verb = verbs.group(2);
            if ("%".equals(verb)) {
                result.append('%');
                continue;
            }
            if (next >= arguments.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            int precision = verbs.group(1) == null ? 6 : Integer.parseInt(verbs.group(1));
            result.append(one(verb == null ? "" : verb, precision, arguments.get(next++)));
        }
        return result.append(template.substring(end)).toString();
    }

    private static String one(String verb, int precision, Object value) {
        return switch (verb) {
            case "s" -> text(value);
            case "d" -> value instanceof Number ? text(value) : wrong("decimal", value);
            case "f" -> fixed(value, precision);
            case "e" ->
                value instanceof Number number
                        ? String.format(Locale.ROOT, "%." + precision + "e", number.doubleValue())
                        : wrong("scientific", value);
            case "b" -> value instanceof Boolean flag ? (flag ? "1" : "0") : Long.toString(integer("binary", value), 2);
            case "o" -> Long.toString(integer("octal", value), 8);
            case "x" -> hexadecimal(value);
            case "X" -> hexadecimal(value).toUpperCase(Locale.ROOT);
            default ->
                throw new IllegalArgumentException(
                        "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static String fixed(Object value, int precision) {
        return value instanceof Number number
                ? BigDecimal.valueOf(number.doubleValue())
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : wrong("fixed-point", value);
    }

    private static long integer(String what, Object value) {
        return value instanceof Long number ? number : Long.parseLong(wrong(what, value));
    }

    private static String hexadecimal(Object value) {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> Long.toString(integer("hex", value), 16);
        };
    }

    private static String wrong(String what, Object value) {
        throw new IllegalArgumentException("error during formatting: " + what + " clause cannot be used on "
                + value.getClass().getSimpleName());
    }

    private static String text(Object value) {
        return switch (value) {
            case Double number ->
                number == Math.rint(number) && Math.abs(number) < 1e15
                        ? Long.toString(number.longValue())
                        : number.toString();
            case NullValue none -> "null";
            case CelByteString bytes -> bytes.toStringUtf8();
            case Duration duration -> seconds(duration);
            case List<?> list -> list.stream().map(TextFormat::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> {
                Map<String, String> sorted = new TreeMap<>();
                map.forEach((key, inner) -> sorted.put(text(key), text(inner)));
                yield sorted.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            default -> String.valueOf(value);
        };
    }

    private static String seconds(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        return exact.stripTrailingZeros().toPlainString() + "s";
    }
}
