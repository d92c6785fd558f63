// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.translate.FederationCheck;
import dev.weft.networking.translate.FederationCheck.Answer;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conditions that tell what the meshes of a VirtualMesh lack. Most are no part of {@code Ready}, which tells whether what is asked for is there:
 * a common root is.
 */
public final class CheckConditions {

    /** All that there may be. */
    public static final Set<String> TYPES = Arrays.stream(FederationCheck.Subject.values())
            .map(FederationCheck.Subject::condition)
            .collect(Collectors.toUnmodifiableSet());

    private CheckConditions() {}

    /**
     * One for each check. What is not looked at any more and was told before is taken back.
     *
     * @param undecided whether nobody knows the meshes now; then what was said before stands
     */
    static List<Condition> of(List<FederationCheck> checks, boolean undecided, JsonNode before) {
        List<Condition> conditions = new ArrayList<>();
        checks.forEach(check -> conditions.add(condition(check)));
        Set<FederationCheck.Subject> looked =
                checks.stream().map(FederationCheck::subject).collect(Collectors.toSet());
        for (FederationCheck.Subject subject : FederationCheck.Subject.values()) {
            if (!undecided && !looked.contains(subject) && isTold(subject, before)) {
                conditions.add(new Condition(
                        subject.condition(),
                        ConditionStatus.UNKNOWN,
                        "NotFederated",
                        "is not looked at: there are no two meshes that call each other"));
            }
        }
        return conditions;
    }

    private static Condition condition(FederationCheck check) {
        return new Condition(
                check.subject().condition(), status(check), check.reason(), Conditions.message(check.texts()));
    }

    /**
     * The aggregate of an object that its meshes are looked at for. What keeps them from a common root is told before what is not written,
     * which may be so because of that.
     *
     * @param input whether what it says is valid
     * @param programmed whether it is written
     */
    static Condition ready(List<Condition> input, Condition programmed, List<FederationCheck> checks) {
        List<Condition> all = new ArrayList<>(input);
        checks.stream()
                .filter(check -> isAskedFor(check) && check.answer() == Answer.NO)
                .map(CheckConditions::condition)
                .forEach(all::add);
        all.add(programmed);
        Condition ready = Conditions.ready(all);
        return checks.stream()
                .filter(check ->
                        ready.status() == ConditionStatus.TRUE && isAskedFor(check) && check.answer() == Answer.NOT_YET)
                .findFirst()
                .map(check -> new Condition(
                        ready.type(),
                        ready.status(),
                        ready.reason(),
                        "what was asked for is written; condition "
                                + check.subject().condition() + " says how far it has come (" + check.reason() + ")"))
                .orElse(ready);
    }

    private static boolean isAskedFor(FederationCheck check) {
        return check.subject() == FederationCheck.Subject.TRUST;
    }

    private static boolean isTold(FederationCheck.Subject subject, JsonNode before) {
        for (JsonNode condition : before) {
            if (condition.path("type").asText("").equals(subject.condition())) {
                return true;
            }
        }
        return false;
    }

    private static ConditionStatus status(FederationCheck check) {
        return switch (check.answer()) {
            case YES -> ConditionStatus.TRUE;
            case NO, NOT_YET -> ConditionStatus.FALSE;
            case UNKNOWN -> ConditionStatus.UNKNOWN;
        };
    }
}
