// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Optional;

/** Reads duration fields and reports the ones that Istio's validation would refuse. */
final class Durations {

    private Durations() {}

    /** A duration of at least one millisecond, in whole milliseconds (Istio: "only durations to ms precision are supported"). */
    static Optional<GoDuration> positive(String text, String field, Problems problems) {
        return read(text, field, problems).filter(duration -> {
            if (duration.compareTo(GoDuration.MILLISECOND) < 0) {
                problems.add(field, "must be at least 1ms, but is " + text);
                return false;
            }
            return true;
        });
    }

    /** Like {@link #positive}, but zero is allowed and means "none". */
    static Optional<GoDuration> positiveOrZero(String text, String field, Problems problems) {
        return read(text, field, problems).filter(duration -> {
            if (duration.nanos() < 0) {
                problems.add(field, "must not be negative, but is " + text);
                return false;
            }
            return true;
        });
    }

    private static Optional<GoDuration> read(String text, String field, Problems problems) {
        Optional<GoDuration> duration = GoDuration.parse(text);
        if (duration.isEmpty()) {
            problems.add(field, "is not a duration: \"" + shorten(text) + "\"; write for example 5s, 250ms or 1m30s");
            return duration;
        }
        if (duration.get().nanos() % GoDuration.MILLISECOND.nanos() != 0) {
            problems.add(field, "has a part below one millisecond, which Istio refuses: " + text);
            return Optional.empty();
        }
        return duration;
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
