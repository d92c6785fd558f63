// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a status that is there already does to the next one. */
class TransitionTest {

    private static final String ON_THE_UNKNOWN = """
        destinationSelector:
        - kubeServiceRefs: {services: [{name: gone, namespace: bookinfo, clusterName: north}]}
        requestTimeout: 1s
        """;

    private static Situation withUnknownNorth() {
        return TwoClusters.situation().unknown("north", "*", "*", "Unreachable");
    }

    private static String policy(String spec, long generation, String status) {
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata: {name: p, namespace: bookinfo, generation: %d}
            spec:
            %sstatus:
            %s""".formatted(generation, spec.indent(2), status.indent(2));
    }

    private static JsonNode accepted(Outcome outcome) {
        return outcome.condition("TrafficPolicy", "bookinfo", "p", "Accepted");
    }

    @Test
    void anInvalidPolicyThatCannotBeJudgedStaysInvalidForTheSameReason() {
        Outcome outcome =
                withUnknownNorth().mgmt(policy(ON_THE_UNKNOWN, 1, """
                    state: INVALID
                    observedGeneration: 1
                    errors: [some old reason]
                    trafficTargets: {gone-bookinfo-north.gloo-mesh.: {state: INVALID, errors: [why]}}
                    conditions:
                    - {type: Accepted, status: "False", reason: InvalidField, message: some old reason, observedGeneration: 1, lastTransitionTime: "2026-01-01T00:00:00Z"}
                    """)).render();

        JsonNode status = outcome.status("TrafficPolicy", "bookinfo", "p");
        assertThat(status.path("state").asText()).isEqualTo("INVALID");
        assertThat(status.at("/errors/0").asText()).isEqualTo("some old reason");
        assertThat(status.at("/trafficTargets/gone-bookinfo-north.gloo-mesh./errors/0")
                        .asText())
                .isEqualTo("why");
        assertThat(accepted(outcome).path("status").asText()).isEqualTo("False");
        assertThat(accepted(outcome).path("message").asText()).isEqualTo("some old reason");
        assertThat(accepted(outcome).path("lastTransitionTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void anEditedPolicyThatCannotBeJudgedDoesNotClaimToBeObserved() {
        Outcome outcome = withUnknownNorth()
                .mgmt(policy(ON_THE_UNKNOWN, 7, "{state: ACCEPTED, observedGeneration: 3}\n"))
                .render();

        JsonNode status = outcome.status("TrafficPolicy", "bookinfo", "p");
        assertThat(status.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(status.path("observedGeneration").asLong()).isEqualTo(3);
        assertThat(accepted(outcome).path("status").asText()).isEqualTo("Unknown");
        assertThat(accepted(outcome).path("reason").asText()).isEqualTo("SourceUnknown");
        assertThat(accepted(outcome).path("observedGeneration").asLong()).isEqualTo(7);
    }

    @Test
    void everyMessageSaysSomething() {
        for (String state : List.of("PENDING", "ACCEPTED", "INVALID", "FAILED")) {
            Outcome outcome = withUnknownNorth()
                    .mgmt(policy(ON_THE_UNKNOWN, 1, "{state: " + state + ", observedGeneration: 1}\n"))
                    .render();

            outcome.status("TrafficPolicy", "bookinfo", "p")
                    .path("conditions")
                    .forEach(condition -> assertThat(condition.path("message").asText())
                            .as(state + condition)
                            .isNotEmpty());
        }
    }

    @Test
    void aSelectorThatReachesIntoTheUnknownHasNotSelectedNothing() {
        Outcome outcome = withUnknownNorth()
                .mgmt(Written.trafficPolicy("bookinfo/p", """
                    destinationSelector: [{kubeServiceMatcher: {clusters: [north]}}]
                    requestTimeout: 1s
                    """))
                .mgmt(Written.trafficPolicy("bookinfo/q", """
                    destinationSelector: [{kubeServiceMatcher: {clusters: [east], namespaces: [none]}}]
                    requestTimeout: 1s
                    """))
                .render();

        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("PENDING");
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "p", "ResolvedRefs")
                        .path("reason")
                        .asText())
                .isEqualTo("SourceUnknown");
        assertThat(TwoClusters.state(outcome, "q")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("NothingSelected"))
                .extracting(ReportedFinding::object)
                .containsExactly("TrafficPolicy bookinfo/q");
    }

    @Test
    void entriesOfTargetsThatAreGoneVanish() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(policy(TwoClusters.REVIEWS_EAST + "requestTimeout: 1s", 1, """
                    state: ACCEPTED
                    observedGeneration: 1
                    trafficTargets: {deleted-bookinfo-east.gloo-mesh.: {state: ACCEPTED}}
                    """))
                .render();

        List<String> keys = new ArrayList<>();
        outcome.status("TrafficPolicy", "bookinfo", "p")
                .path("trafficTargets")
                .fieldNames()
                .forEachRemaining(keys::add);
        assertThat(keys).containsExactly(TwoClusters.REVIEWS_EAST_KEY);
    }

    @Test
    void onAMeshThatIsNotTranslatedNothingConflicts() {
        Outcome outcome = InProcess.situation()
                .mgmt("""
                    apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                    kind: Mesh
                    metadata: {name: istiod-istio-system-east, namespace: gloo-mesh}
                    spec: {linkerd: {installation: {cluster: east, namespace: linkerd}}}
                    """)
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(Written.trafficPolicy("bookinfo/a", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"))
                .mgmt(Written.trafficPolicy("bookinfo/b", TwoClusters.REVIEWS_EAST + "requestTimeout: 2s"))
                .mgmt(AccessPolicyTest.onReviews("c", "sourceSelector: [{kubeIdentityMatcher: {clusters: [east]}}]"))
                .cluster("east")
                .render();

        assertThat(TwoClusters.state(outcome, "a")).isEqualTo("ACCEPTED");
        assertThat(TwoClusters.state(outcome, "b")).isEqualTo("ACCEPTED");
        assertThat(outcome.status("AccessPolicy", "bookinfo", "c").path("state").asText())
                .isEqualTo("ACCEPTED");
        assertThat(outcome.findings("MeshNotServed")).hasSize(3);
        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void whileUsersConfigurationIsUnreadableNewPoliciesWait_ifItIsToBeRespected() {
        Situation situation = TwoClusters.situation()
                .unknown("east", "networking.istio.io/v1", "VirtualService", "Forbidden")
                .mgmt(Written.trafficPolicy("bookinfo/p", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"));

        assertThat(TwoClusters.state(situation.render(), "p")).isEqualTo("ACCEPTED");
        Outcome strict = situation.flags("--disallow-intersecting-config").render();
        assertThat(TwoClusters.state(strict, "p")).isEqualTo("PENDING");
        assertThat(strict.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();
    }

    @Test
    void clustersOfOneTrustDomainCannotBeToldApart() {
        String west = Discovered.mesh("west").replace("west.local", "east.local");
        Situation situation = InProcess.situation()
                .mgmt(Discovered.mesh("east"), west)
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .cluster("east")
                .cluster("west")
                .mgmt(AccessPolicyTest.onReviews(
                        "one", "sourceSelector: [{kubeIdentityMatcher: {clusters: [east], namespaces: [front]}}]"))
                .mgmt(AccessPolicyTest.onReviews(
                        "both", "sourceSelector: [{kubeIdentityMatcher: {clusters: [east, west]}}]"));

        assertThat(situation.render().findings("SharedTrustDomain"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.object()).isEqualTo("AccessPolicy bookinfo/one");
                    assertThat(finding.cluster()).isEqualTo("east");
                    assertThat(finding.message()).contains("east.local", "west");
                });
    }

    /** Objects from a file often tell no generation, and what render writes never does. */
    @Test
    void I8_renderingItsOwnFilesChangesNothing() {
        Situation first = withUnknownNorth()
                .mgmt(Written.trafficPolicy("bookinfo/a", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"))
                .mgmt(Written.trafficPolicy("bookinfo/b", TwoClusters.REVIEWS_EAST + "requestTimeout: 2s"))
                .mgmt(Written.trafficPolicy("bookinfo/c", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"))
                .mgmt(Written.trafficPolicy("bookinfo/d", ON_THE_UNKNOWN))
                .mgmt(AccessPolicyTest.onReviews("far", "sourceSelector: [{kubeIdentityMatcher: {clusters: [north]}}]"))
                .mgmt(AccessPolicyTest.onReviews("good", "allowedMethods: [GET]"));
        Outcome one = first.flags("--now", "2026-01-01T00:00:00Z").render();

        Situation second = InProcess.situation()
                .cluster("east")
                .cluster("west")
                .unknown("north", "*", "*", "Unreachable")
                .flags("--now", "2026-02-02T00:00:00Z");
        one.files().forEach((path, text) -> {
            if (path.startsWith("mgmt/")) {
                second.file(path, text);
            }
        });
        Outcome two = second.render();

        assertThat(two.files()).isEqualTo(one.files());
        assertThat(one.files().keySet()).anyMatch(path -> path.startsWith("clusters/east/AuthorizationPolicy"));
    }
}
