// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.rules.Problem;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.TargetEntry;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.FindingCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The status of a TrafficPolicy or AccessPolicy. */
public final class PolicyStatuses {

    /** Entries that a map or list of a status holds at most; a total stands beside it when it was cut (house.md 3.10). */
    static final int MOST_LISTED = 50;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PolicyReport report;
    private final List<Problem> problems;
    private final PriorStatus prior;
    private final long generation;

    private PolicyStatuses(PolicyReport report, List<Problem> problems, PriorStatus prior, long generation) {
        this.report = report;
        this.problems = problems;
        this.prior = prior;
        this.generation = generation;
    }

    /**
     * @param problems what is wrong with the policy by itself
     * @param now RFC 3339 time for conditions that change
     */
    public static ObjectNode of(
            PolicyReport report, List<Problem> problems, PriorStatus prior, long generation, String now) {
        return new PolicyStatuses(report, problems, prior, generation).status(now);
    }

    private ObjectNode status(String now) {
        ObjectNode status = NODES.objectNode();
        if (generation != 0) {
            status.put("observedGeneration", generation);
        }
        ApprovalState state = state();
        status.put("state", state.name());
        List<String> errors = errors();
        if (!errors.isEmpty()) {
            errors.forEach(status.putArray("errors")::add);
        }
        putTargets(status);
        if (!report.workloads().isEmpty()) {
            ArrayNode workloads = status.putArray("workloads");
            report.workloads().forEach(workload -> workloads.add(workload.key()));
            if (report.workloadsTotal() > report.workloads().size()) {
                status.put("workloadsTotal", report.workloadsTotal());
            }
        }
        status.set("conditions", Conditions.merge(prior.conditions(), conditions(state), generation, now));
        return status;
    }

    private void putTargets(ObjectNode status) {
        if (report.entries().isEmpty()) {
            return;
        }
        List<TargetEntry> listed = report.entries();
        if (listed.size() > MOST_LISTED) {
            // What went wrong must not be what is cut.
            listed = listed.stream()
                    .sorted(Comparator.comparing((TargetEntry entry) -> entryState(entry) == ApprovalState.ACCEPTED))
                    .limit(MOST_LISTED)
                    .sorted(Comparator.comparing(TargetEntry::target))
                    .toList();
            status.put("trafficTargetsTotal", report.entries().size());
        }
        ObjectNode targets = status.putObject("trafficTargets");
        listed.forEach(entry -> targets.set(entry.target().key(), entry(entry)));
    }

    private static ObjectNode entry(TargetEntry entry) {
        ObjectNode approval = NODES.objectNode();
        if (entry.verdict() instanceof Verdict.Accepted accepted && accepted.order() > 0) {
            approval.put("acceptanceOrder", accepted.order());
        }
        approval.put("state", entryState(entry).name());
        Set<String> errors = new LinkedHashSet<>(entry.failures());
        switch (entry.verdict()) {
            case Verdict.Accepted accepted -> {
                // only failures
            }
            case Verdict.Rejected rejected -> rejected.errors().forEach(error -> errors.add(error.text()));
            case Verdict.Undecided undecided -> {
                // no error of the policy
            }
        }
        if (!errors.isEmpty()) {
            errors.forEach(approval.putArray("errors")::add);
        }
        return approval;
    }

    private static ApprovalState entryState(TargetEntry entry) {
        return switch (entry.verdict()) {
            case Verdict.Accepted accepted ->
                entry.failures().isEmpty() ? ApprovalState.ACCEPTED : ApprovalState.FAILED;
            case Verdict.Rejected rejected -> ApprovalState.INVALID;
            case Verdict.Undecided undecided ->
                undecided.wasAccepted() ? ApprovalState.ACCEPTED : ApprovalState.PENDING;
        };
    }

    private ApprovalState state() {
        boolean problematic = report.entries().isEmpty() && !problems.isEmpty();
        if (report.premise() instanceof Premise.Broken || problematic || any(ApprovalState.INVALID)) {
            return ApprovalState.INVALID;
        }
        if (any(ApprovalState.FAILED)) {
            return ApprovalState.FAILED;
        }
        if (report.premise() instanceof Premise.Unresolved || any(ApprovalState.PENDING)) {
            return prior.state().orElse(ApprovalState.PENDING);
        }
        return ApprovalState.ACCEPTED;
    }

    private boolean any(ApprovalState state) {
        return report.entries().stream().anyMatch(entry -> entryState(entry) == state);
    }

    /** Errors of the policy as a whole; those of a target stand with the target. */
    private List<String> errors() {
        List<String> errors = new ArrayList<>();
        if (report.premise() instanceof Premise.Broken broken) {
            broken.errors().forEach(error -> errors.add(error.text()));
        }
        if (report.entries().isEmpty()) {
            problems.forEach(problem -> errors.add(problem.field() + ": " + problem.message()));
        }
        return errors;
    }

