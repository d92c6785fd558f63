// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.Awaiting;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The API server of one cluster is lost while policies are edited, and comes back. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class OutageScenarioTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    private static final int TEAPOT = 418;
    private static final int EDITS = 10;

    private final MeshWorld world;
    private final HttpCall east;
    private final HttpCall west;

    OutageScenarioTest(MeshWorld world) {
        this.world = world;
        this.east = world.client().call("reviews", "/");
        this.west = world.west().workload("client").call("reviews", "/");
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void theOtherClusterIsWrittenAtOnceAndTheLostOneCatchesUp() throws Exception {
        String deleted = Policies.traffic("reviews", "west", """
            httpRequestMatchers: [{prefix: /tea}]
            faultInjection: {abort: {httpStatus: 418}}
            """);
        world.plane().apply(deleted);
        edit(0);
        awaitEdit(east, 0, Plane.LONGEST);
        awaitEdit(west, 0, Plane.LONGEST);
        awaitStatus(west.path("/tea"), TEAPOT);
        try (Load load = Load.of(west)) {
            world.lab().cutOff(world.west());
            ObjectNode last = edit(0);
            try {
                for (int number = 1; number <= EDITS; number++) {
                    last = edit(number);
                    awaitEdit(east, number, AT_ONCE);
                }
                world.plane().objects().delete(deleted);
                assertThat(world.plane()
                                .awaitCondition(last, "Programmed", "False")
                                .path("reason")
                                .asText())
                        .isEqualTo("ClusterUnreachable");
                awaitEdit(west, 0, Plane.LONGEST);
            } finally {
                world.lab().comeBack(world.west());
                // Its watches would wait for up to a minute, and longer after the next outage.
                world.west().istiod().restart();
            }
            awaitEdit(west, EDITS, Plane.LONGEST);
            awaitStatus(west.path("/tea"), 200);
            world.plane().awaitCondition(last, "Programmed", "True");
            assertThat(load.sent()).as("requests in the meantime").isGreaterThan(10);
            assertThat(load.failures()).isEmpty();
        }
    }

    private ObjectNode edit(int number) throws Exception {
        return world.plane()
                .objects()
                .apply(Policies.named("TrafficPolicy", "both", """

              destinationSelector:
                - kubeServiceRefs:
                    services:
                      - {name: reviews, namespace: bookinfo, clusterName: east}
                      - {name: reviews, namespace: bookinfo, clusterName: west}
              headerManipulation: {appendResponseHeaders: {x-edit: "%d"}}
            """.formatted(number)))
                .getFirst();
    }

    private static void awaitEdit(HttpCall call, int number, Duration longest) throws InterruptedException {
        String expected = String.valueOf(number);
        Awaiting.steadily("edit " + number + " is in the answer", longest, 3, () -> {
            String now = call.send().header("x-edit");
            return now.equals(expected) ? Optional.empty() : Optional.of("it has " + now);
        });
    }
}
