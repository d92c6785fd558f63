// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.rules.Problem;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.TargetEntry;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The status of a TrafficPolicy or AccessPolicy. */
public final class PolicyStatuses {

    /** Entries that a map or list of a status holds at most; a total stands beside it when it was cut (house.md 3.10). */
    static final int MOST_LISTED = 50;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PolicyReport report;
    private final List<Problem> problems;
    private final PriorStatus prior;
    private final long generation;
    private final Programming programming;

    private PolicyStatuses(
            PolicyReport report, List<Problem> problems, PriorStatus prior, long generation, Programming programming) {
        this.report = report;
        this.problems = problems;
        this.prior = prior;
        this.generation = generation;
        this.programming = programming;
    }

    /**
     * @param problems what is wrong with the policy by itself
     * @param generation of the policy, 0 when it tells none
     * @param programming how far its outputs have been written
     * @param now RFC 3339 time for conditions that change
     */
    public static ObjectNode of(
            PolicyReport report,
            List<Problem> problems,
            PriorStatus prior,
            long generation,
            Programming programming,
            String now) {
        return new PolicyStatuses(report, problems, prior, generation, programming).status(now);
    }

    private ObjectNode status(String now) {
        ObjectNode status = NODES.objectNode();
        ApprovalState state = state();
        // A policy that could not be judged has not been observed: what its state says, it says of an earlier
        // generation.
        OtherStatuses.put(status, isUndecided() ? 0 : generation, prior.status());
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
        PolicyConditions conditions =
                new PolicyConditions(report, prior, state, isUndecided(), isUnchanged(), errors, programming);
        status.set("conditions", Conditions.merge(prior.conditions(), conditions.all(), generation, now));
        return status;
    }

    private boolean isUnchanged() {
        return generation == 0 || generation == prior.observedGeneration();
    }

    private ApprovalState state() {
        boolean problematic = report.entries().isEmpty() && !problems.isEmpty();
        if (report.premise() instanceof Premise.Broken || problematic || any(ApprovalState.INVALID)) {
            return ApprovalState.INVALID;
        }
        if (isFailed()) {
            return ApprovalState.FAILED;
        }
        return isUndecided() ? prior.state().orElse(ApprovalState.PENDING) : ApprovalState.ACCEPTED;
    }

    /** Whether something it needs could not be read and nothing else settles the matter; it then keeps its state. */
    private boolean isUndecided() {
        boolean isWaiting = report.premise() instanceof Premise.Unresolved
                || report.entries().stream().anyMatch(entry -> entry.verdict() instanceof Verdict.Undecided);
        boolean isSettled = report.premise() instanceof Premise.Broken
                || (report.entries().isEmpty() && !problems.isEmpty())
                || any(ApprovalState.INVALID)
                || isFailed();
        return isWaiting && !isSettled;
    }

    private boolean isFailed() {
        return any(ApprovalState.FAILED) || !programming.failures().isEmpty();
    }

    private boolean any(ApprovalState state) {
        return report.entries().stream().anyMatch(entry -> state(entry) == state);
    }

    private static ApprovalState state(TargetEntry entry) {
        return switch (entry.verdict()) {
            case Verdict.Accepted accepted ->
                entry.failures().isEmpty() ? ApprovalState.ACCEPTED : ApprovalState.FAILED;
            case Verdict.Rejected rejected -> ApprovalState.INVALID;
            case Verdict.Undecided undecided ->
                undecided.wasAccepted() ? ApprovalState.ACCEPTED : ApprovalState.PENDING;
        };
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
        errors.addAll(programming.failures());
        if (isUndecided()) {
            prior.status().path("errors").forEach(error -> errors.add(error.asText("")));
        }
        return errors.stream().distinct().toList();
    }

    private void putTargets(ObjectNode status) {
        Map<String, ObjectNode> entries = new TreeMap<>();
        if (isUndecided()) {
            // Of a target that is not there nobody can tell now whether it exists.
            prior.status().path("trafficTargets").properties().forEach(entry -> {
                if (entry.getValue() instanceof ObjectNode approval) {
                    entries.put(entry.getKey(), approval);
                }
            });
        }
        report.entries().forEach(entry -> entries.put(entry.target().key(), approval(entry)));
        if (entries.isEmpty()) {
            return;
        }
        ObjectNode targets = status.putObject("trafficTargets");
        // What went wrong must not be what is cut.
        entries.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> entry.getValue().path("state").asText("").equals(ApprovalState.ACCEPTED.name())))
                .limit(MOST_LISTED)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> targets.set(entry.getKey(), entry.getValue()));
        if (entries.size() > MOST_LISTED) {
            status.put("trafficTargetsTotal", entries.size());
        }
    }

    private static ObjectNode approval(TargetEntry entry) {
        ObjectNode approval = NODES.objectNode();
        if (entry.verdict() instanceof Verdict.Accepted accepted && accepted.order() > 0) {
            approval.put("acceptanceOrder", accepted.order());
        }
        approval.put("state", state(entry).name());
        Set<String> errors = new LinkedHashSet<>(entry.failures());
        if (entry.verdict() instanceof Verdict.Rejected rejected) {
            rejected.errors().forEach(error -> errors.add(error.text()));
        }
        if (!errors.isEmpty()) {
            errors.forEach(approval.putArray("errors")::add);
        }
        return approval;
    }

    /** A ref as statuses hold it. */
    static JsonNode ref(Ref ref) {
        return NODES.objectNode().put("name", ref.name()).put("namespace", ref.namespace());
    }
}
