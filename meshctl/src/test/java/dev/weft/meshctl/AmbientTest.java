// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.AccessPolicyTest.onReviews;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import org.junit.jupiter.api.Test;

/** Policies on services in the ambient mode of Istio (docs/adr/0039). */
class AmbientTest {

    private static final String BY_ANYTHING = """
            sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: web, namespace: front, clusterName: east}]}}]
            """;
    private static final String READING =
            "sourceSelector: [{kubeIdentityMatcher: {clusters: [east]}}]\n" + "allowedMethods: [GET]";

    /** @param ambient of service reviews, a flow map */
    private static Situation reviews(String ambient) {
        return InProcess.situation()
                .mgmt(Discovered.mesh("east"))
                .mgmt(Discovered.service("reviews", "bookinfo", "east")
                        .yaml()
                        .replace("  kubeService:\n", "  kubeService:\n    ambient: " + ambient + "\n"))
                .cluster("east");
    }

    private static Situation behindWaypoint() {
        return reviews("{waypoint: {name: gate, namespace: ways}}")
                .mgmt(Discovered.workload(
                        "gate", "ways", "east", "of-the-gate", "gateway.networking.k8s.io/gateway-name=gate"));
    }

    private static JsonNode spec(Outcome outcome, String name) {
        return outcome.output("east", "AuthorizationPolicy", "bookinfo", name).path("spec");
    }

    private static String state(Outcome outcome, String policy) {
        return outcome.status("AccessPolicy", "bookinfo", policy).path("state").asText();
    }

    @Test
    void withoutAWaypointWhatZtunnelUnderstandsIsWrittenForThePods() {
        Outcome outcome = reviews("{}")
                .mgmt(onReviews("web", BY_ANYTHING + "allowedPorts: [9080]"))
                .render();

        assertThat(outcome.outputs("east")).containsExactly("AuthorizationPolicy.bookinfo.reviews");
        assertThat(spec(outcome, "reviews").at("/selector/matchLabels/app").asText())
                .isEqualTo("reviews");
        assertThat(Texts.of(spec(outcome, "reviews").at("/rules/0/from/0/source/principals")))
                .containsExactly("east.local/ns/front/sa/web");
        assertThat(state(outcome, "web")).isEqualTo("ACCEPTED");
    }

    @Test
    void withoutAWaypointAPolicyAboutRequestsIsRefusedAndNotTurnedIntoADenial() {
        Outcome outcome = reviews("{}")
                .mgmt(onReviews("reading", READING))
                .mgmt(onReviews("web", BY_ANYTHING))
                .render();

        assertThat(state(outcome, "reading")).isEqualTo("INVALID");
        assertThat(outcome.findings("WaypointNeeded")).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo("spec.allowedMethods");
            assertThat(finding.message()).contains("reviews.bookinfo.east", "ztunnel");
        });
        assertThat(spec(outcome, "reviews").path("rules"))
                .as("the other policy")
                .hasSize(1);
    }

    @Test
    void behindAWaypointRequestsAreJudgedThereAndThePodsLetNobodyElseAroundIt() {
        Outcome outcome = behindWaypoint()
                .mgmt(onReviews("reading", READING))
                .mgmt(onReviews("web", BY_ANYTHING))
                .render();

        JsonNode atWaypoint = spec(outcome, "reviews");
        assertThat(atWaypoint.has("selector")).isFalse();
        assertThat(atWaypoint.at("/targetRefs/0/kind").asText()).isEqualTo("Service");
        assertThat(atWaypoint.at("/targetRefs/0/name").asText()).isEqualTo("reviews");
        assertThat(Texts.of(atWaypoint.at("/rules/0/to/0/operation/methods"))).containsExactly("GET");
        assertThat(atWaypoint.path("rules")).hasSize(2);

        JsonNode atPods = spec(outcome, "reviews.pods");
        assertThat(atPods.at("/selector/matchLabels/app").asText()).isEqualTo("reviews");
        assertThat(atPods.path("rules")).hasSize(2);
        assertThat(Texts.of(atPods.at("/rules/0/from/0/source/principals")))
                .containsExactly("east.local/ns/ways/sa/of-the-gate");
        assertThat(Texts.of(atPods.at("/rules/1/from/0/source/principals")))
                .containsExactly("east.local/ns/front/sa/web");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void behindAWaypointPortsOfPodsCannotBeSaid() {
        Outcome outcome =
                behindWaypoint().mgmt(onReviews("port", "allowedPorts: [9080]")).render();

        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(outcome.findings("UnsupportedByMesh"))
                .extracting(ReportedFinding::field)
                .containsExactly("spec.allowedPorts");
    }

    @Test
    void aNameThatSomebodyElseHoldsKeepsBothFromBeingWritten() {
        Outcome outcome = behindWaypoint()
                .mgmt(onReviews("reading", READING))
                .cluster("east", """
                    apiVersion: security.istio.io/v1
                    kind: AuthorizationPolicy
                    metadata: {name: reviews.pods, namespace: bookinfo}
                    spec: {}
                    """)
                .render();

        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(outcome.findings("NameTaken")).isNotEmpty();
    }

    @Test
    void aTrafficPolicyActsOnCallersWithASidecarOnlyUnlessAWaypointServes() {
        String timeout = """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata: {name: slow, namespace: bookinfo}
            spec: {requestTimeout: 3s}
            """;

        assertThat(reviews("{}").mgmt(timeout).render().findings("WaypointMissing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("reviews.bookinfo.east"));
        assertThat(behindWaypoint().mgmt(timeout).render().findings("WaypointMissing"))
                .isEmpty();
    }
}
