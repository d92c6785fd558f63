// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.TwoClusters.REVIEWS_EAST;
import static dev.weft.meshctl.TwoClusters.errors;
import static dev.weft.meshctl.TwoClusters.onReviews;
import static dev.weft.meshctl.TwoClusters.routes;
import static dev.weft.meshctl.TwoClusters.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DestinationRules. DRn: tests of spec networking.md 3.4.2. */
class DestinationRulesTest {

    private static final String SHIFT_TO_REVIEWS = """
        trafficShift:
          destinations:
          - kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {%s}}
        """;

    private static String onRatings(String actions) {
        return TwoClusters.RATINGS_EAST + actions;
    }

    private static JsonNode reviewsRule(Outcome outcome) {
        return outcome.output("east", "DestinationRule", "bookinfo", "reviews").path("spec");
    }

    private static Optional<JsonNode> findReviewsRule(Outcome outcome) {
        return outcome.findOutput("east", "DestinationRule", "bookinfo", "reviews")
                .map(rule -> rule.path("spec"));
    }

    @Test
    void DR1_theRuleHasTheDefaultModeAndTheSubsetsThatPoliciesOfAnyTargetSendTo() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(
                        Written.trafficPolicy("bookinfo/empty1", REVIEWS_EAST),
                        Written.trafficPolicy("bookinfo/empty2", REVIEWS_EAST),
                        Written.trafficPolicy(
                                "bookinfo/shift",
                                onRatings(SHIFT_TO_REVIEWS.formatted("foo: bar, version: v1")
                                        + "httpRequestMatchers: [{prefix: /a}]")),
                        Written.trafficPolicy("bookinfo/shift2", onRatings(SHIFT_TO_REVIEWS.formatted("boo: baz"))))
                .render();

