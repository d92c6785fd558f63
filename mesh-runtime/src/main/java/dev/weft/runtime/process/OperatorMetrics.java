// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.step.Measure;
import dev.weft.runtime.watch.LoopListener;
import dev.weft.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts what an operator does. */
final class OperatorMetrics implements LoopListener, Expiries {

    private final Meters meters;
    private final String name;
    private final LoopListener next;
    private final Timer passes;
    private final Counter failures;
    private final Counter objects;
    private final Counter writes;
    private final InstantSource clock;
    /** When the first token of a cluster ends. */
    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    private final Map<String, Meter> expiries = new ConcurrentHashMap<>();
    private volatile SortedMap<OutputGroup, Integer> sizes = Collections.emptySortedMap();
    private volatile SortedMap<Measure, Double> measures = Collections.emptySortedMap();
    /** Of the thread of the loop. */
    private final Map<OutputGroup, Meter> outputs = new HashMap<>();
    /** Likewise. */
    private final Map<Measure, Meter> measured = new HashMap<>();

    /**
     * @param name of the operator
     * @param next is told the same of passes
     * @param clock by which tokens end
     */
    OperatorMetrics(MeterRegistry registry, String name, LoopListener next, InstantSource clock) {
        this.clock = clock;
        this.name = name;
        this.next = next;
        meters = new Meters(registry);
        passes = meters.timer(ProcessMetrics.PASS, List.of(name));
        failures = meters.counter(ProcessMetrics.FAILURES, List.of(name));
        objects = meters.counter(ProcessMetrics.OBJECTS, List.of(name));
        writes = meters.counter(ProcessMetrics.WRITES, List.of(name));
    }

    void leading(BooleanSupplier leads) {
        meters.asked(ProcessMetrics.LEADING, () -> leads.getAsBoolean() ? 1 : 0, List.of(name));
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
        follow(now.keySet(), outputs, this::size);
    }

    @Override
    public void measures(SortedMap<Measure, Double> now) {
        if (now == measures) {
            return;
        }
        measures = now;
        follow(now.keySet(), measured, this::measure);
    }

    /** What is gone is told no more. */
    private <K> void follow(Set<K> now, Map<K, Meter> told, Function<K, Meter> made) {
        now.forEach(key -> told.computeIfAbsent(key, made));
        told.entrySet().removeIf(entry -> {
            boolean gone = !now.contains(entry.getKey());
            if (gone) {
                meters.remove(entry.getValue());
            }
            return gone;
        });
    }

    private Meter size(OutputGroup group) {
        return meters.asked(
                ProcessMetrics.OUTPUTS,
                () -> sizes.getOrDefault(group, 0),
                List.of(
                        name,
                        group.cluster(),
                        group.source(),
                        group.kind().group(),
                        group.kind().kind()));
    }

    private Meter measure(Measure measure) {
        List<String> labels = new ArrayList<>(List.of(name));
        labels.addAll(measure.values());
        return meters.asked(measure.metric(), () -> measures.getOrDefault(measure, Double.NaN), labels);
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
            Meter ended = expiries.remove(cluster);
            if (ended != null) {
                meters.remove(ended);
            }
        }
    }

    private Meter expiry(String cluster) {
        return meters.asked(ProcessMetrics.TOKEN, () -> left(ends.get(cluster)), List.of(name, cluster));
    }

    private double left(@Nullable Instant end) {
        return end == null ? Double.NaN : Duration.between(clock.instant(), end).toSeconds();
    }
}
