// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AccessPolicies become AuthorizationPolicies that never allow more than was written (networking.md 3.5). */
class AccessPolicyTest {

    private static final String REVIEWS = "reviews-bookinfo-east.gloo-mesh.";

    /** Two clusters with Istio; reviews on east is the service that policies are about. */
    private static Situation bookinfo() {
        return InProcess.situation()
                .mgmt(Discovered.mesh("east"), Discovered.mesh("west"))
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(Discovered.service("details", "bookinfo", "east").yaml())
                .mgmt(Discovered.service("reviews", "bookinfo", "west").yaml())
                .mgmt(
                        Discovered.workload("web", "front", "east"),
                        Discovered.workload("web", "front", "west"),
                        Discovered.workload("jobs", "back", "east"))
                .cluster("east")
                .cluster("west");
    }

    /** An AccessPolicy in namespace bookinfo for reviews on east, with more of its spec as given. */
    static String onReviews(String name, String spec) {
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: AccessPolicy
            metadata: {name: %s, namespace: bookinfo, generation: 1}
            spec:
              destinationSelector:
              - kubeServiceRefs:
                  services: [{name: reviews, namespace: bookinfo, clusterName: east}]
            %s
            """.formatted(name, spec.indent(2));
    }

    private static JsonNode spec(Outcome outcome) {
        return outcome.output("east", "AuthorizationPolicy", "bookinfo", "reviews")
                .path("spec");
    }

    private static String state(Outcome outcome, String policy) {
        return outcome.status("AccessPolicy", "bookinfo", policy).path("state").asText();
    }

    @Test
    void AP1_oneRuleForEachPolicyInKeyOrder() {
        Outcome outcome =
                bookinfo().mgmt(onReviews("a", """
                    sourceSelector:
                    - kubeIdentityMatcher: {namespaces: [n1, n2, n3], clusters: [east, west]}
                    allowedPaths: [/path1, /path2]
                    allowedMethods: [GET, POST]
                    allowedPorts: [8080, 9080]
                    """)).mgmt(onReviews("b", """
                    sourceSelector:
                    - kubeServiceAccountRefs:
                        serviceAccounts: [{name: sa, namespace: sa-namespace, clusterName: east}]
                    """)).render();

        JsonNode spec = spec(outcome);
        assertThat(spec.at("/selector/matchLabels/app").asText()).isEqualTo("reviews");
        assertThat(spec.path("rules")).hasSize(2);
        assertThat(Texts.of(spec.at("/rules/0/from/0/source/principals")))
                .containsExactly(
                        "east.local/ns/n1/sa/*",
                        "east.local/ns/n2/sa/*",
                        "east.local/ns/n3/sa/*",
                        "west.local/ns/n1/sa/*",
                        "west.local/ns/n2/sa/*",
                        "west.local/ns/n3/sa/*");
        assertThat(Texts.of(spec.at("/rules/0/to/0/operation/paths"))).containsExactly("/path1", "/path2");
        assertThat(Texts.of(spec.at("/rules/0/to/0/operation/methods"))).containsExactly("GET", "POST");
        assertThat(Texts.of(spec.at("/rules/0/to/0/operation/ports"))).containsExactly("8080", "9080");
        assertThat(spec.at("/rules/0/to/0/operation/ports/0").isTextual()).isTrue();
        assertThat(Texts.of(spec.at("/rules/1/from/0/source/principals")))
                .containsExactly("east.local/ns/sa-namespace/sa/sa");
        assertThat(spec.at("/rules/1/to").isMissingNode()).isTrue();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void AP2_aClusterWithoutMeshRejectsThatPolicyOnly() {
        Outcome outcome = bookinfo()
                .cluster("bare")
                .mgmt(onReviews("good", "sourceSelector: [{kubeIdentityMatcher: {clusters: [west]}}]"))
                .mgmt(onReviews("lost", "sourceSelector: [{kubeIdentityMatcher: {clusters: [bare, nowhere]}}]"))
                .render();

        assertThat(Texts.of(spec(outcome).at("/rules/0/from/0/source/principals")))
                .containsExactly("west.local/ns/*");
        assertThat(spec(outcome).path("rules")).hasSize(1);
        assertThat(state(outcome, "good")).isEqualTo("ACCEPTED");
        assertThat(state(outcome, "lost")).isEqualTo("INVALID");
        assertThat(outcome.findings("NoTrustDomain"))
                .extracting(ReportedFinding::message)
                .anyMatch(message -> message.contains("\"bare\""))
                .anyMatch(message -> message.contains("\"nowhere\""));
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void AP3_incompleteServiceAccountsAreNoWildcards() {
        Outcome outcome = bookinfo()
                .mgmt(onReviews(
                        "loose",
                        "sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: sa, namespace: ns}]}}]"))
                .render();

        assertThat(state(outcome, "loose")).isEqualTo("INVALID");
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "reviews"))
                .isEmpty();
        assertThat(outcome.findings("InvalidField")).singleElement().satisfies(finding -> {
            assertThat(finding.message()).contains("clusterName");
            assertThat(finding.field()).isEqualTo("spec.sourceSelector[0].kubeServiceAccountRefs.serviceAccounts[0]");
            assertThat(finding.cluster()).isEqualTo("east");
        });
    }

    @Test
    void withoutSourcesEverybodyIsAllowed() {
        Outcome outcome =
                bookinfo().mgmt(onReviews("all", "allowedMethods: [GET]")).render();

        assertThat(spec(outcome).at("/rules/0/from").isMissingNode()).isTrue();
        assertThat(Texts.of(spec(outcome).at("/rules/0/to/0/operation/methods")))
                .containsExactly("GET");
    }

    @Test
    void BUG_31_anUnrestrictedSelectorIsARuleWithoutFrom() {
        for (String anyone : List.of("[{}]", "[{kubeIdentityMatcher: {}}]")) {
            Outcome outcome = bookinfo()
                    .mgmt(onReviews("all", "sourceSelector: " + anyone))
                    .render();

            assertThat(spec(outcome).at("/rules/0").isObject()).isTrue();
            assertThat(spec(outcome).at("/rules/0/from").isMissingNode()).isTrue();
        }
    }

    @Test
    void BUG_32_namespacesAndServiceAccountsAreTwoSources() {
        Outcome outcome = bookinfo().mgmt(onReviews("both", """
                    sourceSelector:
                    - kubeIdentityMatcher: {namespaces: [front]}
                      kubeServiceAccountRefs:
                        serviceAccounts: [{name: jobs, namespace: back, clusterName: east}]
                    """)).render();

        JsonNode from = spec(outcome).at("/rules/0/from");
        assertThat(from).hasSize(2);
        assertThat(Texts.of(from.at("/0/source/namespaces"))).containsExactly("front");
        assertThat(from.at("/0/source/principals").isMissingNode()).isTrue();
        assertThat(Texts.of(from.at("/1/source/principals"))).containsExactly("east.local/ns/back/sa/jobs");
    }

    @Test
    void BUG_33_aMeshWithoutTrustDomainHasTheDefaultOne() {
        Outcome outcome = InProcess.situation()
                .mgmt(Discovered.mesh("east").replace("trustDomain: east.local", "trustDomain: \"\""))
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(onReviews("east", "sourceSelector: [{kubeIdentityMatcher: {clusters: [east]}}]"))
                .cluster("east")
                .render();

        assertThat(Texts.of(spec(outcome).at("/rules/0/from/0/source/principals")))
                .containsExactly("cluster.local/ns/*");
    }

    @Test
    void twoMeshesOnAClusterHaveIdentitiesOfBothTrustDomains() {
        Outcome outcome = InProcess.situation()
                .mgmt(Discovered.mesh("east"))
                .mgmt(Discovered.mesh("east")
                        .replace("name: istiod-istio-system-east", "name: istiod-canary-istio-system-east")
                        .replace("trustDomain: east.local", "trustDomain: canary.local"))
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(onReviews("east", """
                    sourceSelector:
                    - kubeIdentityMatcher: {clusters: [east], namespaces: [shop]}
                    - kubeServiceAccountRefs: {serviceAccounts: [{name: web, namespace: shop, clusterName: east}]}
                    """))
                .cluster("east")
                .render();

        assertThat(Texts.of(spec(outcome).at("/rules/0/from/0/source/principals")))
                .containsExactly("canary.local/ns/shop/sa/*", "east.local/ns/shop/sa/*");
        assertThat(Texts.of(spec(outcome).at("/rules/0/from/1/source/principals")))
                .containsExactly("canary.local/ns/shop/sa/web", "east.local/ns/shop/sa/web");
        assertThat(outcome.findings("SharedTrustDomain")).isEmpty();
    }

    @Test
    void BUG_30_aServiceWithoutSelectorIsNeverRestrictedAsAWholeNamespace() {
        Outcome outcome = InProcess.situation()
                .mgmt(Discovered.mesh("east"))
                .mgmt(Discovered.service("reviews", "bookinfo", "east")
                        .selector(new String[0])
                        .yaml())
                .mgmt(Discovered.service("details", "bookinfo", "east").yaml())
                .mgmt("""
                    apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                    kind: AccessPolicy
                    metadata: {name: all, namespace: bookinfo}
                    spec: {allowedMethods: [GET]}
                    """)
                .cluster("east")
                .render();

        assertThat(outcome.outputs("east")).containsExactly("AuthorizationPolicy.bookinfo.details");
        assertThat(outcome.findings("SelectorlessService"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.target()).isEqualTo(REVIEWS));
        JsonNode targets = outcome.status("AccessPolicy", "bookinfo", "all").path("trafficTargets");
        assertThat(targets.path(REVIEWS).path("state").asText()).isEqualTo("INVALID");
        assertThat(targets.path("details-bookinfo-east.gloo-mesh.")
                        .path("state")
                        .asText())
                .isEqualTo("ACCEPTED");
    }

    @Test
    void G16_noServiceAccountsAreNotEverybody() {
        for (String nobody : List.of("{}", "{serviceAccounts: []}", "{serviceAccounts: [null]}")) {
            Outcome outcome = bookinfo()
                    .mgmt(onReviews("nobody", "sourceSelector: [{kubeServiceAccountRefs: " + nobody + "}]"))
                    .render();

            assertThat(state(outcome, "nobody")).as(nobody).isEqualTo("INVALID");
            assertThat(outcome.outputs("east")).as(nobody).isEmpty();
        }
    }

    @Test
    void anEmptyMatcherBesideServiceAccountsDoesNotOpenTheService() {
        Outcome outcome = bookinfo().mgmt(onReviews("narrow", """
                    sourceSelector:
                    - kubeIdentityMatcher: {}
                      kubeServiceAccountRefs:
                        serviceAccounts: [{name: web, namespace: front, clusterName: east}]
                    """)).render();

        assertThat(Texts.of(spec(outcome).at("/rules/0/from/0/source/principals")))
                .containsExactly("east.local/ns/front/sa/web");
        assertThat(outcome.findings("WorthKnowing"))
                .extracting(ReportedFinding::field)
                .containsExactly("spec.sourceSelector[0].kubeIdentityMatcher");
    }

    static Stream<Arguments> holes() {
        return Stream.of(
                Arguments.of("sourceSelector: [null]", "spec.sourceSelector[0]"),
                Arguments.of(
                        "sourceSelector: [{kubeIdentityMatcher: {namespaces: [null]}}]",
                        "spec.sourceSelector[0].kubeIdentityMatcher.namespaces[0]"),
                Arguments.of(
                        "sourceSelector: [{kubeIdentityMatcher: {clusters: [\"\"]}}]",
                        "spec.sourceSelector[0].kubeIdentityMatcher.clusters"),
                Arguments.of("allowedMethods: [null]", "spec.allowedMethods[0]"),
                Arguments.of("allowedPaths: [null]", "spec.allowedPaths[0]"),
                Arguments.of("allowedPaths: [\"\"]", "spec.allowedPaths"),
                Arguments.of("allowedPorts: [null]", "spec.allowedPorts[0]"),
                Arguments.of("allowedPorts: [0]", "spec.allowedPorts[0]"),
                Arguments.of("allowedPorts: [70000]", "spec.allowedPorts[0]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("holes")
    void G15_aHoleInARestrictionIsNeverNoRestriction(String hole, String field) {
        Outcome outcome = bookinfo().mgmt(onReviews("hole", hole)).render();

        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(state(outcome, "hole")).isEqualTo("INVALID");
        assertThat(outcome.findings().stream()
                        .filter(finding -> finding.severity().equals("error")))
                .extracting(ReportedFinding::field)
                .containsExactly(field);
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void aMisspelledRestrictionIsNotIgnored() {
        Map<String, String> fields = Map.of(
                "allowedPath: [/admin]",
                "spec.allowedPath",
                "sourceSelector: [{kubeIdentityMatchers: {namespaces: [front]}}]",
                "spec.sourceSelector[0].kubeIdentityMatchers");
        fields.forEach((typo, field) -> {
            Outcome outcome = bookinfo().mgmt(onReviews("typo", typo)).render();

            assertThat(outcome.outputs("east")).as(typo).isEmpty();
            assertThat(state(outcome, "typo")).as(typo).isEqualTo("INVALID");
            assertThat(outcome.findings("UnknownField"))
                    .extracting(ReportedFinding::field)
                    .containsExactly(field);
            assertThat(outcome.findings("InvalidField"))
                    .extracting(ReportedFinding::field)
                    .containsExactly(field);
            assertThat(outcome.exitCode()).as(typo).isEqualTo(3);
        });
    }

    @Test
    void aHoleInADestinationSelectorDoesNotSelectEverything() {
        for (String hole : List.of("[null]", "[{kubeServiceMatcher: {namespaces: [null]}}]")) {
            Outcome outcome = bookinfo().mgmt("""
                        apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                        kind: AccessPolicy
                        metadata: {name: hole, namespace: bookinfo}
                        spec: {destinationSelector: %s}
                        """.formatted(hole)).render();

            assertThat(outcome.outputs("east")).as(hole).isEmpty();
            assertThat(outcome.outputs("west")).as(hole).isEmpty();
            assertThat(state(outcome, "hole")).as(hole).isEqualTo("INVALID");
        }
    }

    @Test
    void pathsThatIstioReadsLiterallyAreWorthKnowing() {
        Outcome outcome = bookinfo()
                .mgmt(onReviews("odd", "allowedPaths: [/ok, /ok/*, \"*/ok\", \"*\", /a/*/b, admin, \"*mid*\"]"))
                .render();

        assertThat(state(outcome, "odd")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("WorthKnowing"))
                .extracting(ReportedFinding::field)
                .containsExactly("spec.allowedPaths[4]", "spec.allowedPaths[5]", "spec.allowedPaths[6]");
    }

    @Test
    void BUG_18_anyOfTheSourcesMakesAWorkloadConcerned() {
        Outcome outcome = bookinfo().mgmt(onReviews("sources", """
                    sourceSelector:
                    - kubeIdentityMatcher: {namespaces: [nowhere]}
                      kubeServiceAccountRefs:
                        serviceAccounts: [{name: jobs, namespace: back, clusterName: east}]
                    - kubeIdentityMatcher: {namespaces: [front]}
                    """)).render();

        assertThat(Texts.of(
                        outcome.status("AccessPolicy", "bookinfo", "sources").path("workloads")))
                .containsExactly("jobs-back-east-deployment.gloo-mesh.", "web-front-east-deployment.gloo-mesh.");
    }

    @Test
    void anAuthorizationPolicyIsWrittenOnlyWhereAPolicySelects() {
        Outcome outcome =
                bookinfo().mgmt(onReviews("one", "allowedPorts: [9080]")).render();

        assertThat(outcome.outputs("east")).containsExactly("AuthorizationPolicy.bookinfo.reviews");
        assertThat(outcome.outputs("west")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubeIdentityMatcher: {namespaces: ['prod*'], clusters: [east]}",
                "kubeIdentityMatcher: {namespaces: ['*']}",
                "kubeServiceAccountRefs: {serviceAccounts: [{name: '*', namespace: front, clusterName: east}]}"
            })
    void aStarInANameIsNoNameAndNeverAllowsMoreThanWasSaid(String source) {
        Outcome outcome = bookinfo()
                .mgmt(onReviews("star", "sourceSelector: [{" + source + "}]"))
                .render();
        assertThat(state(outcome, "star")).isEqualTo("INVALID");
        assertThat(outcome.findOutput("east", "AuthorizationPolicy", "bookinfo", "reviews"))
                .isEmpty();
    }
}
