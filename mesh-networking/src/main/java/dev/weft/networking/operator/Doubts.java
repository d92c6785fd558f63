// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What networking may not take for granted about a cluster, because discovery says that it has not read everything there: a TrafficTarget
 * that is missing may then yet exist (I1). Discovery says so in the condition {@code Discovered} of the KubernetesCluster. A cluster
 * without such an object has nobody to say it, and is taken as it is.
 */
final class Doubts {

    static final String CONDITION = "Discovered";

    private static final String NOT_DISCOVERED = "NotDiscovered";
    /** What Meshes, Workloads and TrafficTargets are made of. */
    private static final List<GroupKind> SOURCES = List.of(
            new GroupKind("", "Service"),
            new GroupKind("", "Pod"),
            new GroupKind("", "ConfigMap"),
            new GroupKind("apps", "Deployment"),
            new GroupKind("apps", "ReplicaSet"),
            new GroupKind("apps", "StatefulSet"),
            new GroupKind("apps", "DaemonSet"));

    private final String installNamespace;
    private final Map<String, String> reasons = new HashMap<>();
    private final Map<String, ClusterKnowledge> read = new HashMap<>();

    Doubts(String installNamespace) {
        this.installNamespace = installNamespace;
    }

    boolean concerns(ObjectId id) {
        return id.kind().equals(ReadKinds.KUBERNETES_CLUSTER)
                && id.cluster().equals(ObjectId.MANAGEMENT)
                && id.namespace().equals(installNamespace);
    }

    void put(RawObject kubernetesCluster) {
        for (JsonNode condition : kubernetesCluster.status().path("conditions")) {
            if (condition.path("type").asText("").equals(CONDITION)
                    && condition.path("status").asText("").equals("True")) {
                reasons.remove(kubernetesCluster.id().name());
                return;
            }
        }
        reasons.put(kubernetesCluster.id().name(), NOT_DISCOVERED);
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
        return reason == null ? knowledge : knowledge.doubting(SOURCES, reason);
    }

    boolean isWatched(String cluster) {
        return read.containsKey(cluster);
    }
}
