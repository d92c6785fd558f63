// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Take hosts that fail out of rotation. Defaults are the API's: 5 errors, 10s, 30s, 100 %.
 *
 * @param maxEjectionPercent 1 to 100
 */
public record OutlierAction(
        long consecutiveErrors, GoDuration interval, GoDuration baseEjectionTime, int maxEjectionPercent)
        implements Action.OnHost {

    private static final long MOST_ERRORS = Integer.MAX_VALUE;

    @Override
    public String field() {
        return "outlierDetection";
    }

    static OutlierAction from(TrafficPolicySpec.OutlierDetection wire, Problems problems) {
        String field = "spec.outlierDetection";
        long errors = orDefault(wire.consecutiveErrors(), 5);
        if (errors < 0 || errors > MOST_ERRORS) {
            problems.add(field + ".consecutiveErrors", "must be from 0 to " + MOST_ERRORS + ", but is " + errors);
        }
        long percent = orDefault(wire.maxEjectionPercent(), 100);
        if (percent < 0 || percent > 100) {
            problems.add(field + ".maxEjectionPercent", "must be from 0 to 100, but is " + percent);
            percent = 100;
        }
        return new OutlierAction(
                errors,
                duration(wire.interval(), 10, field + ".interval", problems),
                duration(wire.baseEjectionTime(), 30, field + ".baseEjectionTime", problems),
                (int) percent);
    }

    private static long orDefault(@Nullable Long wire, long otherwise) {
        return wire == null || wire == 0 ? otherwise : wire;
    }

    private static GoDuration duration(@Nullable String wire, long seconds, String field, Problems problems) {
        Optional<GoDuration> given = wire == null ? Optional.empty() : Durations.positive(wire, field, problems);
        return given.orElse(GoDuration.ofSeconds(seconds));
    }
}
