// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.runtime.derive.Graph;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Discovery: facts of all clusters in, Mesh, Workload and TrafficTarget objects and findings out; a pure function of the snapshot that
 * remembers its last answer and computes only what saw a change. Its steps, in the order in which they are declared and brought up to
 * date:
 *
 * <ol>
 *   <li>the world: facts by namespace, and what each contributes to its cluster (control planes, gateways, agents)
 *   <li>meshes of each namespace, their names, and who is on which cluster
 *   <li>App Mesh meshes of each ARN
 *   <li>workloads of each namespace, their names
 *   <li>TrafficTargets of each namespace, their names
 *   <li>the objects themselves
 * </ol>
 *
 * <p>Not safe for several threads; one loop owns it.
 */
public final class DiscoveryTranslator {

    private final Graph graph = new Graph();
    private final World world = new World(graph);
    private final AppMeshStep appMeshes;
    private final TargetStep targets;
    private final OutputStep outputs;
    private @Nullable DiscoverySnapshot shown;
    private @Nullable Discovered last;

    public DiscoveryTranslator() {
        MeshStep meshes = new MeshStep(graph, world);
        appMeshes = new AppMeshStep(graph, world);
        WorkloadStep workloads = new WorkloadStep(graph, world, meshes, appMeshes);
        targets = new TargetStep(graph, world, meshes, workloads);
        outputs = new OutputStep(graph, world, meshes, workloads, targets);
    }

    /** Translates a snapshot; the same snapshot gives the same answer without any work. */
    public Discovered translate(DiscoverySnapshot snapshot) {
        if (last != null && shown == snapshot) {
            return last;
        }
        world.show(snapshot);
        graph.settle();
        Discovered answer = new Discovered(outputs.answers(), appMeshes.answers());
        last = answer;
        shown = snapshot;
        return answer;
    }

    /** How often each step has been computed since the start, by its name; with the units inside the last two. */
    public Map<String, Long> computations() {
        Map<String, Long> byName = graph.computations();
        byName.put("madeTargets", targets.made());
        byName.put("writtenObjects", outputs.written());
        return byName;
    }
}
