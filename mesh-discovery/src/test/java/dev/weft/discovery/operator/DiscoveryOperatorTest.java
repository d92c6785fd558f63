// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import static dev.weft.discovery.operator.OperatorRig.MGMT;
import static dev.weft.discovery.operator.OperatorRig.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.discovery.Objects;
import dev.weft.runtime.output.Approvals;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written.Result;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator as a step machine: something happens, a pass is made, and these are the writes. */
class DiscoveryOperatorTest {

    private static final ObjectId CLUSTER =
            new ObjectId(MGMT, new GroupKind("multicluster.solo.io", "KubernetesCluster"), "gloo-mesh", "east");
    private static final ObjectId SERVICE = new ObjectId("east", new GroupKind("", "Service"), "shop", "reviews");

    private final WorldRig rig = OperatorRig.rig();

    @BeforeEach
    void theWorldIsAtRest() {
        rig.settle();
    }

    @Test
    void whatRunsOnAClusterIsWrittenAndTheClusterSaysSo() {
        assertThat(rig.objects().keySet())
                .filteredOn(id -> id.kind().group().equals("discovery.mesh.gloo.solo.io"))
                .extracting(id -> id.kind().kind())
                .containsExactlyInAnyOrder("Mesh", "Workload", "TrafficTarget");
        assertThat(condition("Reachable")).isEqualTo("True Reachable");
        assertThat(condition("Permitted")).isEqualTo("True Permitted");
        assertThat(condition("Discovered")).isEqualTo("True Discovered");
    }

    @Test
    void I8_nothingIsWrittenWhenNothingHasHappened() {
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void I8_aRestartInAConvergedWorldWritesNothing() {
        rig.restart();

        assertThat(rig.settle()).isEmpty();
    }

    @Test
    void I1_afterAStartNothingIsDecidedBeforeTheClustersHaveBeenRead() {
        rig.restartBeforeReading();

        assertThat(rig.pass()).isEmpty();

        rig.read();
        assertThat(rig.settle()).isEmpty();
    }

    @Test
    void I1_aClusterThatIsNotReadInTimeKeepsAllItHas() {
        rig.restartBeforeReading();

        rig.settle(Duration.ofMinutes(1));

        assertThat(rig.objects()).containsKey(TARGET);
        assertThat(condition("Discovered")).isEqualTo("False SourceUnknown");
    }

    @Test
    void aServiceThatIsDeletedTakesItsTargetAlong() {
        rig.delete(SERVICE);

        rig.settle();

        assertThat(rig.objects()).doesNotContainKey(TARGET);
    }

    /** A plane that was installed wrongly, or has a kubeconfig of another cluster, would take all of it away. */
    @Test
    void manyThatAreGoneAfterAStartStayUntilSomebodyApproves() {
        for (int i = 0; i < 6; i++) {
            rig.applyAll("east", Objects.service("extra-" + i, "app: reviews"));
        }
        rig.settle();
        for (int i = 0; i < 6; i++) {
            rig.delete(new ObjectId("east", SERVICE.kind(), "shop", "extra-" + i));
        }

        rig.restart();
        rig.settle();

        assertThat(extras()).hasSize(6);
        assertThat(condition("Discovered")).isEqualTo("True Discovered");
        String message = rig.condition(CLUSTER, "Discovered").path("message").asText();
        assertThat(message)
                .contains(
                        "what is found no longer, on all clusters, stays: 6 of our 9 objects would be deleted after a start"
                                + " (TrafficTarget gloo-mesh/extra-0-shop-east, ");

        rig.edit(CLUSTER, body -> {
            body.withObject("/metadata/annotations")
                    .put(Approvals.ANNOTATION, Approvals.asked(message).first());
            return body;
        });
        rig.settle();

        assertThat(extras()).isEmpty();
        assertThat(rig.condition(CLUSTER, "Discovered").path("message").asText())
                .isEqualTo("all that was found is written");
    }

    private List<ObjectId> extras() {
        return rig.objects().keySet().stream()
                .filter(id -> id.kind().equals(TARGET.kind()) && id.name().startsWith("extra-"))
                .toList();
    }

    @Test
    void I1_aServiceThatMayBeThereKeepsItsTarget() {
        TreeMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        kinds.put(SERVICE.kind(), new Knowledge.Unknown("Forbidden", ""));
        rig.know("east", WorldRig.view(new ClusterKnowledge(new Knowledge.Synced(), kinds)));
        rig.delete(SERVICE);

        rig.settle();

        assertThat(rig.objects()).containsKey(TARGET);
        assertThat(rig.condition(CLUSTER, "Discovered").path("message").asText())
                .contains("Service (Forbidden)");

        rig.know("east", WorldRig.ALIVE);
        rig.settle();
        assertThat(rig.objects()).doesNotContainKey(TARGET);
    }

    @Test
    void aClusterThatDoesNotAnswerKeepsItsTargetsAndSaysSinceWhen() {
        rig.know(
                "east",
                new ClusterView(
                        new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>()),
                        new ClusterView.Contact.Silent("2026-01-01T00:00:00Z", "connection refused"),
                        List.of(),
                        List.of()));

        rig.settle();

        assertThat(rig.objects()).containsKey(TARGET);
        assertThat(condition("Reachable")).isEqualTo("False Unreachable");
        assertThat(rig.condition(CLUSTER, "Reachable").path("message").asText())
                .contains("connection refused", "2026-01-01T00:00:00Z");
    }

