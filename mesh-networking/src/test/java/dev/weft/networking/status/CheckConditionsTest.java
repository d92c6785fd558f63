// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.networking.translate.FederationCheck;
import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a VirtualMesh says of its meshes. */
class CheckConditionsTest {

    private static final ArrayNode NOTHING = JsonNodeFactory.instance.arrayNode();

    private static FederationCheck check(FederationCheck.Answer answer, String... texts) {
        return new FederationCheck(FederationCheck.Subject.GATEWAYS, answer, "Why", List.of(texts));
    }

    private static ArrayNode told(FederationCheck check) {
        return Conditions.merge(NOTHING, CheckConditions.of(List.of(check), false, NOTHING), 1, "2026-01-01T00:00:00Z");
    }

    @Test
    void eachAnswerIsAStatus() {
        assertThat(CheckConditions.of(List.of(check(FederationCheck.Answer.YES, "a")), false, NOTHING))
                .containsExactly(new Condition("GatewaysUsable", ConditionStatus.TRUE, "Why", "a"));
        assertThat(CheckConditions.of(List.of(check(FederationCheck.Answer.NO, "a", "b")), false, NOTHING))
                .containsExactly(new Condition("GatewaysUsable", ConditionStatus.FALSE, "Why", "a; b"));
        assertThat(CheckConditions.of(List.of(check(FederationCheck.Answer.UNKNOWN, "a")), false, NOTHING))
                .containsExactly(new Condition("GatewaysUsable", ConditionStatus.UNKNOWN, "Why", "a"));
    }

    private static Condition ready(FederationCheck.Subject subject, FederationCheck.Answer answer) {
        Condition programmed = new Condition("Programmed", ConditionStatus.TRUE, "Programmed", "written");
        return CheckConditions.ready(
                List.of(), programmed, List.of(new FederationCheck(subject, answer, "Why", List.of("a"))));
    }

    @Test
    void readyTellsOfACommonRootThatIsAskedForAndOfNothingElseThatMeshesLack() {
        assertThat(ready(FederationCheck.Subject.TRUST, FederationCheck.Answer.NO))
                .isEqualTo(new Condition("Ready", ConditionStatus.FALSE, "Why", "TrustShared: a"));
        assertThat(ready(FederationCheck.Subject.TRUST, FederationCheck.Answer.UNKNOWN)
                        .status())
                .isEqualTo(ConditionStatus.TRUE);
        assertThat(ready(FederationCheck.Subject.GATEWAYS, FederationCheck.Answer.NO)
                        .message())
                .isEqualTo("everything is in order");
    }

    @Test
    void whileRootsAreChangedReadyStaysTrueAndSaysWhereToLook() {
        Condition ready = ready(FederationCheck.Subject.TRUST, FederationCheck.Answer.NOT_YET);

        assertThat(ready.status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(ready.message())
                .isEqualTo("what was asked for is written; condition TrustShared says how far it has come (Why)");
        assertThat(CheckConditions.of(
                        List.of(new FederationCheck(
                                FederationCheck.Subject.TRUST,
                                FederationCheck.Answer.NOT_YET,
                                "Signing",
                                List.of("a"))),
                        false,
                        NOTHING))
                .extracting(Condition::status, Condition::reason)
                .containsExactly(tuple(ConditionStatus.FALSE, "Signing"));
    }

    @Test
    void aMessageHasABound() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            texts.add("subset number " + i + " is missing");
        }
        String message = CheckConditions.of(
                        List.of(check(FederationCheck.Answer.NO, texts.toArray(String[]::new))), false, NOTHING)
                .getFirst()
                .message();

        assertThat(message)
                .hasSizeLessThanOrEqualTo(1024)
                .startsWith("subset number 0")
                .matches(".* and \\d+ more");
    }

    @Test
    void whatIsSaidTwiceKeepsItsTime() {
        ArrayNode first = told(check(FederationCheck.Answer.NO, "a"));
        List<Condition> again = CheckConditions.of(List.of(check(FederationCheck.Answer.NO, "a")), false, first);

        assertThat(Conditions.merge(first, again, 1, "2027-01-01T00:00:00Z")).isEqualTo(first);
    }

    @Test
    void aVirtualMeshOfOneMeshSaysNothingOrTakesItBack() {
        ArrayNode before = told(check(FederationCheck.Answer.NO, "a"));

        assertThat(CheckConditions.of(List.of(), false, NOTHING)).isEmpty();
        assertThat(CheckConditions.of(List.of(), false, before))
                .extracting(Condition::type, Condition::status, Condition::reason)
                .containsExactly(tuple("GatewaysUsable", ConditionStatus.UNKNOWN, "NotFederated"));
    }

    @Test
    void whileNobodyKnowsTheMeshesItStands() {
        ArrayNode before = told(check(FederationCheck.Answer.NO, "a"));

        assertThat(CheckConditions.of(List.of(), true, before)).isEmpty();
    }
}
