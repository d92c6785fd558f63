// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the words of Go ({@code 1h30m}), and days and weeks, as the format {@code duration} takes them. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)\\s*(ns|us|\u00b5s|ms|s|m|h|d|w)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    private GoDuration() {}

    /** @param text that the schema's format has accepted already */
    static Duration parse(String text) {
        Duration result = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long nanos = Math.round(Double.parseDouble(parts.group(1)) * NANOS.getOrDefault(parts.group(2), 0L));
            result = result.plusNanos(nanos);
        }
        return text.startsWith("-") ? result.negated() : result;
    }
}
