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
                problems.add(field, "must be at least 1ms, but is " + Wire.shorten(text));
                return false;
            }
            return true;
        });
    }

    /** Like {@link #positive}, but zero is allowed and means "none". */
    static Optional<GoDuration> positiveOrZero(String text, String field, Problems problems) {
        return read(text, field, problems).filter(duration -> {
            if (duration.nanos() < 0) {
                problems.add(field, "must not be negative, but is " + Wire.shorten(text));
                return false;
            }
            return true;
        });
    }

    /** At least one second and nothing below it (Istio: "max_age duration is accurate only to seconds precision"). */
    static Optional<GoDuration> wholeSeconds(String text, String field, Problems problems) {
        return read(text, field, problems).filter(duration -> {
            boolean whole = duration.nanos() > 0
                    && duration.nanos() % GoDuration.ofSeconds(1).nanos() == 0;
            if (!whole) {
                problems.add(field, "must be a whole number of seconds, at least 1s, but is " + text);
            }
            return whole;
        });
    }

    private static Optional<GoDuration> read(String text, String field, Problems problems) {
        Optional<GoDuration> duration = GoDuration.parse(text);
        if (duration.isEmpty()) {
            problems.add(
                    field, "is not a duration: \"" + Wire.shorten(text) + "\"; write for example 5s, 250ms or 1m30s");
            return duration;
        }
        if (duration.get().nanos() % GoDuration.MILLISECOND.nanos() != 0) {
            problems.add(field, "has a part below one millisecond, which Istio refuses: " + Wire.shorten(text));
            return Optional.empty();
        }
        return duration;
    }
}
