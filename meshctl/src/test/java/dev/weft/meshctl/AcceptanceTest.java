// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which policy holds where, in which order, and what the others are told (networking.md 1.7 to 1.10, house.md 3.10). */
class AcceptanceTest {

    private static final String KEY = TwoClusters.REVIEWS_EAST_KEY;

    /** A TrafficPolicy with retries on reviews in the east, and metadata and status as given. */
    private static String retries(String name, int attempts, String metadata, String status) {
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata:
              name: %s
              namespace: bookinfo
              generation: 1
            %sspec:
              destinationSelector:
              - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}
              retries: {attempts: %d}
            %s""".formatted(name, metadata.indent(2), attempts, status);
    }

    private static String retries(String name, int attempts) {
        return retries(name, attempts, "", "");
    }

    private static String created(String time) {
        return "creationTimestamp: \"" + time + "\"";
    }

    private static int attempts(Outcome outcome) {
        return outcome.routes("east", "bookinfo", "reviews")
                .getFirst()
                .at("/retries/attempts")
                .asInt();
    }

    @Test
    void P1_acceptedPoliciesStandOnTheTargetInTheirOrder() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.workload("web", "bookinfo", "east"))
                .mgmt(Written.trafficPolicy("bookinfo/tp1", "retries: {attempts: 1}"))
                .mgmt(Written.trafficPolicy("bookinfo/tp2", "requestTimeout: 1s"))
                .render();

        JsonNode first = outcome.status("TrafficPolicy", "bookinfo", "tp1");
        JsonNode second = outcome.status("TrafficPolicy", "bookinfo", "tp2");
        assertThat(first.path("trafficTargets").path(KEY)).isEqualTo(Texts.tree("{state: ACCEPTED}"));
        assertThat(second.path("trafficTargets").path(KEY))
                .isEqualTo(Texts.tree("{acceptanceOrder: 1, state: ACCEPTED}"));
        assertThat(first.path("trafficTargets")).hasSize(4);
        assertThat(Texts.of(first.path("workloads"))).containsExactly("web-bookinfo-east-deployment.gloo-mesh.");
        JsonNode target = outcome.status("TrafficTarget", "gloo-mesh", "reviews-bookinfo-east");
        assertThat(target.path("localFqdn").asText()).isEqualTo("reviews.bookinfo.svc.cluster.local");
        assertThat(Texts.each(target.path("appliedTrafficPolicies"), "/ref/name", "/observedGeneration", "/spec"))
                .containsExactly("tp1 1 {\"retries\":{\"attempts\":1}}", "tp2 1 {\"requestTimeout\":\"1s\"}");
    }

    @Test
    void P2_aRejectedPolicyIsNotOnTheTarget() {
        Outcome outcome = TwoClusters.onReviews("faultInjection: {percentage: 50}");
        assertThat(TwoClusters.errors(outcome, "p0")).hasSize(1);
        assertThat(outcome.status("TrafficTarget", "gloo-mesh", "reviews-bookinfo-east")
                        .has("appliedTrafficPolicies"))
                .isFalse();
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void P3_P5_onlyWorkloadsOfTheMeshesOfItsTargetsAreConcerned() {
        Situation situation = TwoClusters.situation()
                .mgmt(Discovered.workload("web", "bookinfo", "east"), Discovered.workload("web", "bookinfo", "west"))
                .mgmt(Written.trafficPolicy("bookinfo/tp", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"))
                .mgmt(Written.accessPolicy("bookinfo/ap", TwoClusters.REVIEWS_EAST));
        Outcome outcome = situation.render();
        for (String kind : List.of("TrafficPolicy", "AccessPolicy")) {
            String name = kind.equals("TrafficPolicy") ? "tp" : "ap";
            assertThat(Texts.of(outcome.status(kind, "bookinfo", name).path("workloads")))
                    .containsExactly("web-bookinfo-east-deployment.gloo-mesh.");
        }
        Outcome west = TwoClusters.situation()
                .mgmt(Discovered.workload("web", "bookinfo", "west"))
                .mgmt(Written.trafficPolicy("bookinfo/tp", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"))
                .render();
        assertThat(west.status("TrafficPolicy", "bookinfo", "tp").has("workloads"))
                .isFalse();
    }

    @Test
    void P7_aDanglingReferenceRejectsThatPolicyAndNoOther() {
        String dangling = """
            destinationSelector:
            - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}, {name: gone, namespace: bookinfo, clusterName: east}]}
            """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/good", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"))
                .mgmt(Written.trafficPolicy("bookinfo/bad", dangling + "requestTimeout: 1s"))
                .mgmt(Written.accessPolicy("bookinfo/good", TwoClusters.REVIEWS_EAST))
                .mgmt(Written.accessPolicy("bookinfo/bad", dangling))
                .render();
        for (String kind : List.of("TrafficPolicy", "AccessPolicy")) {
            assertThat(outcome.status(kind, "bookinfo", "good").path("state").asText())
                    .isEqualTo("ACCEPTED");
            JsonNode bad = outcome.status(kind, "bookinfo", "bad");
            assertThat(bad.path("state").asText()).isEqualTo("INVALID");
            assertThat(Texts.of(bad.path("errors"))).singleElement().asString().contains("gone.bookinfo.east");
            assertThat(bad.has("trafficTargets")).isFalse();
            assertThat(outcome.condition(kind, "bookinfo", "bad", "ResolvedRefs")
                            .path("status")
                            .asText())
                    .isEqualTo("False");
        }
        assertThat(outcome.findings("ReferenceNotFound"))
                .extracting(ReportedFinding::field)
                .containsOnly("spec.destinationSelector[0].kubeServiceRefs.services[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: reviews}",
                "{name: reviews, namespace: bookinfo}",
                "{}",
                "{name: '', namespace: bookinfo, clusterName: east}"
            })
    void BUG_3_aPartialReferenceIsMalformedAndNoWildcard(String ref) {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy(
                        "bookinfo/p",
                        "destinationSelector: [{kubeServiceRefs: {services: [" + ref + "]}}]\nrequestTimeout: 1s"))
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("INVALID");
        assertThat(outcome.findings("MalformedReference")).isNotEmpty();
        assertThat(outcome.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();
    }

    @Test
    void BUG_6_theOlderPolicyWinsWhateverItsName() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(retries("aaa", 1, created("2026-02-01T00:00:00Z"), ""))
                .mgmt(retries("bbb", 2, created("2026-01-01T00:00:00Z"), ""))
                .render();
        assertThat(attempts(outcome)).isEqualTo(2);
        assertThat(TwoClusters.state(outcome, "aaa")).isEqualTo("INVALID");
    }

    @Test
    void amongPoliciesOfOneAgeTheSmallestKeyWins_andOneWithoutTimestampIsOldest() {
        Outcome sameAge = TwoClusters.situation()
                .mgmt(retries("bbb", 2, created("2026-01-01T00:00:00Z"), ""))
                .mgmt(retries("aaa", 1, created("2026-01-01T00:00:00Z"), ""))
                .render();
        assertThat(attempts(sameAge)).isEqualTo(1);
        Outcome without = TwoClusters.situation()
                .mgmt(retries("aaa", 1, created("2026-01-01T00:00:00Z"), ""))
                .mgmt(retries("bbb", 2))
                .render();
        assertThat(attempts(without)).isEqualTo(2);
    }

    @Test
    void BUG_6_whatWasAcceptedBeforeStaysAccepted_evenBesideAnOlderPolicy() {
        String history = """
            status:
              observedGeneration: 1
              appliedTrafficPolicies:
              - observedGeneration: 1
                ref: {name: young, namespace: bookinfo}
                spec: {retries: {attempts: 2}}
            """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(Discovered.service("extra", "bookinfo", "east").yaml() + history)
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/old",
                                "destinationSelector: [{kubeServiceRefs: {services: [{name: extra, namespace: bookinfo, clusterName: east}]}}]\nretries: {attempts: 1}"))
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/young",
                                "destinationSelector: [{kubeServiceRefs: {services: [{name: extra, namespace: bookinfo, clusterName: east}]}}]\nretries: {attempts: 2}"))
                .render();
        assertThat(outcome.routes("east", "bookinfo", "extra")
                        .getFirst()
                        .at("/retries/attempts")
                        .asInt())
                .isEqualTo(2);
        assertThat(TwoClusters.state(outcome, "old")).isEqualTo("INVALID");
    }

    @Test
    void withoutHistoryOnTheTargetThePoliciesOwnStatusesTell() {
        String accepted = """
            status:
              observedGeneration: 1
              state: ACCEPTED
              trafficTargets:
                %s: {state: ACCEPTED}
            """.formatted(KEY);
        Outcome outcome = TwoClusters.situation()
                .mgmt(retries("aaa", 1))
                .mgmt(retries("bbb", 2, "", accepted))
                .render();
        assertThat(attempts(outcome)).isEqualTo(2);
    }

    @Test
    void acceptedAndUnchangedGoesBeforeAcceptedAndChanged() {
        String status = """
            status:
              observedGeneration: %d
              state: ACCEPTED
              trafficTargets:
                %s: {acceptanceOrder: %d, state: ACCEPTED}
            """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(retries("changed", 1, "", status.formatted(9, KEY, 0)))
                .mgmt(retries("kept", 2, "", status.formatted(1, KEY, 1)))
                .render();
        assertThat(attempts(outcome)).isEqualTo(2);
        assertThat(TwoClusters.errors(outcome, "changed")).hasSize(1);
    }

    @Test
    void aConflictNamesFieldAndBothPolicies_inTheLoserAsErrorInTheWinnerAsFinding() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(retries("alpha", 1))
                .mgmt(retries("beta", 2))
                .render();
        assertThat(TwoClusters.errors(outcome, "beta"))
                .singleElement()
                .asString()
                .contains("spec.retries", "bookinfo/alpha");
        assertThat(TwoClusters.state(outcome, "alpha")).isEqualTo("ACCEPTED");
        assertThat(outcome.status("TrafficPolicy", "bookinfo", "alpha").findValues("errors"))
                .isEmpty();
        assertThat(outcome.findings("ConflictWon")).singleElement().satisfies(won -> {
            assertThat(won.severity()).isEqualTo("warning");
            assertThat(won.object()).isEqualTo("TrafficPolicy bookinfo/alpha");
            assertThat(won.message()).contains("bookinfo/beta");
            assertThat(won.field()).isEqualTo("spec.retries");
        });
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "alpha", "Accepted")
                        .path("message")
                        .asText())
                .contains("bookinfo/beta");
        assertThat(outcome.findings("FieldConflict")).singleElement().satisfies(lost -> {
            assertThat(lost.object()).isEqualTo("TrafficPolicy bookinfo/beta");
            assertThat(lost.target()).isEqualTo(KEY);
            assertThat(lost.cluster()).isEqualTo("east");
            assertThat(lost.remedy()).isNotEmpty();
        });
    }

    @Test
    void E20_F4_everyConflictingFieldIsOneErrorHoweverManyPoliciesWin() {
        Outcome outcome = TwoClusters.onReviews(
                "retries: {attempts: 1}", "requestTimeout: 1s", "retries: {attempts: 2}\nrequestTimeout: 2s");
        assertThat(TwoClusters.errors(outcome, "p2")).hasSize(2);
        assertThat(TwoClusters.errors(outcome, "p2")).doesNotHaveDuplicates();
    }

    @Test
    void BUG_9_aPolicyThatSelectsNothingSaysSo() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(Written.trafficPolicy(
                        "bookinfo/p",
                        "destinationSelector: [{kubeServiceMatcher: {namespaces: [nowhere]}}]\nrequestTimeout: 1s"))
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("NothingSelected"))
                .extracting(ReportedFinding::object)
                .containsExactly("TrafficPolicy bookinfo/p");
    }

    @Test
    void aPolicyOnAServiceWhoseMeshDoesNotExistSaysSo() {
        Outcome outcome = InProcess.situation()
                .cluster("east")
                .mgmt(
                        Discovered.service("reviews", "bookinfo", "east").yaml(),
                        Written.trafficPolicy("bookinfo/tp", "retries: {attempts: 1}"),
                        Written.accessPolicy("bookinfo/ap", "allowedMethods: [GET]"))
                .render();

        assertThat(outcome.findings("TargetWithoutMesh"))
                .extracting(ReportedFinding::object)
                .containsExactlyInAnyOrder(
                        "TrafficTarget gloo-mesh/reviews-bookinfo-east",
                        "TrafficPolicy bookinfo/tp",
                        "AccessPolicy bookinfo/ap");
        assertThat(outcome.outputs("east")).isEmpty();
    }

    @Test
    void P6_aWorkloadThatSaysNothingOfItselfIsConcernedWhereAllAre() {
        String silent = """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Workload
                metadata: {name: silent, namespace: gloo-mesh}
                spec: {mesh: {name: istiod-istio-system-east, namespace: gloo-mesh}}
                """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(silent, Written.trafficPolicy("bookinfo/tp", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"))
                .render();

        assertThat(Texts.of(outcome.status("TrafficPolicy", "bookinfo", "tp").path("workloads")))
                .containsExactly("silent.gloo-mesh.");
    }

    @Test
    void BUG_9_aPolicyOnAMeshThatIsNotTranslatedSaysSo() {
        String linkerd = """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: linkerd, namespace: gloo-mesh}
            spec: {linkerd: {installation: {cluster: north, namespace: linkerd}}}
            """;
        String target = Discovered.service("reviews", "bookinfo", "north")
                .yaml()
                .replace("istiod-istio-system-north", "linkerd");
        Outcome outcome = InProcess.situation()
                .cluster("north")
                .mgmt(linkerd, target, Written.trafficPolicy("bookinfo/p", "requestTimeout: 1s"))
                .render();
        assertThat(outcome.findings("MeshNotServed")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/p");
            assertThat(finding.message()).contains("linkerd");
        });
        assertThat(outcome.outputs("north")).isEmpty();
    }

    @Test
    void I12_oneTenantsBadPolicyChangesNothingOutsideIt() {
        Situation good = TwoClusters.situation()
                .mgmt(Written.trafficPolicy("bookinfo/good", TwoClusters.REVIEWS_EAST + "retries: {attempts: 1}"));
        Outcome before = good.render();
        Outcome after = good.mgmt(Written.trafficPolicy("tenant/bad", "retries: {attempts: lots}"))
                .mgmt(Written.accessPolicy("tenant/worse", "sourceSelector: everybody"))
                .render();
        assertThat(after.exitCode()).isEqualTo(3);
        for (String path : before.files().keySet()) {
            if (!path.equals("findings.json")) {
                assertThat(after.files().get(path))
                        .as(path)
                        .isEqualTo(before.files().get(path));
            }
        }
        assertThat(after.findings("Undecodable"))
                .extracting(ReportedFinding::object)
                .containsExactlyInAnyOrder("TrafficPolicy tenant/bad", "AccessPolicy tenant/worse");
    }
}
