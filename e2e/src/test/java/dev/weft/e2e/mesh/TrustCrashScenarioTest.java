// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents and plane are killed at random moments while two meshes get a common root; {@code -Dseed=N} repeats a run. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class TrustCrashScenarioTest {

    private static final int PLANE_WITHIN = 1500;
    /** Many JVMs start one after the other, on a machine that may be busy. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final TrustWorld world;

    TrustCrashScenarioTest(TrustWorld world) {
        this.world = world;
    }

    @Test
    void whoeverIsKilledWhileItHappensItEndsTheSame() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("e2e: kills with -Dseed=" + seed);
        Random random = new Random(seed);
        world.apart();
        Kills kills = new Kills(world, random);
        Restarts restarts = world.restarts();
        world.trustGenerated();
        Set<String> roots = new HashSet<>();
        Thread.sleep(random.nextInt(PLANE_WITHIN));
        kills.plane();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!isFinished() && System.nanoTime() - end < 0) {
            kills.agents();
            world.root().ifPresent(root -> roots.add(uid(root)));
            Thread.sleep(PAUSE);
        }
        System.out.println("e2e: killed " + kills);
        assertThat(kills.ofAgents())
                .as("agents that were killed, with -Dseed=%d", seed)
                .isPositive();
        world.awaitFinished();
        world.awaitAnswers();
        roots.add(uid(world.root().orElseThrow()));
        assertThat(roots).as("roots, with -Dseed=%d", seed).hasSize(1);
        new Keys(world).areWhereTheyBelong();
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(restarts.of(cluster))
                    .as("restarts on %s, with -Dseed=%d", cluster.name(), seed)
                    .containsExactly("istiod");
            assertThat(world.leftovers(cluster)).as("with -Dseed=%d", seed).isEmpty();
        }
    }

    private boolean isFinished() throws Exception {
        for (LabCluster cluster : world.lab().clusters()) {
            if (!world.state(cluster).equals("FINISHED")) {
                return false;
            }
        }
        return true;
    }

    private static String uid(ObjectNode object) {
        return object.at("/metadata/uid").asText();
    }
}
