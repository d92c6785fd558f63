// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents and plane are killed at random moments while two meshes get a common root; {@code -Dseed=N} repeats a run. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class TrustCrashScenarioTest {

    /** Kills of each agent. */
    private static final int MOST = 3;

    private static final int LONGEST_PAUSE = 60;
    private static final int PLANE_WITHIN = 1500;
    /** Many JVMs start one after the other, on a machine that may be busy. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(10);

    private final TrustWorld world;
    /** Steps of which it was decided whether somebody is killed after them. */
    private final Map<LabCluster, Integer> seen = new HashMap<>();
    /** How often, by who it was and how far they were. */
    private final Map<String, Integer> killed = new TreeMap<>();

    TrustCrashScenarioTest(TrustWorld world) {
        this.world = world;
    }

    @Test
    void whoeverIsKilledWhileItHappensItEndsTheSame() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("e2e: kills with -Dseed=" + seed);
        Random random = new Random(seed);
        world.apart();
        for (LabCluster cluster : world.lab().clusters()) {
            seen.put(cluster, world.agent(cluster.name()).steps().size());
        }
        Restarts restarts = world.restarts();
        world.trustGenerated();
        Set<String> roots = new HashSet<>();
        Thread.sleep(random.nextInt(PLANE_WITHIN));
        killPlane();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!isFinished() && System.nanoTime() - end < 0) {
            for (LabCluster cluster : world.lab().clusters()) {
                killAfterAStep(cluster, random);
            }
            world.plane().find(TrustWorld.ROOT).ifPresent(root -> roots.add(uid(root)));
            Thread.sleep(PAUSE);
        }
        System.out.println("e2e: killed " + killed);
        assertThat(kills(world.east()) + kills(world.west()))
                .as("agents that were killed, with -Dseed=%d", seed)
                .isPositive();
        world.awaitFinished();
        world.awaitAnswers();
        roots.add(uid(world.plane().find(TrustWorld.ROOT).orElseThrow()));
        assertThat(roots).as("roots, with -Dseed=%d", seed).hasSize(1);
        new Keys(world).areWhereTheyBelong();
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(restarts.of(cluster))
                    .as("restarts on %s, with -Dseed=%d", cluster.name(), seed)
                    .containsExactly("istiod", "gateway", "client", "reviews-v1");
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

    /** By chance, and a moment later; so the next one gets at least one step further. */
    private void killAfterAStep(LabCluster cluster, Random random) throws Exception {
        Agent agent = world.agent(cluster.name());
        List<String> steps = agent.steps();
        Integer before = seen.put(cluster, steps.size());
        if (before == null || steps.size() <= before || kills(cluster) >= MOST || random.nextInt(3) == 0) {
            return;
        }
        Thread.sleep(random.nextInt(LONGEST_PAUSE));
        agent.kill();
        killed.merge(cluster.name() + " after " + steps.getLast(), 1, Integer::sum);
        agent.start();
    }

    private int kills(LabCluster cluster) {
        return killed.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(cluster.name() + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void killPlane() throws Exception {
        world.plane().kill("mesh-networking");
        world.plane().kill("mesh-discovery");
        killed.merge("plane when east is " + world.state(world.east()), 1, Integer::sum);
        world.plane().startDiscovery();
        world.plane().startNetworking();
    }

    private static String uid(ObjectNode object) {
        return object.at("/metadata/uid").asText();
    }
}
