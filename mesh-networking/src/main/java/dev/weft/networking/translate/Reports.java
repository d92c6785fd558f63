// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.TrustDomain;
import dev.weft.networking.rules.Destinations;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.networking.rules.Problem;
import dev.weft.networking.rules.SourceSelector;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Says of each policy what became of it everywhere. */
final class Reports {

    /** As many names as a status lists; the rest is a number. */
    static final int MOST_LISTED = 50;

    /** No test at all: most policies concern everyone, and there may be many. */
    private static final Optional<Predicate<WorkloadFact>> EVERYONE = Optional.empty();

    private final World world;
    private final Knowing knowing;
    private final FoldedIndex<ShardId, Ref, TargetEntry> trafficEntries;
    private final FoldedIndex<ShardId, Ref, TargetEntry> accessEntries;
    private final FoldedIndex<ShardId, Ref, Finding> conflictsWon;
    private final FoldedIndex<ShardId, Ref, Hidden> hidden;
    private final Derivation<Ref, Premise> trafficPremises;
    private final Derivation<Ref, Premise> accessPremises;

    Reports(
            World world,
            Knowing knowing,
            FoldedIndex<ShardId, Ref, TargetEntry> trafficEntries,
            FoldedIndex<ShardId, Ref, TargetEntry> accessEntries,
            FoldedIndex<ShardId, Ref, Finding> conflictsWon,
            FoldedIndex<ShardId, Ref, Hidden> hidden,
            Derivation<Ref, Premise> trafficPremises,
            Derivation<Ref, Premise> accessPremises) {
        this.world = world;
        this.knowing = knowing;
        this.trafficEntries = trafficEntries;
        this.accessEntries = accessEntries;
        this.conflictsWon = conflictsWon;
        this.hidden = hidden;
        this.trafficPremises = trafficPremises;
        this.accessPremises = accessPremises;
    }

    PolicyReport traffic(Ref ref, Reads reads) {
        TrafficPolicyFact policy = reads.must(world.trafficPolicies, ref);
        List<SourceSelector> sources = policy.rules().sources();
        Optional<Predicate<WorkloadFact>> isSource = sources.isEmpty()
                ? EVERYONE
                : Optional.of(workload -> !workload.controller().name().isEmpty()
                        && sources.stream()
                                .anyMatch(source -> source.selects(workload.controller(), workload.podLabels())));
        List<TargetEntry> entries = reads.must(trafficEntries, ref);
        Premise premise = premise(
                reads.must(trafficPremises, ref), entries, policy.rules().destinations(), reads);
        Subject subject = Subjects.trafficPolicy(ref);
        List<Finding> findings = findings(
                subject,
                premise,
                entries,
                policy.rules().problems(),
                policy.rules().notes());
        findings.addAll(Hidden.ofPolicy(reads.must(hidden, ref), subject));
        noteClusters(policy, entries, subject, reads, findings);
        return report(ref, premise, entries, isSource, reads.must(conflictsWon, ref), findings, reads);
    }

    PolicyReport access(Ref ref, Reads reads) {
        AccessPolicyFact policy = reads.must(world.accessPolicies, ref);
        List<IdentitySelector> sources = policy.rules().sources();
        Optional<Predicate<WorkloadFact>> isSource = sources.isEmpty()
                ? EVERYONE
                : Optional.of(workload -> sources.stream()
                        .anyMatch(source -> source.selects(workload.controller(), workload.serviceAccount())));
        List<TargetEntry> entries = reads.must(accessEntries, ref);
        Premise premise =
                premise(reads.must(accessPremises, ref), entries, policy.rules().destinations(), reads);
        List<Finding> findings = findings(
                Subjects.accessPolicy(ref),
                premise,
                entries,
                policy.rules().problems(),
                policy.rules().notes());
        noteSharedTrustDomains(policy, reads, findings);
        return report(ref, premise, entries, isSource, List.of(), findings, reads);
    }

    /** A policy that selects nothing known has not been answered while there may be services that nobody could read. */
    private Premise premise(Premise judged, List<TargetEntry> entries, Destinations destinations, Reads reads) {
        if (!entries.isEmpty() || !(judged instanceof Premise.Sound)) {
            return judged;
        }
        List<PolicyError> unreadable = knowing.unreadable(destinations, reads);
        return unreadable.isEmpty() ? judged : new Premise.Unresolved(unreadable);
    }

