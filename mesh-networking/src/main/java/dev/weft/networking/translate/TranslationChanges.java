// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ClusterDomain;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a pass has to write when everything of the pass before is written: found from what differs between the two, without looking at
 * the rest.
 *
 * @param outputs new or other outputs, by shard, then id
 * @param gone outputs that are no longer wanted and not held, by shard, then id
 * @param trafficPolicies policies whose status may be another one
 * @param accessPolicies policies whose status may be another one
 * @param virtualMeshes VirtualMeshes whose status may be another one
 * @param failoverServices FailoverServices whose status may be another one
 * @param meshes Meshes whose status may be another one
 * @param targets TrafficTargets whose status may be another one, by ref
 */
public record TranslationChanges(
        List<Rendered> outputs,
        List<ObjectId> gone,
        NavigableSet<Ref> trafficPolicies,
        NavigableSet<Ref> accessPolicies,
        NavigableSet<Ref> virtualMeshes,
        NavigableSet<Ref> failoverServices,
        NavigableSet<Ref> meshes,
        SortedMap<Ref, DecidedTarget> targets) {

    public TranslationChanges {
        outputs = List.copyOf(outputs);
        gone = List.copyOf(gone);
        trafficPolicies = Collections.unmodifiableNavigableSet(trafficPolicies);
        accessPolicies = Collections.unmodifiableNavigableSet(accessPolicies);
        virtualMeshes = Collections.unmodifiableNavigableSet(virtualMeshes);
        failoverServices = Collections.unmodifiableNavigableSet(failoverServices);
        meshes = Collections.unmodifiableNavigableSet(meshes);
        targets = Collections.unmodifiableSortedMap(targets);
    }

    /** @param before null for the first pass */
    public static TranslationChanges between(@Nullable Translation before, Translation after) {
        List<Rendered> outputs = new ArrayList<>();
        List<ObjectId> gone = new ArrayList<>();
        for (OutputParts.Difference part :
                after.outputs().since(before == null ? OutputParts.NONE : before.outputs())) {
            compareOutputs(part.before(), part.after(), outputs, gone);
        }
        stay(outputs, gone);
        return new TranslationChanges(
                outputs,
                gone,
                policies(before, after, Translation::trafficPolicies, NetworkingSnapshot::trafficPolicies),
                policies(before, after, Translation::accessPolicies, NetworkingSnapshot::accessPolicies),
                policies(before, after, Translation::virtualMeshes, NetworkingSnapshot::virtualMeshes),
                policies(before, after, Translation::failoverServices, NetworkingSnapshot::failoverServices),
                new TreeSet<>(differing(before, after, Translation::meshes)),
                targets(before, after));
    }

    /** An output that is computed for something else than before has not gone. */
    private static void stay(List<Rendered> outputs, List<ObjectId> gone) {
        if (!outputs.isEmpty() && !gone.isEmpty()) {
            Set<ObjectId> wanted = new HashSet<>();
            outputs.forEach(output -> wanted.add(output.id()));
            gone.removeIf(wanted::contains);
        }
    }

    private static <K extends Comparable<? super K>, V> List<K> differing(
            @Nullable Translation before, Translation after, Function<Translation, PersistentMap<K, V>> part) {
        PersistentMap<K, V> old = before == null ? PersistentMap.empty() : part.apply(before);
        return old.keysThatDiffer(part.apply(after));
    }

    private static void compareOutputs(
            @Nullable OutputPart before, @Nullable OutputPart after, List<Rendered> outputs, List<ObjectId> gone) {
        Map<ObjectId, Rendered> old = new HashMap<>();
        // What was held is still wanted by those who follow the changes, in the form it had before.
        Set<ObjectId> left = new TreeSet<>();
        if (before != null) {
            before.outputs().forEach(output -> old.put(output.id(), output));
            left.addAll(old.keySet());
            left.addAll(before.held());
        }
        if (after != null) {
            for (Rendered output : after.outputs()) {
                left.remove(output.id());
                if (!output.equals(old.get(output.id()))) {
                    outputs.add(output);
                }
            }
            after.held().forEach(left::remove);
        }
        gone.addAll(left);
    }

    /** A policy's status is made of its report and of what its object said before. */
    private static <R, V> NavigableSet<Ref> policies(
            @Nullable Translation before,
            Translation after,
            Function<Translation, PersistentMap<Ref, R>> reports,
            Function<NetworkingSnapshot, PersistentMap<Ref, V>> facts) {
        NavigableSet<Ref> policies = new TreeSet<>(differing(before, after, reports));
        policies.addAll(differing(before, after, translation -> facts.apply(translation.snapshot())));
        policies.retainAll(reports.apply(after).keySet());
        return policies;
    }

    private static SortedMap<Ref, DecidedTarget> targets(@Nullable Translation before, Translation after) {
        SortedMap<Ref, DecidedTarget> targets = new TreeMap<>();
        for (ShardId shard : differing(before, after, Translation::decisions)) {
            compareTargets(
                    before == null ? null : before.decisions().get(shard),
                    after.decisions().get(shard),
                    targets);
        }
        for (ShardId shard : differing(before, after, Translation::exports)) {
            compareFederation(
                    before == null ? null : before.exports().get(shard),
                    after.exports().get(shard),
                    after.decisions().get(shard),
                    targets);
        }
        // The status of a target tells its name, and a cluster's domain is part of that.
        Set<String> renamed = new HashSet<>();
        for (String name :
                differing(before, after, translation -> translation.snapshot().clusters())) {
            if (before != null && !domain(before, name).equals(domain(after, name))) {
                renamed.add(name);
            }
        }
        if (!renamed.isEmpty()) {
            after.decisions().forEach((shard, decisions) -> {
                if (renamed.contains(shard.cluster())) {
                    compareTargets(null, decisions, targets);
                }
            });
        }
        return targets;
    }

    private static void compareFederation(
            @Nullable ShardExports before,
            @Nullable ShardExports after,
            @Nullable ShardDecisions decisions,
            SortedMap<Ref, DecidedTarget> changed) {
        if (decisions == null) {
            return;
        }
        Map<Ref, FederatedTo> old = before == null ? Map.of() : before.federated();
        Map<Ref, FederatedTo> now = after == null ? Map.of() : after.federated();
        for (DecidedTarget target : decisions.targets()) {
            Ref ref = target.target().ref();
            if (!Objects.equals(old.get(ref), now.get(ref))) {
                changed.put(ref, target);
            }
        }
    }

    private static String domain(Translation translation, String cluster) {
        ClusterFact fact = translation.snapshot().clusters().get(cluster);
        return (fact == null ? ClusterDomain.DEFAULT : fact.domain()).name();
    }

    private static void compareTargets(
            @Nullable ShardDecisions before, @Nullable ShardDecisions after, SortedMap<Ref, DecidedTarget> changed) {
        Map<Ref, DecidedTarget> old = new HashMap<>();
        if (before != null) {
            before.targets().forEach(target -> old.put(target.target().ref(), target));
        }
        if (after != null) {
            for (DecidedTarget target : after.targets()) {
                if (!target.equals(old.get(target.target().ref()))) {
                    changed.put(target.target().ref(), target);
                }
            }
        }
    }
}
