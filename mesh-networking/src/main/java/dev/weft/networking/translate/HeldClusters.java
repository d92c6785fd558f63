// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Clusters on which the running plane must not write or delete: what all their outputs hang on (Settings, the domain of the cluster) exists,
 * cannot be read, and was not readable since the process was started, so that outputs are drawn from defaults. A folder has no such past,
 * and {@code render} shows what the defaults give.
 */
public final class HeldClusters {

    private HeldClusters() {}

    /** Why each of them is held, by name of the cluster. */
    public static SortedMap<String, Finding> of(NetworkingSnapshot snapshot) {
        SortedMap<String, Finding> held = new TreeMap<>();
        snapshot.clusters()
                .forEach((name, cluster) -> subject(snapshot, cluster)
                        .ifPresent(subject -> held.put(
                                name,
                                Finding.of(
                                                NetworkingFinding.CLUSTER_HELD,
                                                subject,
                                                "nothing is written or deleted on cluster " + name + " until " + subject
                                                        + " can be read")
                                        .onCluster(name))));
        return held;
    }

    private static Optional<Subject> subject(NetworkingSnapshot snapshot, ClusterFact cluster) {
        if (!snapshot.settings().known()) {
            return Optional.of(new Subject(
                    "settings.mesh.gloo.solo.io/v1alpha2",
                    "Settings",
                    snapshot.settings().ref().namespace(),
                    snapshot.settings().ref().name()));
        }
        return cluster.domain().known()
                ? Optional.empty()
                : Optional.of(new Subject(
                        "multicluster.solo.io/v1alpha1",
                        "KubernetesCluster",
                        snapshot.scope().installNamespace(),
                        cluster.name()));
    }
}