        assertThat(reviewsRule(outcome)).isEqualTo(Texts.tree("""
                host: reviews.bookinfo.svc.cluster.local
                trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
                subsets:
                - {name: foo-bar-version-v1, labels: {foo: bar, version: v1}}
                - {name: boo-baz, labels: {boo: baz}}
                """));
    }

    @Test
    void DR2_hostActionsOfAPolicyForOtherClustersDoNotCount() {
        Outcome outcome = TwoClusters.withoutSettings()
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/other",
                                REVIEWS_EAST + "sourceSelector: [{clusters: [west]}]\noutlierDetection: {}"),
                        Written.trafficPolicy("bookinfo/own", REVIEWS_EAST + "sourceSelector: [{clusters: [east]}]"))
                .render();

        assertThat(findReviewsRule(outcome)).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void DR4_aRuleOfTheUserOnTheHostRefusesThePolicyAndKeepsOursAway() {
        Outcome outcome = TwoClusters.situation()
                .flags("--disallow-intersecting-config")
                .cluster("east", """
                        apiVersion: networking.istio.io/v1
                        kind: DestinationRule
                        metadata: {name: users, namespace: foo}
                        spec: {host: "*.bookinfo.svc.cluster.local"}
                        """)
                .mgmt(Written.trafficPolicy("bookinfo/p0", REVIEWS_EAST + "outlierDetection: {}"))
                .render();

        assertThat(errors(outcome, "p0"))
                .singleElement()
                .asString()
                .contains("foo/users", "*.bookinfo.svc.cluster.local");
        assertThat(findReviewsRule(outcome)).isEmpty();
    }

    @Test
    void DE7_outlierDetectionHasTheDefaultsOfTheApi() {
        Outcome outcome = onReviews("outlierDetection: {consecutiveErrors: 2}");

        assertThat(reviewsRule(outcome).at("/trafficPolicy/outlierDetection"))
                .isEqualTo(Texts.tree(
                        "{consecutive5xxErrors: 2, interval: 10s, baseEjectionTime: 30s, maxEjectionPercent: 100}"));
        assertThat(reviewsRule(onReviews(
                                "outlierDetection: {maxEjectionPercent: 10, interval: 1m, baseEjectionTime: 500ms}"))
                        .at("/trafficPolicy/outlierDetection"))
                .isEqualTo(Texts.tree(
                        "{consecutive5xxErrors: 5, interval: 60s, baseEjectionTime: 0.500s, maxEjectionPercent: 10}"));
    }

    @Test
    void outlierDetectionThatSpellsTheDefaultsOutIsTheSame() {
        Outcome outcome =
                onReviews("outlierDetection: {}", "outlierDetection: {consecutiveErrors: 5, interval: 10000ms}");

        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void hostActionsConflictWhateverTheRequestConditions() {
        Outcome outcome = onReviews(
                "outlierDetection: {consecutiveErrors: 1}\nhttpRequestMatchers: [{prefix: /a}]",
                "outlierDetection: {consecutiveErrors: 2}\nhttpRequestMatchers: [{prefix: /b}]");

        assertThat(errors(outcome, "p1")).singleElement().asString().contains("spec.outlierDetection", "bookinfo/p0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISABLE", "SIMPLE", "ISTIO_MUTUAL"})
    void DE9_BUG_28_aPolicysModeIsWritten(String mode) {
        assertThat(reviewsRule(onReviews("mtls: {istio: {tlsMode: " + mode + "}}"))
                        .at("/trafficPolicy/tls"))
                .isEqualTo(Texts.tree("{mode: " + mode + "}"));
    }

    @Test
    void aModeThatIsNotSpelledOutIsDisable_andAnEmptyBlockSaysNothing() {
        assertThat(reviewsRule(onReviews("mtls: {istio: {}}"))
                        .at("/trafficPolicy/tls/mode")
                        .asText())
                .isEqualTo("DISABLE");
        assertThat(reviewsRule(onReviews("mtls: {}"))
                        .at("/trafficPolicy/tls/mode")
                        .asText())
                .isEqualTo("ISTIO_MUTUAL");
    }

    @Test
    void theDefaultModeIsNobodysSoTheFirstPolicyChangesIt_andASecondOneConflicts() {
        Outcome outcome = onReviews("mtls: {istio: {tlsMode: SIMPLE}}", "mtls: {istio: {tlsMode: ISTIO_MUTUAL}}");

        assertThat(reviewsRule(outcome).at("/trafficPolicy/tls/mode").asText()).isEqualTo("SIMPLE");
        assertThat(errors(outcome, "p1")).singleElement().asString().contains("spec.mtls", "bookinfo/p0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requestTimeout: 5s",
                "retries: {attempts: 2, retryOn: [5xx]}",
                "faultInjection: {fixedDelay: 1s}",
                "corsPolicy: {allowOrigins: [{exact: a}]}",
                "mirror: {kubeService: {name: ratings, namespace: bookinfo, clusterName: east}, port: 9080}",
                "headerManipulation: {removeRequestHeaders: [x]}",
                "outlierDetection: {}",
                "trafficShift: {destinations: [{kubeService: {name: ratings, namespace: bookinfo, clusterName: east,"
                        + " port: 9080}}]}",
                "trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: east,"
                        + " subset: {version: v1}}}]}"
            })
    void G2_anUnrelatedFeatureNeverTurnsMutualTlsOff(String actions) {
        String policy = Written.trafficPolicy("bookinfo/p0", REVIEWS_EAST + actions);
        Outcome without = TwoClusters.withoutSettings().mgmt(policy).render();
        Outcome with = TwoClusters.situation().mgmt(policy).render();

        assertThat(state(without, "p0")).isEqualTo("ACCEPTED");
        for (String cluster : List.of("east", "west")) {
            for (String output : without.outputs(cluster)) {
                assertThat(without.files().get("clusters/" + cluster + "/" + output + ".yaml"))
                        .doesNotContain("tls");
            }
        }
        assertThat(findReviewsRule(without).isPresent())
                .isEqualTo(actions.contains("outlier") || actions.contains("subset"));
        assertThat(reviewsRule(with).at("/trafficPolicy/tls/mode").asText()).isEqualTo("ISTIO_MUTUAL");
    }

    @Test
    void G2_BUG_28_settingsThatDisableLeaveHostsWithoutPolicyToIstioAndSaySo() {
        Outcome outcome = TwoClusters.withoutSettings()
                .mgmt(Written.settings("mtls: {istio: {tlsMode: DISABLE}}"))
                .render();

        assertThat(findReviewsRule(outcome)).isEmpty();
        assertThat(outcome.findings("SettingsTlsDisable")).hasSize(1);
    }

    @Test
    void withoutSettingsAndPoliciesNothingIsWritten() {
        assertThat(TwoClusters.withoutSettings().render().outputs("east")).isEmpty();
    }

    @Test
    void BUG_54_aServiceGetsOnlyItsOwnSubsets() {
        Outcome outcome = onReviews("""
                trafficShift:
                  destinations:
                  - weight: 1
                    kubeService: {name: reviews, namespace: bookinfo, clusterName: east, subset: {version: v1}}
                  - weight: 99
                    kubeService: {name: ratings, namespace: bookinfo, clusterName: east, port: 9080, subset: {version: v7}}
                  - weight: 0
                    kubeService: {name: reviews, namespace: bookinfo, clusterName: west, subset: {version: v3}}
                """);

        assertThat(Texts.each(reviewsRule(outcome).path("subsets"), "/name")).containsExactly("version-v1");
        assertThat(Texts.each(
                        outcome.output("east", "DestinationRule", "bookinfo", "ratings")
                                .at("/spec/subsets"),
                        "/name"))
                .containsExactly("version-v7");
        assertThat(Texts.each(
                        outcome.output("west", "DestinationRule", "bookinfo", "reviews")
                                .at("/spec/subsets"),
                        "/name"))
                .containsExactly("version-v3");
    }

    @Test
    void subsetsOfARejectedPolicyAreNotThere() {
        Outcome outcome = onReviews(
                "retries: {attempts: 1}", "retries: {attempts: 2}\n" + SHIFT_TO_REVIEWS.formatted("version: v2"));

        assertThat(reviewsRule(outcome).has("subsets")).isFalse();
    }

    @Test
    void aSubsetThatManyPoliciesSendToStandsOnceAndNamesThemAll() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(
                        Written.trafficPolicy("bookinfo/a", REVIEWS_EAST + SHIFT_TO_REVIEWS.formatted("version: v1")),
                        Written.trafficPolicy("bookinfo/b", onRatings(SHIFT_TO_REVIEWS.formatted("version: v1"))))
                .render();

        JsonNode rule = outcome.output("east", "DestinationRule", "bookinfo", "reviews");
        assertThat(rule.at("/spec/subsets")).hasSize(1);
        assertThat(rule.at("/metadata/annotations/parents.networking.mesh.gloo.solo.io")
                        .asText())
                .contains("\"name\":\"a\"", "\"name\":\"b\"");
    }

    @Test
    void G20_anEmptySubsetIsNone() {
        Outcome outcome = onReviews(SHIFT_TO_REVIEWS.formatted(""));

        assertThat(outcome.routes("east", "bookinfo", "reviews").getFirst().at("/route/0/destination"))
                .isEqualTo(Texts.tree("{host: reviews.bookinfo.svc.cluster.local}"));
        assertThat(reviewsRule(outcome).has("subsets")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "version: v1.2, version-v1-2",
        "version: V1, version-v1",
        "app.kubernetes.io/version: v1, app-kubernetes-io-version-v1",
        "version: v1_2, version-v1-2-ebc6f111",
        "version: '', version--fb863ac6",
    })
    void subsetNamesAreOnesThatIstioAccepts(String labels, String name) {
        Outcome outcome = onReviews(SHIFT_TO_REVIEWS.formatted(labels));

        assertThat(Texts.each(reviewsRule(outcome).path("subsets"), "/name")).containsExactly(name);
        assertThat(outcome.routes("east", "bookinfo", "reviews")
                        .getFirst()
                        .at("/route/0/destination/subset")
                        .asText())
                .isEqualTo(name)
                .matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
                .hasSizeLessThan(64);
    }

    @Test
    void aSubsetThatNoWorkloadBelongsToIsMentioned() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(
                        Discovered.service("shop", "bookinfo", "east")
                                .subset("version", "v1", "v2")
                                .yaml(),
                        Written.trafficPolicy("bookinfo/p0", REVIEWS_EAST + """
                                trafficShift:
                                  destinations:
                                  - weight: 40
                                    kubeService: {name: shop, namespace: bookinfo, clusterName: east, subset: {version: v2}}
                                  - weight: 60
                                    kubeService: {name: shop, namespace: bookinfo, clusterName: east, subset: {version: v9, track: x}}
                                """))
                .render();

        assertThat(outcome.findings("SubsetWithoutWorkload")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("TrafficPolicy bookinfo/p0");
            assertThat(finding.message()).contains("version=v9", "v1 or v2");
        });
        assertThat(outcome.output("east", "DestinationRule", "bookinfo", "shop").at("/spec/subsets"))
                .hasSize(2);
    }

    @Test
    void twoSubsetsThatWouldHaveOneNameHaveTwo_inTheRuleAsInTheRoutes() {
        Outcome outcome = onReviews(
                "httpRequestMatchers: [{prefix: /a}]\n" + SHIFT_TO_REVIEWS.formatted("a: b-c"),
                "httpRequestMatchers: [{prefix: /b}]\n" + SHIFT_TO_REVIEWS.formatted("a-b: c"));

        List<String> names = Texts.each(reviewsRule(outcome).path("subsets"), "/name");
        assertThat(names).hasSize(2).doesNotHaveDuplicates().first().isEqualTo("a-b-c");
        assertThat(names.get(1)).matches("a-b-c-[0-9a-f]{8}");
        assertThat(Texts.each(reviewsRule(outcome).path("subsets"), "/labels"))
                .containsExactly("{\"a\":\"b-c\"}", "{\"a-b\":\"c\"}");
        assertThat(Texts.each(routes(outcome, "reviews"), "/match/0/uri/prefix", "/route/0/destination/subset"))
                .containsExactly("/a " + names.get(0), "/b " + names.get(1));
        assertThat(outcome.findings()).extracting(ReportedFinding::code).containsOnly("UnmatchedRequestsFail");
    }

    @Test
    void aHostActionUnderARequestConditionIsMentioned() {
        Outcome outcome = onReviews("httpRequestMatchers: [{prefix: /a}]\noutlierDetection: {}");

        assertThat(outcome.findings("WorthKnowing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.field()).isEqualTo("spec.outlierDetection"));
    }
}
