// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The status of an object that names meshes: a VirtualMesh or a FailoverService. */
final class MeshByMeshStatuses {

    private final MeshByMesh told;
    private final PriorStatus prior;
    private final long generation;
    private final Programming programming;

    private MeshByMeshStatuses(MeshByMesh told, Programming programming) {
        this.told = told;
        this.prior = told.prior();
        this.generation = told.meta().generation();
        this.programming = programming;
    }

    /**
     * @param programming how far its outputs have been written
     * @param now RFC 3339 time for conditions that change
     */
    static ObjectNode of(MeshByMesh told, Programming programming, String now) {
        return new MeshByMeshStatuses(told, programming).status(now);
    }

    private ObjectNode status(String now) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        boolean undecided = told.premise() instanceof Premise.Unresolved;
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
        return switch (told.premise()) {
            case Premise.Broken broken -> ApprovalState.INVALID;
            case Premise.Unresolved unresolved -> prior.state().orElse(ApprovalState.PENDING);
            case Premise.Sound sound -> {
                if (!told.isAccepted()) {
                    yield ApprovalState.INVALID;
                }
                yield failures().isEmpty() ? ApprovalState.ACCEPTED : ApprovalState.FAILED;
            }
        };
    }

    private List<String> failures() {
        List<String> failures = new ArrayList<>(told.failures());
        failures.addAll(programming.failures());
        return failures.stream().distinct().toList();
    }

    /** Errors of the VirtualMesh as a whole; those of a mesh stand with the mesh. */
    private List<String> errors() {
        List<String> errors = new ArrayList<>();
        switch (told.premise()) {
            case Premise.Broken broken -> broken.errors().forEach(error -> errors.add(error.text()));
            case Premise.Unresolved unresolved ->
                prior.status().path("errors").forEach(error -> errors.add(error.asText("")));
            case Premise.Sound sound -> {
                told.errors().forEach(error -> errors.add(error.text()));
                errors.addAll(failures());
            }
        }
        return errors.stream().distinct().toList();
    }

    private void putMeshes(ObjectNode status, boolean undecided) {
        if (undecided && prior.status().path("meshes").isObject()) {
            status.set("meshes", prior.status().path("meshes"));
            return;
        }
        if (told.members().isEmpty()) {
            return;
        }
        ObjectNode meshes = status.putObject("meshes");
        // What went wrong must not be what is cut.
        told.members().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().isEmpty()))
                .limit(PolicyStatuses.MOST_LISTED)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> meshes.set(entry.getKey().key(), approval(entry.getKey(), entry.getValue())));
        if (told.members().size() > PolicyStatuses.MOST_LISTED) {
            status.put("meshesTotal", told.members().size());
        }
    }

    private ObjectNode approval(Ref mesh, List<PolicyError> errors) {
        ObjectNode approval = JsonNodeFactory.instance.objectNode();
        int order = told.order().getOrDefault(mesh, 0);
        if (order > 0) {
            approval.put("acceptanceOrder", order);
        }
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
        List<Condition> all = new ArrayList<>(List.of(
                accepted,
                programmed,
                CheckConditions.ready(List.of(accepted, resolved), programmed, told.checks()),
                resolved));
        all.addAll(CheckConditions.of(told.checks(), told.premise() instanceof Premise.Unresolved, prior.conditions()));
        return all;
    }

    private Condition accepted(List<String> errors) {
        return switch (told.premise()) {
            case Premise.Unresolved unresolved ->
                condition(ConditionStatus.UNKNOWN, unresolved.reasons(), texts(unresolved.reasons()));
            case Premise.Broken broken -> condition(ConditionStatus.FALSE, broken.errors(), errors);
            case Premise.Sound sound -> {
                List<PolicyError> refused = told.refusals();
                if (!refused.isEmpty()) {
                    yield condition(ConditionStatus.FALSE, refused, texts(refused));
                }
                int meshes = told.members().size();
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
        return switch (told.premise()) {
            case Premise.Unresolved unresolved ->
                new Condition(
                        "ResolvedRefs",
                        ConditionStatus.UNKNOWN,
                        unresolved.reasons().getFirst().code().code(),
                        Conditions.message(texts(unresolved.reasons())));
            case Premise.Broken broken -> resolved(broken.errors());
            case Premise.Sound sound -> resolved(told.refusals());
        };
    }

    private static Condition resolved(List<PolicyError> errors) {
        List<PolicyError> missing = errors.stream()
                .filter(error -> PolicyConditions.isAboutReferences(error.code()))
                .toList();
        return missing.isEmpty()
                ? new Condition("ResolvedRefs", ConditionStatus.TRUE, "ResolvedRefs", "all references are resolved")
                : new Condition(
                        "ResolvedRefs",
                        ConditionStatus.FALSE,
                        missing.getFirst().code().code(),
                        Conditions.message(texts(missing)));
    }

    private Condition programmed() {
        return told.failures().isEmpty()
                ? ProgrammedCondition.of(programming, !told.isAccepted(), told.premise() instanceof Premise.Unresolved)
                : new Condition(
                        "Programmed",
                        ConditionStatus.FALSE,
                        NetworkingFinding.NAME_TAKEN.code(),
                        Conditions.message(told.failures()));
    }
}
