// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.Awaiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A policy that is edited again and again, while requests are sent that every one of its forms allows. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class EditsScenarioTest {

    private static final String VIRTUAL_SERVICE =
            "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews";
    private static final int EDITS = 100;
    private static final int KILL = 50;
    private static final int RESTART = 60;
    private static final int MEASURED = 50;

    private final MeshWorld world;

    EditsScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void aPlaneThatIsKilledInTheMiddleOfThemEndsWithTheLastOne() throws Exception {
        try (Load load = Load.of(world.client().call("reviews", "/"))) {
            ObjectNode last = edit(0);
            for (int edit = 1; edit <= EDITS; edit++) {
                last = edit(edit);
                if (edit == KILL) {
                    world.plane().kill("mesh-networking");
                    world.plane().kill("mesh-discovery");
                } else if (edit == RESTART) {
                    world.plane().startDiscovery();
                    world.plane().startNetworking();
                } else if (edit % 10 == 0 && (edit < KILL || edit > RESTART)) {
                    awaitAnswer(edit); // so that edits are written, and not only the last of all
                }
            }
            awaitAnswer(EDITS);
            world.plane().awaitCondition(last, "Programmed", "True");
            load.awaitMore(EDITS / 2);
            awaitAnswer(EDITS);
            assertThat(load.sent()).isGreaterThan(EDITS);
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Also prints the figures of docs/benchmarks.md: what of the time is the plane's, and what is Istio's. */
    @Test
    void anEditIsSeenByRequestsWithinSeconds() throws Exception {
        edit(0);
        awaitAnswer(0);
        List<Duration> written = new ArrayList<>();
        List<Duration> answered = new ArrayList<>();
        for (int number = 1; number <= MEASURED; number++) {
            long start = System.nanoTime();
            edit(number);
            String expected = String.valueOf(number);
            Awaiting.until("edit " + number + " is on the cluster", Plane.LONGEST, () -> {
                String now = world.east()
                        .objects()
                        .find(VIRTUAL_SERVICE)
                        .orElseThrow()
                        .at("/spec/http/0/headers/response/add/x-edit")
                        .asText();
                return now.equals(expected) ? Optional.empty() : Optional.of(now);
            });
            long acknowledged = System.nanoTime();
            awaitAnswer(number);
            written.add(Duration.ofNanos(acknowledged - start));
            answered.add(Duration.ofNanos(System.nanoTime() - acknowledged));
        }
        System.out.println("e2e: edit to acknowledged write " + figures(written) + ", then to the changed answer "
                + figures(answered));
        assertThat(written).allMatch(took -> took.compareTo(Duration.ofSeconds(10)) < 0);
    }

    private ObjectNode edit(int number) throws Exception {
        return world.plane()
                .objects()
                .apply(Policies.traffic(
                        "reviews", "east", "headerManipulation: {appendResponseHeaders: {x-edit: \"" + number + "\"}}"))
                .getFirst();
    }

    private void awaitAnswer(int number) throws InterruptedException {
        String expected = String.valueOf(number);
        Awaiting.until("edit " + number + " is in the answer", Plane.LONGEST, () -> {
            String now = world.client().call("reviews", "/").send().header("x-edit");
            return now.equals(expected) ? Optional.empty() : Optional.of("it has " + now);
        });
    }

    private static String figures(List<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        return "p50 " + sorted.get(sorted.size() / 2).toMillis() + " ms, p99 "
                + sorted.get(sorted.size() * 99 / 100).toMillis() + " ms";
    }
}
