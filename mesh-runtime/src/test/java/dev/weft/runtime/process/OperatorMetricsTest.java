// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.step.Measure;
import dev.weft.runtime.watch.LoopHealth;
import dev.weft.telemetry.Metric;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class OperatorMetricsTest {

    private static final Metric EXPIRY = Metric.gauge("test_expiry", "When.", "operator", "cluster");
    private static final Metric SEEN = Metric.counter("test_seen_total", "How often.", "operator");

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

    @Test
    void outputsAreCountedByClusterSourceAndKind() {
        GroupKind rule = new GroupKind("networking.istio.io", "DestinationRule");
        OutputGroup imports = new OutputGroup("east", "imports", rule);
        OutputGroup services = new OutputGroup("east", "services", rule);
        metrics.wants(new TreeMap<>(Map.of(imports, 3, services, 1)));
        metrics.wants(new TreeMap<>(Map.of(imports, 4)));

        assertThat(registry.find("weft_outputs").gauges()).singleElement().satisfies(gauge -> {
            assertThat(gauge.value()).isEqualTo(4);
            assertThat(gauge.getId().getTag("cluster")).isEqualTo("east");
            assertThat(gauge.getId().getTag("source")).isEqualTo("imports");
            assertThat(gauge.getId().getTag("kind")).isEqualTo("DestinationRule");
        });
    }

    @Test
    void kindsOfOneNameAreCountedApartByTheirGroups() {
        metrics.wants(new TreeMap<>(Map.of(
                new OutputGroup("east", "meshes", new GroupKind("networking.istio.io", "Gateway")), 2,
                new OutputGroup("east", "meshes", new GroupKind("gateway.networking.k8s.io", "Gateway")), 5)));

        assertThat(registry.find("weft_outputs").gauges())
                .extracting(gauge -> gauge.getId().getTag("group"), gauge -> (int) gauge.value())
                .containsExactlyInAnyOrder(tuple("networking.istio.io", 2), tuple("gateway.networking.k8s.io", 5));
    }

    @Test
    void whoWantsNothingCountsNothing() {
        metrics.wants(new TreeMap<>(
                Map.of(new OutputGroup("east", "meshes", new GroupKind("networking.istio.io", "Gateway")), 2)));
        metrics.wants(Collections.emptySortedMap());

        assertThat(registry.find("weft_outputs").gauges()).isEmpty();
    }

    private static Measure expiry(String cluster) {
        return Measure.of(EXPIRY, cluster);
    }

    @Test
    void aMeasureShowsWhatIsKnownAndGoesWithItsObject() {
        metrics.measures(new TreeMap<>(Map.of(expiry("east"), 40.0, expiry("west"), 7.0, Measure.of(SEEN), 3.0)));

        assertThat(registry.find("test_expiry").gauges())
                .extracting(gauge -> gauge.getId().getTag("cluster"), Gauge::value)
                .containsExactlyInAnyOrder(tuple("east", 40.0), tuple("west", 7.0));
        assertThat(registry.find("test_seen_total")
                        .tag("operator", "mesh-networking")
                        .functionCounter()
                        .count())
                .isEqualTo(3);

        metrics.measures(new TreeMap<>(Map.of(expiry("east"), 140.0)));

        assertThat(registry.find("test_seen_total").functionCounters()).isEmpty();
        assertThat(registry.find("test_expiry").gauges())
                .extracting(gauge -> gauge.getId().getTag("cluster"), Gauge::value)
                .containsExactly(tuple("east", 140.0));
    }

    @Test
    void whoFollowsMeasuresNothing() {
        metrics.measures(new TreeMap<>(Map.of(expiry("east"), 40.0)));
        metrics.measures(Collections.emptySortedMap());

        assertThat(registry.find("test_expiry").gauges()).isEmpty();
    }

    @Test
    void allThatIsToldIsInTheCatalogue() {
        metrics.leading(() -> true);
        metrics.expires("east", Optional.of(Instant.EPOCH));
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .filteredOn(name -> !name.endsWith("percentile"))
                .containsExactlyInAnyOrderElementsOf(
                        ProcessMetrics.ALL.stream().map(Metric::name).toList());
    }

    private double left(String cluster) {
        return gauge(cluster).value();
    }

    private Gauge gauge(String cluster) {
        return registry.find("weft_token_expiry_seconds")
                .tag("cluster", cluster)
                .gauge();
    }
}
