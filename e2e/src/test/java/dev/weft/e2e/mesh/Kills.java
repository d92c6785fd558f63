// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.LabCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Kills the agents of a {@link TrustWorld} and its plane at random moments, and starts them again. */
final class Kills {

    /** Of each agent. */
    private static final int MOST = 3;

    private static final int LONGEST_PAUSE = 60;

    private final TrustWorld world;
    private final Random random;
    /** Steps of which it was decided whether somebody is killed after them. */
    private final Map<LabCluster, Integer> seen = new HashMap<>();
    /** How often, by who it was and how far they were. */
    private final Map<String, Integer> killed = new TreeMap<>();

    /** What agents have done so far counts as decided. */
    Kills(TrustWorld world, Random random) throws Exception {
        this.world = world;
        this.random = random;
        for (LabCluster cluster : world.lab().clusters()) {
            seen.put(cluster, world.agent(cluster.name()).steps().size());
        }
    }

    /** Each agent that has got further, by chance, and a moment later; so the next one gets at least one step further. */
    void agents() throws Exception {
        for (LabCluster cluster : world.lab().clusters()) {
            afterAStep(cluster);
        }
    }

    private void afterAStep(LabCluster cluster) throws Exception {
        Agent agent = world.agent(cluster.name());
        List<String> steps = agent.steps();
        Integer before = seen.put(cluster, steps.size());
        if (before == null || steps.size() <= before || of(cluster) >= MOST || random.nextInt(3) == 0) {
            return;
        }
        Thread.sleep(random.nextInt(LONGEST_PAUSE));
        agent.kill();
        killed.merge(cluster.name() + " after " + steps.getLast(), 1, Integer::sum);
        agent.start();
    }

    /** Both operators. */
    void plane() throws Exception {
        world.plane().kill("mesh-networking");
        world.plane().kill("mesh-discovery");
        killed.merge("plane when east is " + world.state(world.east()), 1, Integer::sum);
        world.plane().startDiscovery();
        world.plane().startNetworking();
    }

    /** How many agents were killed. */
    int ofAgents() {
        return world.lab().clusters().stream().mapToInt(this::of).sum();
    }

    private int of(LabCluster cluster) {
        return killed.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(cluster.name() + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        return killed.toString();
    }
}
