// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.watch.LoopListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Counts what an operator does. */
final class OperatorMetrics implements LoopListener {

    private static final String OPERATOR = "operator";

    private final MeterRegistry registry;
    private final String name;
    private final LoopListener next;
    private final Timer passes;
    private final Counter failures;
    private final Counter objects;
    private final Counter writes;

    /**
     * @param name of the operator
     * @param next is told the same
     */
    OperatorMetrics(MeterRegistry registry, String name, LoopListener next) {
        this.registry = registry;
        this.name = name;
        this.next = next;
        passes = Timer.builder("weft.pass")
                .description("Time of passes: facts in, plan out")
                .tag(OPERATOR, name)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        failures = counter("weft.pass.failures", "Passes that ended with a defect");
        objects = counter("weft.objects", "Changed objects that passes took in");
        writes = counter("weft.writes", "Writes that passes decided on");
    }

    private Counter counter(String metric, String description) {
        return Counter.builder(metric)
                .description(description)
                .tag(OPERATOR, name)
                .register(registry);
    }

    void leading(BooleanSupplier leads) {
        Gauge.builder("weft.leading", leads, supplier -> supplier.getAsBoolean() ? 1 : 0)
                .description("Whether this process writes")
                .tag(OPERATOR, name)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void passed(long number, Duration took, int changed, int decided) {
        passes.record(took);
        objects.increment(changed);
        writes.increment(decided);
        next.passed(number, took, changed, decided);
    }

    @Override
    public void failed(long number, String message) {
        failures.increment();
        next.failed(number, message);
    }
}
