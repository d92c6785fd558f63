// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.LabCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Meshes whose istiods have made their own roots get a common one. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class TrustScenarioTest {

    private static final int UNAVAILABLE = 503;
    private static final String CLIENT = "spiffe://cluster.local/ns/bookinfo/sa/client";

    private final TrustWorld world;

    TrustScenarioTest(TrustWorld world) {
        this.world = world;
    }

    /** Also prints how long it takes, and what requests see of restarts that nobody has prepared. */
    @Test
    void twoMeshesWithRootsOfTheirOwnGetOneAndThenTrustEachOther() throws Exception {
        world.apart();
        world.federate();
        for (LabCluster cluster : world.lab().clusters()) {
            // What is wrong with the certificate, the caller's proxy only tells its own log, some time later.
            MeshWorld.awaitStatus(world.across(cluster), UNAVAILABLE);
            assertThat(world.across(cluster).send().body()).contains("remote connection failure");
        }
        Map<LabCluster, Integer> rolledBefore = new LinkedHashMap<>();
        Map<String, Load> loads = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            rolledBefore.put(cluster, cluster.rolledOut().size());
            loads.put("within " + cluster.name(), Load.of(TrustWorld.within(cluster)));
        }
        long start = System.nanoTime();
        world.trustGenerated();
        for (List<String> states : List.of(List.of("ISSUED", "FINISHED"), List.of("FINISHED"))) {
            for (LabCluster cluster : world.lab().clusters()) {
                world.awaitState(cluster, states);
            }
            System.out.printf("e2e: VirtualMesh to %s on both clusters: %d ms%n", states, millisSince(start));
        }
        world.awaitAnswers();
        System.out.printf("e2e: VirtualMesh to answers across clusters: %d ms%n", millisSince(start));
        loads.forEach((where, load) -> {
            load.close();
            System.out.printf(
                    "e2e: hard switch, requests %s: %d of %d failed%n",
                    where, load.failures().size(), load.sent());
        });
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(Seen.in(world.across(cluster).send()).caller()).isEqualTo(CLIENT);
            assertThat(Seen.in(TrustWorld.within(cluster).send()).caller()).isEqualTo(CLIENT);
            List<String> rolled = cluster.rolledOut();
            assertThat(rolled.subList(rolledBefore.get(cluster), rolled.size()))
                    .as("restarts on %s", cluster.name())
                    .containsExactly("istiod", "gateway", "client", "reviews-v1");
        }
        new Keys(world).areWhereTheyBelong();
        assertThat(world.caCerts(world.west()).roots().text())
                .isEqualTo(world.caCerts(world.east()).roots().text());
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
