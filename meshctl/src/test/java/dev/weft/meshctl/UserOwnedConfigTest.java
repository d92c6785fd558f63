// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users wrote themselves is never overwritten, and is seen where it gets in the way (networking.md 1.13, real-clusters.md 13, 14). */
class UserOwnedConfigTest {

    private static final String TIMEOUT = TwoClusters.REVIEWS_EAST + "requestTimeout: 1s";

    private static String virtualService(String name, String metadata, String spec) {
        return """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: %s, namespace: bookinfo%s}
            spec: {%s}
            """.formatted(name, metadata, spec);
    }

    private static Situation withTimeout() {
        return TwoClusters.situation().mgmt(Written.trafficPolicy("bookinfo/p", TIMEOUT));
    }

    @Test
    void BUG_12_aTakenNameIsNotWritten_andEverythingElseIs() {
        Outcome outcome = withTimeout()
                .cluster("east", virtualService("reviews", "", "hosts: [something.else]"))
                .render();
        assertThat(outcome.outputs("east"))
                .contains("DestinationRule.bookinfo.reviews")
                .doesNotContain("VirtualService.bookinfo.reviews");
        assertThat(outcome.deletes()).isEmpty();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("FAILED");
        assertThat(outcome.exitCode()).isEqualTo(3);
        JsonNode entry = outcome.status("TrafficPolicy", "bookinfo", "p")
                .path("trafficTargets")
                .path(TwoClusters.REVIEWS_EAST_KEY);
        assertThat(entry.path("state").asText()).isEqualTo("FAILED");
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "p", "Programmed")
                        .path("reason")
                        .asText())
                .isEqualTo("NameTaken");
        assertThat(outcome.findings("NameTaken")).singleElement().satisfies(finding -> {
            assertThat(finding.cluster()).isEqualTo("east");
            assertThat(finding.message()).contains("VirtualService bookinfo/reviews");
        });
    }

    @Test
    void objectsOfTheSameInstallationAreOurs_alsoThoseOfTheReference() {
        Outcome outcome = withTimeout()
                .mgmt("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, uid: 0123456789abcdef}}")
                .cluster(
                        "east",
                        virtualService(
                                "reviews",
                                ", labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh}",
                                "hosts: [reviews.bookinfo.svc.cluster.local]"))
                .render();
        assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews")
                        .at("/metadata/labels/weft.dev~1plane")
                        .asText())
                .isEqualTo("0123456789ab");
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("ACCEPTED");
    }

    @Test
    void objectsOfAnotherPlaneAreLeftAlone() {
        String theirs = ", labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, weft.dev/plane: ffffffffffff}";
        Outcome outcome = withTimeout()
                .mgmt("{apiVersion: v1, kind: Namespace, metadata: {name: kube-system, uid: 0123456789abcdef}}")
                .cluster("east", virtualService("reviews", theirs, "hosts: [a.b]"))
                .cluster("east", virtualService("unrelated", theirs, "hosts: [c.d]"))
                .render();
        assertThat(outcome.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findings("OtherPlane"))
                .extracting(ReportedFinding::object)
                .contains("VirtualService bookinfo/unrelated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hosts: [reviews.bookinfo.svc.cluster.local], http: []",
                "hosts: [reviews], http: []",
                "hosts: ['*.bookinfo.svc.cluster.local'], http: []",
                "hosts: ['*'], gateways: [mesh, bookinfo/gate]"
            })
    void aUsersRuleForTheHostRefusesPoliciesOnlyWhenAsked(String spec) {
        Situation situation = withTimeout().cluster("east", virtualService("theirs", "", spec));
        assertThat(TwoClusters.state(situation.render(), "p")).isEqualTo("ACCEPTED");
        Outcome strict = situation.flags("--disallow-intersecting-config").render();
        assertThat(TwoClusters.state(strict, "p")).isEqualTo("INVALID");
        assertThat(TwoClusters.errors(strict, "p")).singleElement().asString().contains("bookinfo/theirs");
        assertThat(strict.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts: ['*'], gateways: [bookinfo-gateway]",
                "hosts: [ratings.bookinfo.svc.cluster.local]",
                "hosts: ['*.other.svc.cluster.local']",
                "hosts: []",
                "hosts: [reviews.bookinfo]" // Istio expands names without dots only
            })
    void rulesThatDoNotConcernTheHostInTheMeshDoNotMatter(String spec) {
        Outcome outcome = withTimeout()
                .cluster("east", virtualService("theirs", "", spec))
                .flags("--disallow-intersecting-config")
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("ACCEPTED");
    }

    @Test
    void BUG_13_aRuleOnAnotherClusterDoesNotMatter() {
        Outcome outcome = withTimeout()
                .cluster("west", virtualService("theirs", "", "hosts: [reviews.bookinfo.svc.cluster.local]"))
                .flags("--disallow-intersecting-config")
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("ACCEPTED");
    }
}
