// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.json.CanonicalJson;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads percentages; an absent one means all requests (BUG-26, E-13). */
final class Percentages {

    private static final double ALL = 100;
    private static final double LEAST = 0.0001;

    private Percentages() {}

    static double orAll(@Nullable Double wire, String field, Problems problems) {
        if (wire == null) {
            return ALL;
        }
        if (!(wire >= 0 && wire <= ALL)) {
            problems.add(field, "must be a percentage from 0 to 100, but is " + wire);
            return ALL;
        }
        return wire;
    }

    /** Like {@link #orAll}; Istio refuses shares of faults below one in a million, other than none. */
    static double ofFaults(@Nullable Double wire, String field, Problems problems) {
        double percentage = orAll(wire, field, problems);
        if (percentage > 0 && percentage < LEAST) {
            problems.add(
                    field,
                    "must be 0 or at least 0.0001, but is " + CanonicalJson.plain(BigDecimal.valueOf(percentage)));
        }
        return percentage;
    }
}
