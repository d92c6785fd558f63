// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.detect.ClusterMarks;
import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Discovery: facts of all clusters in, Mesh, Workload and TrafficTarget objects and findings out.
 *
 * <p>Each step is a derivation by namespace; what a step contributes to other namespaces (control planes, gateways, names) is folded
 * into indexes before the next one looks. A pass over a snapshot in which one namespace changed computes that namespace anew and
 * what looked at a changed contribution, nothing else. One translator belongs to one thread.
 */
public final class DiscoveryTranslator {

    private final PassNumber pass = new PassNumber();
    private final World world = new World();
    private final Names names = new Names(world);
    private final Derivation<ShardId, ClusterMarks> marks;
    private final MeshStep meshes;
    private final WorkloadStep workloads;
    private final TargetStep targets;
    private final OutputStep outputs;
    private @Nullable DiscoverySnapshot shown;
    private @Nullable Discovered last;

    public DiscoveryTranslator() {
        marks = new Derivation<>(
                pass,
                (shard, reads) ->
                        ClusterMarks.of(shard, reads.look(world.shards, shard).orElse(ShardFacts.EMPTY)));
        meshes = new MeshStep(pass, world, names);
        workloads = new WorkloadStep(pass, world, names);
        targets = new TargetStep(pass, world, names, workloads);
        outputs = new OutputStep(pass, world, names, new OutputStep.Steps(marks, meshes, workloads, targets));
    }

    /** Translates a snapshot; the same snapshot gives the same answer without any work. */
    public Discovered translate(DiscoverySnapshot snapshot) {
        if (last != null && shown == snapshot) {
            return last;
        }
        pass.next();
        world.show(snapshot);
        Set<ShardId> shards = snapshot.shards().keySet();
        retain(snapshot);
        shards.forEach(shard -> world.put(shard, marks.at(shard)));
        shards.forEach(meshes::claim);
        List<String> arns = world.sightings.keys().stream().sorted().toList();
        meshes.claimAppMeshes(arns);
        names.settle();
        outputs.retainAppMeshes(new HashSet<>(arns));
        shards.forEach(meshes::name);
        meshes.nameAppMeshes(arns);
        meshes.keep(shards);
        shards.forEach(workloads::claim);
        names.settle();
        shards.forEach(targets::claim);
        names.settle();
        SortedMap<ShardId, DiscoveredShard> discovered = new TreeMap<>();
        shards.forEach(shard -> discovered.put(shard, outputs.at(shard)));
        SortedMap<String, DiscoveredShard> appMeshes = new TreeMap<>();
        arns.forEach(arn -> appMeshes.put(arn, outputs.appMesh(arn)));
        Discovered answer = new Discovered(discovered, appMeshes);
        last = answer;
        shown = snapshot;
        return answer;
    }

    private void retain(DiscoverySnapshot snapshot) {
        Set<ShardId> shards = snapshot.shards().keySet();
        marks.retain(shards);
        meshes.retain(shards);
        workloads.retain(shards);
        targets.retain(shards);
        outputs.retain(shards);
        List<World.Part> parts = new ArrayList<>();
        shards.forEach(shard -> parts.addAll(Names.parts(shard)));
        snapshot.clusters().keySet().forEach(cluster -> parts.add(MeshStep.keptPart(cluster)));
        parts.addAll(MeshStep.PARTS_OF_NO_SHARD);
        world.retainParts(new HashSet<>(parts));
    }

    /** How many namespaces, targets and objects have been computed since the start. */
    public long computations() {
        return marks.computations()
                + meshes.computations()
                + workloads.computations()
                + targets.computations()
                + outputs.computations();
    }
}
