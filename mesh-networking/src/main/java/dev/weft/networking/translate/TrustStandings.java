// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.networking.translate.TrustStanding.Authority;
import dev.weft.networking.translate.TrustStanding.Failure;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Says how each VirtualMesh with a common root stands. */
final class TrustStandings {

    /** The old certificate is in use, and its agent says that something is in the way. */
    private static final String COMPLAINT = "AgentComplains";

    static final List<String> REASONS = Stream.concat(
                    TrustObstacles.REASONS.stream(), Stream.of(RootCheck.UNUSABLE, COMPLAINT))
            .sorted()
            .toList();

    private final TrustPlans plans;
    private final TrustObstacles obstacles;

    TrustStandings(TrustPlans plans, TrustObstacles obstacles) {
        this.plans = plans;
        this.obstacles = obstacles;
    }

    /** Empty for one that asks for no common root. */
    Optional<TrustStanding> of(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        return plans.of(virtualMesh, reads).map(plan -> standing(virtualMesh, plan, rules, reads));
    }

    private TrustStanding standing(Ref virtualMesh, TrustPlan plan, VirtualMeshRules rules, Reads reads) {
        SortedMap<Authority, Instant> ends = new TreeMap<>();
        SortedSet<Failure> failures = new TreeSet<>();
        plan.problem().ifPresent(problem -> failures.add(new Failure(RootCheck.UNUSABLE, "Secret " + plan.secret())));
        obstacles.of(virtualMesh, rules, reads).forEach(one -> failures.add(new Failure(one.reason(), one.place())));
        for (IssuedFact fact : plans.authorities(virtualMesh, rules, reads)) {
            String cluster = fact.id().cluster();
            fact.complaint()
                    .filter(complaint -> !complaint.failed())
                    .ifPresent(complaint ->
                            failures.add(new Failure(COMPLAINT, fact.id().words() + " on cluster " + cluster)));
            end(fact)
                    .ifPresent(end -> ends.merge(
                            new Authority(cluster, fact.id().name()),
                            end,
                            (one, other) -> one.isBefore(other) ? one : other));
        }
        return new TrustStanding(RootCheck.phase(plan), ends, failures);
    }

    private static Optional<Instant> end(IssuedFact fact) {
        try {
            return fact.notAfter().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(fact.notAfter()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
