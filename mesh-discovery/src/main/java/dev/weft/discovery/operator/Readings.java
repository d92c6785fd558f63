// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import dev.weft.api.Kinds;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.watch.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What discovery reads of live clusters. */
public final class Readings {

    private Readings() {}

    public static List<Reading> ofManagement() {
        List<Reading> readings = new ArrayList<>();
        for (GroupKind kind : DiscoveryOperator.neededOfManagement()) {
            boolean isCluster = kind.kind().equals(Kinds.KUBERNETES_CLUSTER.kind());
            readings.add(Reading.of(kind, isCluster ? Kinds.KUBERNETES_CLUSTER.version() : Kinds.MESH.version()));
        }
        return readings;
    }

    public static List<Reading> ofClusters() {
        List<Reading> readings = new ArrayList<>();
        for (GroupKind kind : new TreeSet<>(SourceKinds.all())) {
            readings.add(
                    kind.equals(SourceKinds.APP_MESH)
                            ? Reading.of(kind, "v1beta2", "v1beta1")
                            : Reading.of(kind, "v1"));
        }
        return readings;
    }
}