    private PolicyReport report(
            Ref ref,
            Premise premise,
            List<TargetEntry> entries,
            Optional<Predicate<WorkloadFact>> isSource,
            List<Finding> won,
            List<Finding> findings,
            Reads reads) {
        TreeSet<Ref> meshes = new TreeSet<>();
        entries.stream().map(TargetEntry::mesh).distinct().forEach(mesh -> {
            meshes.add(mesh);
            meshes.addAll(world.companions(mesh, reads));
        });
        List<Ref> first = new ArrayList<>();
        int total = 0;
        for (Ref mesh : meshes) {
            List<WorkloadFact> workloads = reads.must(world.workloadsByMesh, mesh);
            List<WorkloadFact> concerned = isSource.map(
                            test -> workloads.stream().filter(test).toList())
                    .orElse(workloads);
            total += concerned.size();
            // They are in order, so the first ones of all meshes are among the first ones of each.
            concerned.stream().limit(MOST_LISTED).map(WorkloadFact::ref).forEach(first::add);
        }
        List<Ref> listed = first.stream().sorted().limit(MOST_LISTED).toList();
        return new PolicyReport(ref, premise, entries, listed, total, won, findings);
    }

    private static List<Finding> findings(
            Subject subject, Premise premise, List<TargetEntry> entries, List<Problem> problems, List<Problem> notes) {
        List<Finding> findings = new ArrayList<>();
        List<PolicyError> told = switch (premise) {
            case Premise.Sound sound -> List.of();
            case Premise.Broken broken -> broken.errors();
            case Premise.Unresolved unresolved -> unresolved.reasons();
        };
        told.forEach(error -> findings.add(error.finding(subject)));
        if (entries.isEmpty()) {
            // Where a target is selected, its decision reports the problems.
            problems.forEach(
                    problem -> findings.add(Finding.of(NetworkingFinding.INVALID_FIELD, subject, problem.message())
                            .at(problem.field())));
            if (premise instanceof Premise.Sound) {
                findings.add(
                        Finding.of(NetworkingFinding.NOTHING_SELECTED, subject, subject + " selects no TrafficTarget")
                                .at("spec.destinationSelector"));
            }
        }
        notes.forEach(note -> findings.add(Finding.of(NetworkingFinding.WORTH_KNOWING, subject, note.message())
                .at(note.field())));
        return findings;
    }

    /** Policies whose sources are only on other clusters change nothing for callers on the target's cluster. */
    private void noteClusters(
            TrafficPolicyFact policy, List<TargetEntry> entries, Subject subject, Reads reads, List<Finding> findings) {
        if (policy.rules().sources().isEmpty()) {
            return;
        }
        TreeSet<String> clusters = new TreeSet<>();
        TreeSet<String> callers = new TreeSet<>();
        entries.stream().map(TargetEntry::mesh).distinct().forEach(mesh -> {
            clusters.add(world.meshCluster(mesh, reads));
            callers.addAll(world.callers(mesh, reads));
        });
        clusters.remove("");
        List<SourceSelector> sources = policy.rules().sources();
        if (callers.stream().anyMatch(caller -> SourceSelector.anyCovers(sources, caller))) {
            // It is meant for callers from other clusters.
            return;
        }
        for (String cluster : clusters) {
            if (!SourceSelector.anyCovers(sources, cluster)) {
                findings.add(Finding.of(
                                NetworkingFinding.NO_EFFECT_ON_CLUSTER,
                                subject,
                                "selects services of cluster " + cluster + ", but no source there")
                        .onCluster(cluster)
                        .at("spec.sourceSelector"));
            }
        }
    }

    /** Identities name a trust domain, not a cluster: where two clusters share one, naming one of them allows both. */
    private void noteSharedTrustDomains(AccessPolicyFact policy, Reads reads, List<Finding> findings) {
        List<IdentitySelector> sources = policy.rules().sources();
        for (int i = 0; i < sources.size(); i++) {
            Set<String> named = sources.get(i).namedClusters();
            String field = "spec.sourceSelector[" + i + "]";
            for (String cluster : named) {
                if (knowing.trustDomain(cluster, reads) instanceof TrustDomain.Known known) {
                    known.sharedWith().forEach((name, clusters) -> {
                        List<String> others = clusters.stream()
                                .filter(other -> !named.contains(other))
                                .toList();
                        if (!others.isEmpty()) {
                            findings.add(shared(policy, cluster, name, others, field));
                        }
                    });
                }
            }
        }
    }

    private static Finding shared(
            AccessPolicyFact policy, String cluster, String trustDomain, List<String> others, String field) {
        return Finding.of(
                        NetworkingFinding.SHARED_TRUST_DOMAIN,
                        Subjects.accessPolicy(policy.meta().ref()),
                        "names cluster " + cluster + ", whose trust domain " + trustDomain + " is that of cluster "
                                + String.join(", ", others)
                                + " too: the same namespaces and service accounts there are allowed as well,"
                                + " if the clusters trust each other's certificates")
                .onCluster(cluster)
                .at(field);
    }
}
