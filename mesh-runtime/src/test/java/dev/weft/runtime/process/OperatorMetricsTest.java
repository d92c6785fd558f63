// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.watch.LoopHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OperatorMetricsTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OperatorMetrics metrics =
            new OperatorMetrics(registry, "mesh-networking", new LoopHealth(), now::get);

    @Test
    void theSecondsUntilATokenExpiresCountDownPerCluster() {
        metrics.expires("east", Optional.of(Instant.EPOCH.plusSeconds(100)));
        metrics.expires("west", Optional.of(Instant.EPOCH.plusSeconds(50)));
        assertThat(left("east")).isEqualTo(100);

        now.set(Instant.EPOCH.plusSeconds(60));

        assertThat(left("east")).isEqualTo(40);
        assertThat(left("west")).isEqualTo(-10);
    }

    @Test
    void aRenewedTokenMovesTheEndAndACredentialWithoutEndHasNoGauge() {
        metrics.expires("east", Optional.of(Instant.EPOCH.plusSeconds(100)));
        metrics.expires("east", Optional.of(Instant.EPOCH.plusSeconds(200)));
        assertThat(left("east")).isEqualTo(200);

        metrics.expires("east", Optional.empty());

        assertThat(gauge("east")).isNull();
        metrics.expires("east", Optional.of(Instant.EPOCH.plusSeconds(7)));
        assertThat(left("east")).isEqualTo(7);
    }

    private double left(String cluster) {
        return gauge(cluster).value();
    }

    private Gauge gauge(String cluster) {
        return registry.find("weft.token.expiry.seconds")
                .tag("cluster", cluster)
                .gauge();
    }
}
