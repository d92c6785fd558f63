// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Kubernetes writes them. */
final class Times {

    private Times() {}

    /** RFC 3339 in whole seconds. */
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
