// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.watch.LoopListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what an operator does. */
final class OperatorMetrics implements LoopListener, Expiries {

    private static final String OPERATOR = "operator";

    private final MeterRegistry registry;
    private final String name;
    private final LoopListener next;
    private final Timer passes;
    private final Counter failures;
    private final Counter objects;
    private final Counter writes;
    private final InstantSource clock;
    /** When the first token of a cluster ends. */
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    private final Map<String, Gauge> expiries = new ConcurrentHashMap<>();
    private volatile SortedMap<OutputGroup, Integer> sizes = Collections.emptySortedMap();
    /** Of the thread of the loop. */
    private final Map<OutputGroup, Gauge> outputs = new HashMap<>();

    /**
     * @param name of the operator
     * @param next is told the same of passes
     * @param clock by which tokens end
     */
    OperatorMetrics(MeterRegistry registry, String name, LoopListener next, InstantSource clock) {
        this.clock = clock;
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
    public void wants(SortedMap<OutputGroup, Integer> now) {
        if (now == sizes) {
            return;
        }
        sizes = now;
        now.keySet().forEach(group -> outputs.computeIfAbsent(group, this::size));
        outputs.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
    }

    private Gauge size(OutputGroup group) {
        return Gauge.builder("weft.outputs", this, metrics -> metrics.sizes.getOrDefault(group, 0))
                .description("Objects that a cluster shall have")
                .tag(OPERATOR, name)
                .tag("cluster", group.cluster())
                .tag("source", group.source())
                .tag("group", group.kind().group())
                .tag("kind", group.kind().kind())
                .strongReference(true)
                .register(registry);
    }

    @Override
    public void failed(long number, String message) {
        failures.increment();
        next.failed(number, message);
    }

    @Override
    public void died(long number, String message) {
        failures.increment();
        next.died(number, message);
    }

    @Override
    public void expires(String cluster, Optional<Instant> at) {
        if (at.isPresent()) {
            ends.put(cluster, at.get());
            expiries.computeIfAbsent(cluster, this::expiry);
        } else {
            ends.remove(cluster);
            Gauge ended = expiries.remove(cluster);
            if (ended != null) {
                registry.remove(ended);
            }
        }
    }

    private Gauge expiry(String cluster) {
        return Gauge.builder("weft.token.expiry.seconds", ends, all -> left(all.get(cluster)))
                .description("Seconds until the first token of a registered cluster expires")
                .tag(OPERATOR, name)
                .tag("cluster", cluster)
                .strongReference(true)
                .register(registry);
    }

    private double left(@Nullable Instant end) {
        return end == null ? Double.NaN : Duration.between(clock.instant(), end).toSeconds();
    }
}
