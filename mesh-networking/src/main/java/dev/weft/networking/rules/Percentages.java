// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import org.jspecify.annotations.Nullable;

/** Reads percentages; an absent one means all requests (BUG-26, E-13). */
final class Percentages {

    private static final double ALL = 100;

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
}
