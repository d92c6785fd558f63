// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.step.Backoff;
import java.time.Duration;

/**
 * How clusters are read.
 *
 * @param backoff after failures of a list or watch
 * @param absent when a kind that is not served is looked for again
 * @param denied when a kind that may not be read is tried again
 * @param quiet after which time without event or bookmark a watch is not trusted and opened again; servers send a bookmark each minute
 * @param page objects in one page of a list
 * @param lists how many pages are read at the same time from one cluster
 */
public record WatchSettings(
        LifeTimes life, Backoff backoff, Duration absent, Duration denied, Duration quiet, int page, int lists) {

    public static final WatchSettings DEFAULT = new WatchSettings(
            LifeTimes.DEFAULT,
            Backoff.DEFAULT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(120),
            500,
            4);

    public WatchSettings with(LifeTimes other) {
        return new WatchSettings(other, backoff, absent, denied, quiet, page, lists);
    }

    public WatchSettings withQuiet(Duration other) {
        return new WatchSettings(life, backoff, absent, denied, other, page, lists);
    }

    /** How long a watch must have been open in peace for the end of it to be no setback. */
    Duration steady() {
        return life.probe().dividedBy(2);
    }
}
