// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A workload without AuthorizationPolicy is open to everybody, and a route to a subset that nobody configures breaks a service. So what
 * stands on a cluster is held where it cannot be replaced (house.md I1, I2, I3).
 */
class HeldOutputsTest {

    private static final String HELD = "east AuthorizationPolicy.bookinfo.reviews";

    private static Situation bookinfo() {
        return TwoClusters.situation();
    }

    /** What we wrote earlier for reviews on east, because of an AccessPolicy. */
    private static String ours(String kind, String parents) {
        String group = kind.equals("AuthorizationPolicy") ? "security" : "networking";
        return """
            apiVersion: %s.istio.io/v1
            kind: %s
            metadata:
              name: reviews
              namespace: bookinfo
              labels:
                owner.networking.mesh.gloo.solo.io: gloo-mesh
                cluster.multicluster.solo.io: east
              annotations:
                parents.networking.mesh.gloo.solo.io: '%s'
            spec: {}
            """.formatted(group, kind, parents);
    }

    private static String ours(String kind) {
        return ours(kind, """
            {"discovery.mesh.gloo.solo.io/v1alpha2, Kind=TrafficTarget":[{"name":"reviews-bookinfo-east","namespace":"gloo-mesh"}]}""");
    }

    private static Situation withStanding() {
        return bookinfo().cluster("east", ours("AuthorizationPolicy"));
    }

    @Test
    void withoutPolicyAnAuthorizationPolicyIsDeleted() {
        assertThat(withStanding().render().deletes()).containsExactly(HELD);
    }

