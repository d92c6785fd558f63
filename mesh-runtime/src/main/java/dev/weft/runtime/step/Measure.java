// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import static java.util.Comparator.comparing;

import dev.weft.telemetry.Metric;
import java.util.Comparator;
import java.util.List;

/**
 * One series of a metric that a step tells of what it knows.
 *
 * @param metric its first label is the operator's name, which a step does not give
 * @param values of the other labels, in their order
 */
public record Measure(Metric metric, List<String> values) implements Comparable<Measure> {

    private static final Comparator<Measure> ORDER = comparing(
                    (Measure measure) -> measure.metric().name())
            .thenComparing(measure -> String.join("\n", measure.values()));

    public Measure {
        values = List.copyOf(values);
    }

    public static Measure of(Metric metric, String... values) {
        return new Measure(metric, List.of(values));
    }

    @Override
    public int compareTo(Measure other) {
        return ORDER.compare(this, other);
    }
}
