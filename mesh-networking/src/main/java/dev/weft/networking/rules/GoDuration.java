// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as the API accepts it: any Go duration literal ({@code 5s}, {@code 1m30s}, {@code 1.5h}); written as protobuf JSON does:
 * seconds with 0, 3, 6 or 9 decimals.
 *
 * @param nanos length in nanoseconds, possibly negative
 */
public record GoDuration(long nanos) implements Comparable<GoDuration> {

    public static final GoDuration MILLISECOND = new GoDuration(1_000_000L);

    private static final Pattern LITERAL =
            Pattern.compile("[-+]?(0|((\\d{1,19}(\\.\\d{0,30})?|\\.\\d{1,30})(ns|us|µs|μs|ms|s|m|h)){1,20})");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "μs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    /** Reads a Go duration literal; empty when the text is not one or does not fit into 64 bits of nanoseconds. */
    public static Optional<GoDuration> parse(String text) {
        if (text.length() > 200 || !LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L));
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
        }
        if (text.startsWith("-")) {
            nanos = nanos.negate();
        }
        nanos = nanos.setScale(0, RoundingMode.DOWN);
        boolean fits = nanos.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return fits ? Optional.of(new GoDuration(nanos.longValueExact())) : Optional.empty();
    }

    /** Whole seconds as a duration. */
    public static GoDuration ofSeconds(long seconds) {
        return new GoDuration(Math.multiplyExact(seconds, 1_000_000_000L));
    }

    /** The protobuf JSON form, for example {@code 65s} or {@code 0.250s}. */
    public String wire() {
        long seconds = Math.abs(nanos / 1_000_000_000L);
        long fraction = Math.abs(nanos % 1_000_000_000L);
        String sign = nanos < 0 ? "-" : "";
        if (fraction == 0) {
            return sign + seconds + "s";
        }
        String digits = String.format(Locale.ROOT, "%09d", fraction);
        int length = fraction % 1_000_000 == 0 ? 3 : fraction % 1_000 == 0 ? 6 : 9;
        return sign + seconds + "." + digits.substring(0, length) + "s";
    }

    @Override
    public int compareTo(GoDuration other) {
        return Long.compare(nanos, other.nanos);
    }
}
