// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Standing;
import dev.weft.certagent.issue.Standing.Reason;
import dev.weft.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted: how long the certificates still live (D8), and how many stand where. */
final class AgentMetrics implements Worker.Observer {
    private final Map<Ref, Standing> standings = new ConcurrentHashMap<>();
    /** By the reasons that are failures; nothing is added after the start. */
    private final Map<Reason, Counter> failures = new EnumMap<>(Reason.class);

    private final InstantSource clock;

    AgentMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        Meters meters = new Meters(registry);
        meters.asked(AgentMetric.EXPIRY, this::seconds, List.of());
        for (Reason reason : Reason.values()) {
            meters.asked(AgentMetric.STANDING, () -> count(standings, reason), List.of(reason.wire()));
            if (reason.isFailure()) {
                failures.put(reason, meters.counter(AgentMetric.FAILURES, List.of(reason.wire())));
            }
        }
    }

    private static double count(Map<Ref, Standing> all, Reason reason) {
        return all.values().stream()
                .filter(standing -> standing.reason() == reason)
                .count();
    }

    private double seconds() {
        return standings.values().stream()
                .flatMap(standing -> standing.stored().stream())
                .map(stored -> stored.caCerts().certificate().facts().notAfter())
                .min(Instant::compareTo)
                .map(end -> (double) (end.getEpochSecond() - clock.instant().getEpochSecond()))
                .orElse(Double.NaN);
    }

    @Override
    public void stands(Ref certificate, Standing standing) {
        Standing before = standings.put(certificate, standing);
        Counter failure = failures.get(standing.reason());
        if (failure != null && (before == null || before.reason() != standing.reason())) {
            failure.increment();
        }
    }

    @Override
    public void gone(Ref certificate) {
        standings.remove(certificate);
    }
}
