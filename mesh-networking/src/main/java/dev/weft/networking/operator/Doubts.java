// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Conditions;
import java.util.HashMap;
import java.util.Map;

/**
 * What networking may not take for granted about a cluster, because discovery says that it has not read everything there: a TrafficTarget
 * that is missing may then yet exist (I1). Discovery says so in the condition {@code Discovered} of the KubernetesCluster. A cluster
 * without such an object has nobody to say it, and is taken as it is.
 */
final class Doubts {

    static final String CONDITION = "Discovered";

    private static final String NOT_DISCOVERED = "NotDiscovered";
    private final String installNamespace;
    private final Map<String, String> reasons = new HashMap<>();
    private final Map<String, ClusterKnowledge> read = new HashMap<>();

    Doubts(String installNamespace) {
        this.installNamespace = installNamespace;
    }

    boolean concerns(ObjectId id) {
        return ReadKinds.isRegistration(id, installNamespace);
    }

    void put(RawObject kubernetesCluster) {
        if (Conditions.isTrue(kubernetesCluster.status(), CONDITION)) {
            reasons.remove(kubernetesCluster.id().name());
        } else {
            reasons.put(kubernetesCluster.id().name(), NOT_DISCOVERED);
        }
    }

    void gone(ObjectId kubernetesCluster) {
        reasons.remove(kubernetesCluster.name());
    }

    void read(String cluster, ClusterKnowledge knowledge) {
        read.put(cluster, knowledge);
    }

    void forget(String cluster) {
        read.remove(cluster);
    }

    /** What is known of a cluster that is watched, doubts included. */
    ClusterKnowledge of(String cluster) {
        ClusterKnowledge knowledge = read.getOrDefault(cluster, ClusterKnowledge.unknown("Connecting", ""));
        String reason = reasons.get(cluster);
        return reason == null ? knowledge : knowledge.doubting(ReadKinds.SOURCES_OF_TARGETS, reason);
    }

    boolean isWatched(String cluster) {
        return read.containsKey(cluster);
    }
}
