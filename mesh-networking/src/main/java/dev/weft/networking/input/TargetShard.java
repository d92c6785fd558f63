// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The TrafficTargets of one namespace of one cluster, ordered by service. Two targets of one service: the smaller key counts. */
public final class TargetShard {

    private final List<TargetFact> targets;
    private final Map<DestinationRef, TargetFact> byService = new HashMap<>();

    private TargetShard(List<TargetFact> targets) {
        this.targets = targets;
        targets.forEach(target -> byService.putIfAbsent(target.service(), target));
    }

    public static TargetShard of(List<TargetFact> targets) {
        List<TargetFact> sorted = new ArrayList<>(targets);
        sorted.sort(Comparator.comparing(TargetFact::service).thenComparing(TargetFact::ref));
        return new TargetShard(List.copyOf(sorted));
    }

    /** All targets, ordered by service, then key. */
    public List<TargetFact> targets() {
        return targets;
    }

    /** The target of a service. */
    public Optional<TargetFact> of(DestinationRef service) {
        return Optional.ofNullable(byService.get(service));
    }

    /** This shard with {@code changed} in place of the target of the same ref, or added. */
    public TargetShard with(TargetFact changed) {
        List<TargetFact> next = new ArrayList<>();
        targets.stream().filter(target -> !target.ref().equals(changed.ref())).forEach(next::add);
        next.add(changed);
        return of(next);
    }
}
