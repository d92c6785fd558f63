// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.networking.translate.FederationCheck;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Conditions that tell what the meshes of a VirtualMesh lack. They are no part of {@code Ready}, which tells of the plane's own work. */
public final class CheckConditions {

    /** All that there may be. */
    public static final Set<String> TYPES = Arrays.stream(FederationCheck.Subject.values())
            .map(FederationCheck.Subject::condition)
            .collect(Collectors.toUnmodifiableSet());

    private CheckConditions() {}

    /**
     * One for each check. Where there are none any more, what was said before is taken back.
     *
     * @param undecided whether nobody knows the meshes now; then what was said before stands
     */
    static List<Condition> of(List<FederationCheck> checks, boolean undecided, JsonNode before) {
        List<Condition> conditions = new ArrayList<>();
        checks.forEach(check -> conditions.add(new Condition(
                check.subject().condition(), status(check), check.reason(), Conditions.message(check.texts()))));
        if (checks.isEmpty() && !undecided) {
            for (FederationCheck.Subject subject : FederationCheck.Subject.values()) {
                if (isTold(subject, before)) {
                    conditions.add(new Condition(
                            subject.condition(),
                            ConditionStatus.UNKNOWN,
                            "NotFederated",
                            "is not looked at: there are no two meshes that call each other"));
                }
            }
        }
        return conditions;
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
            case NO -> ConditionStatus.FALSE;
            case UNKNOWN -> ConditionStatus.UNKNOWN;
        };
    }
}