    @Test
    void aClusterThatIsDeregisteredTakesAllAlong() {
        rig.delete(CLUSTER);
        rig.forget("east");

        rig.settle();

        assertThat(rig.objects().keySet()).noneMatch(id -> id.kind().group().equals("discovery.mesh.gloo.solo.io"));
    }

    @Test
    void endpointsAloneWaitForAWhileAndOnlyTheLastOfThemAreWritten() {
        rig.later(EndpointPace.PAUSE);
        OperatorRig.endpoints(rig, "10.0.0.2");
        rig.carryOut(rig.pass());
        assertThat(ip()).isEqualTo("10.0.0.2");

        OperatorRig.endpoints(rig, "10.0.0.3");
        assertThat(rig.pass()).isEmpty();
        OperatorRig.endpoints(rig, "10.0.0.4");
        rig.later(Duration.ofSeconds(4));
        assertThat(rig.pass()).isEmpty();

        assertThat(rig.settle()).hasSize(1);
        assertThat(ip()).isEqualTo("10.0.0.4");
    }

    @Test
    void aChangeOfTheServiceDoesNotWaitForEndpoints() {
        OperatorRig.endpoints(rig, "10.0.0.2");
        assertThat(rig.pass()).isEmpty();

        rig.applyAll("east", Objects.service("reviews", "app: reviews").replace("port: 80,", "port: 81,"));

        assertThat(rig.pass()).extracting(Write::id).containsExactly(TARGET);
    }

    @Test
    void whatAUserChangesIsHealed() {
        JsonNode before = rig.at(TARGET).path("spec").deepCopy();
        rig.edit(TARGET, target -> {
            target.withObject("/spec/kubeService").put("added", true);
            return target;
        });

        rig.settle();

        assertThat(rig.at(TARGET).path("spec")).isEqualTo(before);
    }

    @Test
    void anObjectOfAnotherPlaneIsLeftAlone() {
        rig.edit(TARGET, target -> {
            target.withObject("/metadata/labels").put("owner.discovery.mesh.gloo.solo.io", "other");
            target.putObject("spec");
            return target;
        });

        assertThat(rig.settle()).extracting(Write::id).doesNotContain(TARGET);
        assertThat(rig.at(TARGET).path("spec")).isEmpty();
    }

    @Test
    void aRefusedWriteIsToldOnTheClusterAndTriedAgainSoon() {
        rig.delete(TARGET);
        Write refused = rig.pass().getFirst();
        rig.answer(refused, new Result.Refused(403, "Forbidden", "may not create"));

        rig.settle();

        assertThat(condition("Discovered")).isEqualTo("False Refused");
        assertThat(rig.condition(CLUSTER, "Discovered").path("message").asText())
                .contains("TrafficTarget gloo-mesh/reviews-shop-east", "403", "may not create");
        assertThat(rig.objects()).doesNotContainKey(TARGET);

        rig.settle(Duration.ofSeconds(20));

        assertThat(rig.objects()).containsKey(TARGET);
        assertThat(condition("Discovered")).isEqualTo("True Discovered");
    }

    @Test
    void whatTheIdentityMayNotReadIsNamed() {
        rig.know("east", WorldRig.ALIVE.with(List.of(new ClusterView.Denial("list", "pods"))));

        rig.settle();

        assertThat(condition("Permitted")).isEqualTo("False Forbidden");
        assertThat(rig.condition(CLUSTER, "Permitted").path("message").asText()).contains("list pods");
    }

    @Test
    void whileAnotherProcessLeadsNewsAreTakenInAndAreNotLost() {
        rig.delete(SERVICE);
        rig.takeIn();
        rig.applyAll("east", Objects.service("reviews", "app: reviews"));
        rig.takeIn();

        assertThat(rig.settle()).isEmpty();
    }

    private String condition(String type) {
        JsonNode condition = rig.condition(CLUSTER, type);
        return condition.path("status").asText() + " "
                + condition.path("reason").asText();
    }

    private String ip() {
        return rig.at(TARGET)
                .at("/spec/kubeService/endpointSubsets/0/endpoints/0/ipAddress")
                .asText();
    }
}
