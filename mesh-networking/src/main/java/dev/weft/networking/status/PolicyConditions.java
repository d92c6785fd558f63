// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.api.shared.ApprovalState;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.TargetEntry;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The conditions of a policy.
 *
 * @param state its state now
 * @param undecided whether the state is kept, because something could not be read
 * @param unchanged whether the policy is the one that {@code prior} speaks of
 * @param errors errors of the policy as a whole
 * @param programming how far its outputs have been written
 */
record PolicyConditions(
        PolicyReport report,
        PriorStatus prior,
        ApprovalState state,
        boolean undecided,
        boolean unchanged,
        List<String> errors,
        Programming programming) {

    List<Condition> all() {
        Condition accepted = accepted();
        Condition resolved = resolvedRefs();
        Condition programmed = programmed();
        return List.of(accepted, programmed, Conditions.ready(List.of(accepted, resolved, programmed)), resolved);
    }

    private Condition accepted() {
        if (undecided) {
            return kept().orElseGet(this::unknown);
        }
        return state == ApprovalState.INVALID ? rejected() : held();
    }

    /** What was said before of the very same policy still stands. */
    private Optional<Condition> kept() {
        if (!unchanged) {
            return Optional.empty();
        }
        for (JsonNode condition : prior.conditions()) {
            String status = condition.path("status").asText("");
            if (condition.path("type").asText("").equals("Accepted") && !status.equals("Unknown")) {
                return Optional.of(new Condition(
                        "Accepted",
                        status.equals("True") ? ConditionStatus.TRUE : ConditionStatus.FALSE,
                        condition.path("reason").asText("Accepted"),
                        condition.path("message").asText("as before")));
            }
        }
        return state == ApprovalState.ACCEPTED ? Optional.of(held()) : Optional.empty();
    }

    private Condition unknown() {
        List<PolicyError> reasons = unresolved();
        return new Condition(
                "Accepted",
                ConditionStatus.UNKNOWN,
                reasons.isEmpty()
                        ? NetworkingFinding.SOURCE_UNKNOWN.code()
                        : reasons.getFirst().code().code(),
                message(reasons));
    }

    private Condition rejected() {
        List<PolicyError> all = allErrors();
        String reason = all.isEmpty()
                ? NetworkingFinding.INVALID_FIELD.code()
                : all.getFirst().code().code();
        List<String> texts = new ArrayList<>(errors);
        report.entries().forEach(entry -> {
            if (entry.verdict() instanceof Verdict.Rejected rejected) {
                rejected.errors()
                        .forEach(error -> texts.add("on " + entry.target().name() + ": " + error.text()));
            }
        });
        texts.addAll(conflictsWon());
        return new Condition("Accepted", ConditionStatus.FALSE, reason, Conditions.message(texts));
    }

    private Condition held() {
        long targets = report.entries().stream()
                .filter(entry -> entry.verdict() instanceof Verdict.Accepted)
                .count();
        List<String> texts = new ArrayList<>();
        texts.add(
                report.entries().isEmpty() && !undecided
                        ? "accepted, but it selects no service"
                        : "accepted on " + targets + (targets == 1 ? " target" : " targets"));
        texts.addAll(conflictsWon());
        return new Condition("Accepted", ConditionStatus.TRUE, "Accepted", Conditions.message(texts));
    }

    private List<String> conflictsWon() {
        return report.conflictsWon().stream().map(Finding::message).distinct().toList();
    }

    private Condition resolvedRefs() {
        List<PolicyError> missing = Stream.concat(
                        allErrors().stream().filter(error -> isAboutReferences(error.code())),
                        report.entries().stream().flatMap(entry -> entry.notApplied().stream()))
                .toList();
        if (!missing.isEmpty()) {
            return new Condition(
                    "ResolvedRefs",
                    ConditionStatus.FALSE,
                    missing.getFirst().code().code(),
                    message(missing));
        }
        List<PolicyError> unresolved = unresolved();
        if (!unresolved.isEmpty()) {
            return new Condition(
                    "ResolvedRefs",
                    ConditionStatus.UNKNOWN,
                    unresolved.getFirst().code().code(),
                    message(unresolved));
        }
        return new Condition("ResolvedRefs", ConditionStatus.TRUE, "ResolvedRefs", "all references are resolved");
    }

    private static String message(List<PolicyError> errors) {
        return Conditions.message(
                errors.stream().map(PolicyError::text).distinct().sorted().toList());
    }

    static boolean isAboutReferences(FindingCode code) {
        return code == NetworkingFinding.REFERENCE_NOT_FOUND
                || code == NetworkingFinding.MALFORMED_REFERENCE
                || code == NetworkingFinding.NO_TRUST_DOMAIN
                || code == NetworkingFinding.PORT_MISSING;
    }

    private List<PolicyError> allErrors() {
        List<PolicyError> all = new ArrayList<>();
        if (report.premise() instanceof Premise.Broken broken) {
            all.addAll(broken.errors());
        }
        report.entries().forEach(entry -> {
            if (entry.verdict() instanceof Verdict.Rejected rejected) {
                all.addAll(rejected.errors());
            }
        });
        return all;
    }

    private List<PolicyError> unresolved() {
        List<PolicyError> reasons = new ArrayList<>();
        if (report.premise() instanceof Premise.Unresolved unresolved) {
            reasons.addAll(unresolved.reasons());
        }
        report.entries().forEach(entry -> {
            switch (entry.verdict()) {
                case Verdict.Accepted accepted -> reasons.addAll(accepted.unresolved());
                case Verdict.Undecided undecidedHere -> reasons.addAll(undecidedHere.reasons());
                case Verdict.Rejected rejected -> {
                    // decided
                }
            }
        });
        return reasons;
    }

    private Condition programmed() {
        List<String> failures = told(TargetEntry::failures);
        if (!failures.isEmpty()) {
            return new Condition(
                    "Programmed",
                    ConditionStatus.FALSE,
                    NetworkingFinding.NAME_TAKEN.code(),
                    Conditions.message(failures));
        }
        List<String> waiting = told(TargetEntry::waiting);
        if (!waiting.isEmpty()) {
            return new Condition(
                    "Programmed",
                    ConditionStatus.FALSE,
                    NetworkingFinding.OUTPUT_HELD.code(),
                    Conditions.message(waiting));
        }
        return ProgrammedCondition.of(programming, state == ApprovalState.INVALID, undecided);
    }

    private List<String> told(Function<TargetEntry, List<String>> texts) {
        return report.entries().stream()
                .flatMap(entry -> texts.apply(entry).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
