// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.translate.VirtualMeshReport;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The status of a VirtualMesh. */
final class VirtualMeshStatuses {

    private final VirtualMeshReport report;
    private final VirtualMeshDecision decision;
    private final PriorStatus prior;
    private final long generation;
    private final Programming programming;

    private VirtualMeshStatuses(VirtualMeshReport report, Programming programming) {
        this.report = report;
        this.decision = report.decision();
        this.prior = decision.virtualMesh().prior();
        this.generation = decision.virtualMesh().meta().generation();
        this.programming = programming;
    }

    /**
     * @param programming how far its outputs have been written
     * @param now RFC 3339 time for conditions that change
     */
    static ObjectNode of(VirtualMeshReport report, Programming programming, String now) {
        return new VirtualMeshStatuses(report, programming).status(now);
    }

    private ObjectNode status(String now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        boolean undecided = decision.premise() instanceof Premise.Unresolved;
        OtherStatuses.put(status, undecided ? 0 : generation, prior.status());
        status.put("state", state().name());
        List<String> errors = errors();
        if (!errors.isEmpty()) {
            errors.forEach(status.putArray("errors")::add);
        }
        putMeshes(status, undecided);
        status.set("conditions", Conditions.merge(prior.conditions(), conditions(errors), generation, now));
        return status;
    }

    private ApprovalState state() {
        return switch (decision.premise()) {
            case Premise.Broken broken -> ApprovalState.INVALID;
            case Premise.Unresolved unresolved -> prior.state().orElse(ApprovalState.PENDING);
            case Premise.Sound sound -> {
                if (!decision.isAccepted()) {
                    yield ApprovalState.INVALID;
                }
                yield failures().isEmpty() ? ApprovalState.ACCEPTED : ApprovalState.FAILED;
            }
        };
    }

    private List<String> failures() {
        List<String> failures = new ArrayList<>(report.failures());
        failures.addAll(programming.failures());
        return failures.stream().distinct().toList();
    }

    /** Errors of the VirtualMesh as a whole; those of a mesh stand with the mesh. */
    private List<String> errors() {
        List<String> errors = new ArrayList<>();
        switch (decision.premise()) {
            case Premise.Broken broken -> broken.errors().forEach(error -> errors.add(error.text()));
            case Premise.Unresolved unresolved ->
                prior.status().path("errors").forEach(error -> errors.add(error.asText("")));
            case Premise.Sound sound -> errors.addAll(failures());
        }
        return errors.stream().distinct().toList();
    }

    private void putMeshes(ObjectNode status, boolean undecided) {
        if (undecided && prior.status().path("meshes").isObject()) {
            status.set("meshes", prior.status().path("meshes"));
            return;
        }
        if (decision.members().isEmpty()) {
            return;
        }
        ObjectNode meshes = status.putObject("meshes");
        // What went wrong must not be what is cut.
        decision.members().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().isEmpty()))
                .limit(PolicyStatuses.MOST_LISTED)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> meshes.set(entry.getKey().key(), approval(entry.getValue())));
        if (decision.members().size() > PolicyStatuses.MOST_LISTED) {
            status.put("meshesTotal", decision.members().size());
        }
    }

    private static ObjectNode approval(List<PolicyError> errors) {
        ObjectNode approval = JsonNodeFactory.instance.objectNode();
        approval.put("state", (errors.isEmpty() ? ApprovalState.ACCEPTED : ApprovalState.INVALID).name());
        if (!errors.isEmpty()) {
            errors.stream().map(PolicyError::text).distinct().forEach(approval.putArray("errors")::add);
        }
        return approval;
    }

    private List<Condition> conditions(List<String> errors) {
        Condition accepted = accepted(errors);
        Condition resolved = resolvedRefs();
        Condition programmed = programmed();
        return List.of(accepted, programmed, Conditions.ready(List.of(accepted, resolved, programmed)), resolved);
    }

    private Condition accepted(List<String> errors) {
        return switch (decision.premise()) {
            case Premise.Unresolved unresolved ->
                condition(ConditionStatus.UNKNOWN, unresolved.reasons(), texts(unresolved.reasons()));
            case Premise.Broken broken -> condition(ConditionStatus.FALSE, broken.errors(), errors);
            case Premise.Sound sound -> {
                List<PolicyError> refused = decision.members().values().stream()
                        .flatMap(List::stream)
                        .toList();
                if (!refused.isEmpty()) {
                    yield condition(ConditionStatus.FALSE, refused, texts(refused));
                }
                int meshes = decision.members().size();
                yield new Condition(
                        "Accepted",
                        ConditionStatus.TRUE,
                        "Accepted",
                        meshes == 0
                                ? "accepted, but it names no mesh"
                                : "accepted on " + meshes + (meshes == 1 ? " mesh" : " meshes"));
            }
        };
    }

    private static Condition condition(ConditionStatus status, List<PolicyError> errors, List<String> texts) {
        return new Condition("Accepted", status, errors.getFirst().code().code(), Conditions.message(texts));
    }

    private static List<String> texts(List<PolicyError> errors) {
        return errors.stream().map(PolicyError::text).distinct().toList();
    }

    private Condition resolvedRefs() {
        return switch (decision.premise()) {
            case Premise.Unresolved unresolved ->
                new Condition(
                        "ResolvedRefs",
                        ConditionStatus.UNKNOWN,
                        unresolved.reasons().getFirst().code().code(),
                        Conditions.message(texts(unresolved.reasons())));
            case Premise.Broken broken -> {
                List<PolicyError> missing = broken.errors().stream()
                        .filter(error -> error.code() == NetworkingFinding.REFERENCE_NOT_FOUND
                                || error.code() == NetworkingFinding.MALFORMED_REFERENCE)
                        .toList();
                yield missing.isEmpty()
                        ? resolved()
                        : new Condition(
                                "ResolvedRefs",
                                ConditionStatus.FALSE,
                                missing.getFirst().code().code(),
                                Conditions.message(texts(missing)));
            }
            case Premise.Sound sound -> resolved();
        };
    }

    private static Condition resolved() {
        return new Condition("ResolvedRefs", ConditionStatus.TRUE, "ResolvedRefs", "all references are resolved");
    }

    private Condition programmed() {
        return report.failures().isEmpty()
                ? ProgrammedCondition.of(
                        programming, !decision.isAccepted(), decision.premise() instanceof Premise.Unresolved)
                : new Condition(
                        "Programmed",
                        ConditionStatus.FALSE,
                        NetworkingFinding.NAME_TAKEN.code(),
                        Conditions.message(report.failures()));
    }
}
