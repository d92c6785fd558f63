// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads port numbers; absent and 0 both mean "not said", as they do on the wire of the reference. */
final class Ports {

    private Ports() {}

    static OptionalInt optional(@Nullable Long wire, String field, Problems problems) {
        if (wire == null || wire == 0) {
            return OptionalInt.empty();
        }
        if (wire < 1 || wire > 65_535) {
            problems.add(field, "must be a port from 1 to 65535, but is " + wire);
            return OptionalInt.empty();
        }
        return OptionalInt.of(wire.intValue());
    }
}