    @Test
    void aPolicyThatBecameInvalidDoesNotOpenTheService() {
        Outcome outcome = withStanding()
                .mgmt(AccessPolicyTest.onReviews("typo", "allowedPorts: [99999]"))
                .render();

        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "reviews"))
                .isEmpty();
        assertThat(outcome.findings("OutputHeld")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("AccessPolicy bookinfo/typo");
            assertThat(finding.cluster()).isEqualTo("east");
            assertThat(finding.severity()).isEqualTo("warning");
        });
        assertThat(outcome.condition("AccessPolicy", "bookinfo", "typo", "Programmed")
                        .path("reason")
                        .asText())
                .isEqualTo("OutputHeld");
    }

    @Test
    void aDanglingReferenceElsewhereDoesNotOpenTheService() {
        Outcome outcome = withStanding().mgmt("""
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: AccessPolicy
            metadata: {name: two, namespace: bookinfo}
            spec:
              destinationSelector:
              - kubeServiceRefs:
                  services:
                  - {name: reviews, namespace: bookinfo, clusterName: east}
                  - {name: gone, namespace: bookinfo, clusterName: east}
            """).render();

        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findings("OutputHeld")).hasSize(1);
    }

    @Test
    void anUnreadablePolicyDoesNotOpenTheService() {
        String broken = AccessPolicyTest.onReviews("broken", "allowedMethods: [FETCH]");

        assertThat(withStanding().mgmt(broken).render().deletes())
                .as("an object of 0.12 does not say which policies it is for")
                .isEmpty();
        String byUs = """
            {"networking.mesh.gloo.solo.io/v1alpha2, Kind=AccessPolicy":[{"name":"%s","namespace":"bookinfo"}]}""";
        assertThat(bookinfo()
                        .cluster("east", ours("AuthorizationPolicy", byUs.formatted("broken")))
                        .mgmt(broken)
                        .render()
                        .deletes())
                .isEmpty();
        assertThat(bookinfo()
                        .cluster("east", ours("AuthorizationPolicy", byUs.formatted("another")))
                        .mgmt(broken)
                        .render()
                        .deletes())
                .containsExactly(HELD);
    }

    @Test
    void anotherAcceptedPolicyIsWrittenWithoutTheRejectedOne() {
        Outcome outcome = withStanding()
                .mgmt(AccessPolicyTest.onReviews("good", "allowedMethods: [GET]"))
                .mgmt(AccessPolicyTest.onReviews("typo", "allowedPorts: [99999]"))
                .render();

        assertThat(outcome.output("east", "AuthorizationPolicy", "bookinfo", "reviews")
                        .at("/spec/rules"))
                .hasSize(1);
        assertThat(outcome.findings("OutputHeld")).isEmpty();
    }

    @Test
    void anUnknownTrustDomainHoldsWhatWasApplied_alsoInTheNextPass() {
        String policy =
                AccessPolicyTest.onReviews("far", "sourceSelector: [{kubeIdentityMatcher: {clusters: [north]}}]");
        String good = AccessPolicyTest.onReviews("good", "allowedMethods: [GET]");
        String history = """
            status:
              appliedAccessPolicies:
              - {observedGeneration: 1, ref: {name: far, namespace: bookinfo}, spec: {allowedMethods: [PUT]}}
            """;
        Situation situation = InProcess.situation()
                .unknown("north", "apps/v1", "Deployment", "Forbidden")
                .mgmt(Discovered.mesh("east"), policy, good)
                .cluster("east", ours("AuthorizationPolicy"));

        Outcome outcome = situation
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml() + history)
                .render();

        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(outcome.findings("OutputHeld"))
                .extracting(ReportedFinding::object)
                .containsExactly("AccessPolicy bookinfo/far");
        JsonNode applied = outcome.status("TrafficTarget", "gloo-mesh", "reviews-bookinfo-east")
                .path("appliedAccessPolicies");
        assertThat(applied).hasSize(2);
        assertThat(applied.at("/0/spec/allowedMethods/0").asText())
                .as("the spec that is in force")
                .isEqualTo("PUT");
        assertThat(outcome.status("AccessPolicy", "bookinfo", "far")
                        .at("/trafficTargets/reviews-bookinfo-east.gloo-mesh./state")
                        .asText())
                .isEqualTo("ACCEPTED");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aNewPolicyWithUnknownTrustDomainWaits() {
        Outcome outcome = bookinfo()
                .unknown("north", "apps/v1", "Deployment", "Forbidden")
                .mgmt(AccessPolicyTest.onReviews("far", "sourceSelector: [{kubeIdentityMatcher: {clusters: [north]}}]"))
                .render();

        JsonNode status = outcome.status("AccessPolicy", "bookinfo", "far");
        assertThat(status.path("state").asText()).isEqualTo("PENDING");
        assertThat(status.path("observedGeneration").isMissingNode()).isTrue();
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "reviews"))
                .isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aTargetThatLosesItsMeshKeepsItsConfiguration() {
        Situation situation = InProcess.situation()
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(AccessPolicyTest.onReviews("good", "allowedMethods: [GET]"))
                .cluster("east", ours("AuthorizationPolicy"), ours("VirtualService"), ours("DestinationRule"));

        Outcome outcome = situation.render();

        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findings("TargetWithoutMesh"))
                .extracting(ReportedFinding::object)
                .containsExactly("TrafficTarget gloo-mesh/reviews-bookinfo-east", "AccessPolicy bookinfo/good");
    }

    @Test
    void aTargetThatCannotBeReadKeepsItsConfiguration() {
        String target = Discovered.service("reviews", "bookinfo", "east").yaml();
        for (String broken : List.of(
                target.replace("ports: [", "ports: [{port: many}, "),
                target.replace("name: reviews\n", "name: \"\"\n"))) {
            Outcome outcome = InProcess.situation()
                    .mgmt(Discovered.mesh("east"), broken)
                    .cluster("east", ours("AuthorizationPolicy"), ours("VirtualService"))
                    .render();

            assertThat(outcome.deletes()).as(broken).isEmpty();
        }
    }

    @Test
    void BUG_11_whatStandsOnAClusterWithoutMeshIsDeleted() {
        Outcome outcome = InProcess.situation()
                .mgmt(Discovered.mesh("west"))
                .cluster("east", ours("AuthorizationPolicy"), ours("VirtualService"))
                .cluster("west")
                .render();

        assertThat(outcome.deletes()).containsExactly(HELD, "east VirtualService.bookinfo.reviews");
    }

    @Test
    void aRouteToASubsetIsHeldWhileAUsersRuleHasTheName() {
        String users = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: reviews, namespace: bookinfo}
            spec: {host: reviews, subsets: [{name: v1, labels: {version: v1}}]}
            """;
        String canary = """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata: {name: canary, namespace: bookinfo}
            spec:
              destinationSelector:
              - kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: east}]}
              trafficShift:
                destinations:
                - kubeService:
                    {name: reviews, namespace: bookinfo, clusterName: east, port: 9080, subset: {version: v2}}
            """;
        for (String source : List.of("reviews", "ratings")) {
            Outcome outcome = bookinfo()
                    .cluster("east", users, ours("VirtualService"))
                    .mgmt(canary.formatted(source))
                    .render();

            assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo." + source);
            assertThat(outcome.status("TrafficPolicy", "bookinfo", "canary")
                            .path("state")
                            .asText())
                    .isEqualTo("FAILED");
            assertThat(outcome.findings("NameTaken"))
                    .extracting(ReportedFinding::message)
                    .anyMatch(message -> message.contains("VirtualService bookinfo/" + source)
                            && message.contains("subset of service reviews.bookinfo.east"));
            assertThat(outcome.deletes()).doesNotContain("east VirtualService.bookinfo." + source);
        }
    }

    @Test
    void aSubsetOfAServiceThatAUsersRuleCoversIsRefused() {
        Outcome outcome = bookinfo()
                .cluster("east", """
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {name: mine, namespace: bookinfo}
                    spec: {host: reviews}
                    """)
                .mgmt("""
                    apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                    kind: TrafficPolicy
                    metadata: {name: canary, namespace: bookinfo}
                    spec:
                      destinationSelector:
                      - kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}
                      trafficShift:
                        destinations:
                        - kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v2}}
                    """)
                .flags("--disallow-intersecting-config")
                .render();

        assertThat(outcome.findings("IntersectingConfig")).singleElement().satisfies(finding -> {
            assertThat(finding.field()).isEqualTo("spec.trafficShift.destinations[0].kubeService.subset");
            assertThat(finding.message()).contains("bookinfo/mine");
        });
        assertThat(outcome.outputs("east")).doesNotContain("VirtualService.bookinfo.ratings");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }
}
