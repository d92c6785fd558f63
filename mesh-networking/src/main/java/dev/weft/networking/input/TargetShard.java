// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.DestinationRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** Every label that any of the services has. */
    public Set<Map.Entry<String, String>> labels() {
        Set<Map.Entry<String, String>> labels = new LinkedHashSet<>();
        targets.forEach(target -> labels.addAll(target.labels().entrySet()));
        return labels;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TargetShard that && targets.equals(that.targets));
    }

    @Override
    public int hashCode() {
        return targets.hashCode();
    }
}
