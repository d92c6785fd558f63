// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.translate.HeldClusters;
import dev.weft.runtime.output.Gate;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.step.Departures;
import dev.weft.runtime.step.Marks;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that holds writes back: what a user asks for, clusters whose outputs would be drawn from defaults, and clusters whose registration
 * ends, where only deletes are made.
 */
final class WriteGate implements Gate {

    private final Modes modes;
    private final Departures departures;
    private SortedMap<String, Finding> held = new TreeMap<>();

    WriteGate(Modes modes, Departures departures) {
        this.modes = modes;
        this.departures = departures;
    }

    /** @return clusters of which something else is to be said than before */
    Set<String> follow(NetworkingSnapshot snapshot) {
        SortedMap<String, Finding> now = HeldClusters.of(snapshot);
        Set<String> changed = new TreeSet<>(held.keySet());
        changed.addAll(now.keySet());
        SortedMap<String, Finding> before = held;
        changed.removeIf(cluster -> Objects.equals(before.get(cluster), now.get(cluster)));
        held = now;
        return changed;
    }

    @Override
    public Optional<String> holds(ObjectId output, List<Parent> parents) {
        Marks.Standing standing = departures.others().get(output.cluster());
        if (standing == Marks.Standing.ORPHANED) {
            return Optional.of("KubernetesCluster " + output.cluster()
                    + " is gone although its kubeconfig Secret is there; apply it again, or run meshctl cluster deregister "
                    + output.cluster());
        }
        if (standing == Marks.Standing.LEAVING && !parents.isEmpty()) {
            return Optional.of("cluster " + output.cluster() + " is being deregistered");
        }
        Finding finding = held.get(output.cluster());
        return finding == null ? modes.holds(output, parents) : Optional.of(finding.message());
    }
}
