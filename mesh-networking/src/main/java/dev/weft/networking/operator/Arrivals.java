// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether discovery is writing what it has found, as it does for thousands of objects after a cluster was registered. Statuses of such
 * objects, a write for each, would hold it up.
 */
final class Arrivals {

    /** Nothing new has come for so long: it is over. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** Or it began so long ago that nobody is made to wait longer. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private boolean arrived;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();

    /** Something new is there, since the last pass. */
    void arrived() {
        arrived = true;
    }

    /** A pass is made. One that finds it over tells all that has waited, whatever else has arrived since. */
    void at(Instant now) {
        if (first.isPresent() && quietAt().filter(now::isBefore).isEmpty()) {
            first = Optional.empty();
            last = Optional.empty();
        } else if (arrived) {
            first = first.or(() -> Optional.of(now));
            last = Optional.of(now);
        }
        arrived = false;
    }

    /** When it is over unless more arrives; empty when nothing is arriving. */
    Optional<Instant> quietAt() {
        Optional<Instant> longest = first.map(begin -> begin.plus(LONGEST));
        return last.map(latest -> latest.plus(QUIET))
                .map(quiet -> longest.filter(quiet::isAfter).orElse(quiet));
    }
}