    private List<Condition> conditions(ApprovalState state) {
        Condition accepted = accepted(state);
        Condition resolved = resolvedRefs();
        Condition programmed = programmed();
        return List.of(accepted, programmed, Conditions.ready(List.of(accepted, resolved, programmed)), resolved);
    }

    private Condition accepted(ApprovalState state) {
        if (state == ApprovalState.INVALID) {
            List<PolicyError> errors = allErrors();
            String reason = errors.stream()
                    .findFirst()
                    .map(error -> error.code().code())
                    .orElse("InvalidField");
            List<String> texts = new ArrayList<>(errors());
            report.entries().forEach(entry -> {
                if (entry.verdict() instanceof Verdict.Rejected rejected) {
                    rejected.errors()
                            .forEach(error -> texts.add("on " + entry.target().name() + ": " + error.text()));
                }
            });
            return new Condition("Accepted", ConditionStatus.FALSE, reason, Conditions.message(texts));
        }
        if (state == ApprovalState.PENDING) {
            return new Condition(
                    "Accepted",
                    ConditionStatus.UNKNOWN,
                    "SourceUnknown",
                    "cannot be decided before everything it refers to can be read");
        }
        long held = report.entries().stream()
                .filter(entry -> entry.verdict() instanceof Verdict.Accepted)
                .count();
        List<String> texts = new ArrayList<>();
        texts.add("accepted on " + held + (held == 1 ? " target" : " targets"));
        report.conflictsWon().stream().map(Finding::message).distinct().forEach(texts::add);
        return new Condition("Accepted", ConditionStatus.TRUE, "Accepted", Conditions.message(texts));
    }

    private Condition resolvedRefs() {
        Optional<PolicyError> missing = allErrors().stream()
                .filter(error -> isAboutReferences(error.code()))
                .findFirst();
        if (missing.isPresent()) {
            return new Condition(
                    "ResolvedRefs",
                    ConditionStatus.FALSE,
                    missing.get().code().code(),
                    Conditions.message(allErrors().stream()
                            .filter(error -> isAboutReferences(error.code()))
                            .map(PolicyError::text)
                            .distinct()
                            .toList()));
        }
        List<PolicyError> unresolved = unresolved();
        if (!unresolved.isEmpty()) {
            return new Condition(
                    "ResolvedRefs",
                    ConditionStatus.UNKNOWN,
                    unresolved.get(0).code().code(),
                    Conditions.message(unresolved.stream()
                            .map(PolicyError::text)
                            .distinct()
                            .toList()));
        }
        return new Condition("ResolvedRefs", ConditionStatus.TRUE, "ResolvedRefs", "all references are resolved");
    }

    private static boolean isAboutReferences(FindingCode code) {
        return code == NetworkingFinding.REFERENCE_NOT_FOUND
                || code == NetworkingFinding.MALFORMED_REFERENCE
                || code == NetworkingFinding.NO_TRUST_DOMAIN
                || code == NetworkingFinding.PORT_MISSING;
    }

    private List<PolicyError> allErrors() {
        List<PolicyError> errors = new ArrayList<>();
        if (report.premise() instanceof Premise.Broken broken) {
            errors.addAll(broken.errors());
        }
        report.entries().forEach(entry -> {
            if (entry.verdict() instanceof Verdict.Rejected rejected) {
                errors.addAll(rejected.errors());
            }
        });
        return errors;
    }

    private List<PolicyError> unresolved() {
        List<PolicyError> reasons = new ArrayList<>();
        if (report.premise() instanceof Premise.Unresolved unresolved) {
            reasons.addAll(unresolved.reasons());
        }
        report.entries().forEach(entry -> {
            switch (entry.verdict()) {
                case Verdict.Accepted accepted -> reasons.addAll(accepted.unresolved());
                case Verdict.Undecided undecided -> reasons.addAll(undecided.reasons());
                case Verdict.Rejected rejected -> {
                    // decided
                }
            }
        });
        return reasons;
    }

    private Condition programmed() {
        List<String> failures = report.entries().stream()
                .flatMap(entry -> entry.failures().stream())
                .distinct()
                .sorted()
                .toList();
        return failures.isEmpty()
                ? new Condition(
                        "Programmed", ConditionStatus.UNKNOWN, "NotApplied", "rendered offline; nothing was written")
                : new Condition("Programmed", ConditionStatus.FALSE, "NameTaken", Conditions.message(failures));
    }

    /** A ref as statuses hold it. */
    static JsonNode ref(Ref ref) {
        return NODES.objectNode().put("name", ref.name()).put("namespace", ref.namespace());
    }
}
