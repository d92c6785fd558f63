// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Times as Kubernetes writes them: RFC 3339, whole seconds, UTC. */
record Timestamps(InstantSource clock) {

    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
