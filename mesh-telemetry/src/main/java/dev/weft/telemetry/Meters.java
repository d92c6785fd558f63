// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Makes what is declared as {@link Metric}. */
public final class Meters {

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One that is counted up by whoever holds it. */
    public Counter counter(Metric metric, List<String> values) {
        return Counter.builder(metric.name())
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** A summary of times. */
    public Timer timer(Metric metric, List<String> values) {
        return Timer.builder(metric.name())
                .description(metric.help())
                .tags(tags(metric, values))
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    /** A gauge, or a counter that somebody else keeps, which is asked for its value whenever somebody looks. */
    public Meter asked(Metric metric, DoubleSupplier value, List<String> values) {
        if (metric.type() == Metric.Type.COUNTER) {
            return FunctionCounter.builder(metric.name(), value, DoubleSupplier::getAsDouble)
                    .description(metric.help())
                    .tags(tags(metric, values))
                    .register(registry);
        }
        return Gauge.builder(metric.name(), value, DoubleSupplier::getAsDouble)
                .description(metric.help())
                .tags(tags(metric, values))
                .strongReference(true)
                .register(registry);
    }

    /** Takes one away that is of something that is gone. */
    public void remove(Meter meter) {
        registry.remove(meter);
    }

    private static List<Tag> tags(Metric metric, List<String> values) {
        if (values.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric.name() + " has labels " + metric.labels() + ", not " + values);
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(metric.labels().get(i), values.get(i)));
        }
        return tags;
    }
}
