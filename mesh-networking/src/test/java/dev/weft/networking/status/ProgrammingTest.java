// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.PolicyReport;
import dev.weft.networking.translate.TargetEntry;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgrammingTest {

    private static final Ref POLICY = new Ref("shop", "canary");
    private static final Ref TARGET = new Ref("gloo-mesh", "reviews-shop-c1");

    @Test
    void everythingWritten() {
        ObjectNode status = status(new Programming(true, new TreeMap<>(Map.of("c1", 2, "c2", 1)), List.of()));

        assertThat(programmed(status).path("status").asText()).isEqualTo("True");
        assertThat(programmed(status).path("message").asText())
                .isEqualTo("written: 2 objects on cluster c1; 1 object on cluster c2");
        assertThat(status.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(condition(status, "Ready").path("status").asText()).isEqualTo("True");
    }

    @Test
    void aWriteThatWasRefusedMakesThePolicyFailed() {
        ObjectNode status = status(live(Programming.Reason.REFUSED, "VirtualService shop/reviews: 422 Invalid"));

        assertThat(status.path("state").asText()).isEqualTo("FAILED");
        assertThat(status.path("errors").path(0).asText()).isEqualTo("VirtualService shop/reviews: 422 Invalid");
        assertThat(programmed(status).path("reason").asText()).isEqualTo("Refused");
        assertThat(condition(status, "Accepted").path("status").asText()).isEqualTo("True");
        assertThat(condition(status, "Ready").path("reason").asText()).isEqualTo("Refused");
    }

    @Test
    void aClusterThatCannotBeReachedLeavesThePolicyAccepted() {
        ObjectNode status = status(live(Programming.Reason.CLUSTER_UNREACHABLE, "1 object on cluster c1 waits"));

        assertThat(status.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(status.has("errors")).isFalse();
        assertThat(programmed(status).path("status").asText()).isEqualTo("False");
        assertThat(programmed(status).path("reason").asText()).isEqualTo("ClusterUnreachable");
    }

    @Test
    void theGravestHitchGivesTheReason() {
        Programming programming = new Programming(
                true,
                new TreeMap<>(),
                List.of(
                        new Programming.Hitch(Programming.Reason.PENDING, "c1", "b"),
                        new Programming.Hitch(Programming.Reason.REFUSED, "c2", "a")));

        assertThat(programmed(status(programming)).path("reason").asText()).isEqualTo("Refused");
        assertThat(programmed(status(programming)).path("message").asText()).isEqualTo("a; b");
    }

    @Test
    void offlineNothingIsSaidOfWriting() {
        assertThat(programmed(status(Programming.OFFLINE)).path("reason").asText())
                .isEqualTo("NotApplied");
    }

    private static Programming live(Programming.Reason reason, String message) {
        return new Programming(true, new TreeMap<>(), List.of(new Programming.Hitch(reason, "c1", message)));
    }

    private static ObjectNode status(Programming programming) {
        TargetEntry entry = new TargetEntry(
                TARGET,
                new Ref("gloo-mesh", "istio"),
                new Verdict.Accepted(POLICY, 1, List.of()),
                List.of(),
                List.of(),
                List.of());
        PolicyReport report =
                new PolicyReport(POLICY, new Premise.Sound(), List.of(entry), List.of(), 0, List.of(), List.of());
        return PolicyStatuses.of(
                report, List.of(), PriorStatus.none(MissingNode.getInstance()), 3, programming, "2026-01-01T00:00:00Z");
    }

    private static JsonNode programmed(ObjectNode status) {
        return condition(status, "Programmed");
    }

    private static JsonNode condition(ObjectNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }
}
