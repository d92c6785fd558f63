// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import dev.weft.certagent.issue.Ref;
import dev.weft.certagent.issue.Standing;
import dev.weft.certagent.issue.Standing.Reason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted: how long the certificates still live (D8), and how many stand where. */
final class AgentMetrics implements Worker.Observer {
    private final Map<Ref, Standing> standings = new ConcurrentHashMap<>();
    private final InstantSource clock;

    AgentMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        Gauge.builder("weft_certificate_expiry_seconds", this, AgentMetrics::seconds)
                .description(
                        "How long the stored certificate that ends first is still valid; not a number when none is stored.")
                .register(registry);
        for (Reason reason : Reason.values()) {
            Gauge.builder("weft_issued_certificates", standings, all -> count(all, reason))
                    .description("IssuedCertificates by the reason of their condition Ready.")
                    .tag("reason", reason.wire())
                    .register(registry);
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
        standings.put(certificate, standing);
    }

    @Override
    public void gone(Ref certificate) {
        standings.remove(certificate);
    }
}
