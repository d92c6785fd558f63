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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Istio would read more into an AuthorizationPolicy than its AccessPolicies say (docs/adr/0038). */
class AccessWidenedTest {

    /** Two clusters with Istio; the mesh of west has the trust domain given, and reviews runs on both. */
    private static Situation reviews(String trustDomainOfWest) {
        return InProcess.situation()
                .mgmt(Discovered.mesh("east"))
                .mgmt(Discovered.mesh("west").replace("west.local", trustDomainOfWest))
                .mgmt(Discovered.service("reviews", "bookinfo", "east").yaml())
                .mgmt(Discovered.service("reviews", "bookinfo", "west").yaml())
                .cluster("east")
                .cluster("west");
    }

    private static String state(Outcome outcome, String policy) {
        return outcome.status("AccessPolicy", "bookinfo", policy).path("state").asText();
    }

    private static JsonNode rules(Outcome outcome, String cluster) {
        return outcome.output(cluster, "AuthorizationPolicy", "bookinfo", "reviews")
                .at("/spec/rules");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubeIdentityMatcher: {namespaces: [front/sa], clusters: [east]}",
                "kubeIdentityMatcher: {namespaces: [front/sa]}",
                "kubeServiceAccountRefs: {serviceAccounts: [{name: web/x, namespace: front, clusterName: east}]}",
                "kubeServiceAccountRefs: {serviceAccounts: [{name: web, namespace: a/b, clusterName: east}]}"
            })
    void aTextThatIsNoNameIsNoPartOfAPrincipal(String source) {
        Outcome outcome = reviews("west.local")
                .mgmt(onReviews("odd", "sourceSelector: [{" + source + "}]"))
                .render();

        assertThat(state(outcome, "odd")).isEqualTo("INVALID");
        assertThat(outcome.findings("InvalidField"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("which is no name of a"));
        assertThat(outcome.outputs("east")).isEmpty();
    }

    /** Istio takes cluster.local in a principal for its own trust domain, so that of another mesh must not stand there. */
    @Test
    void identitiesOfADefaultTrustDomainAreNotTakenForThoseOfTheTargetsOwnMesh() {
        Outcome outcome = reviews("cluster.local").mgmt("""
                    apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                    kind: AccessPolicy
                    metadata: {name: both, namespace: bookinfo}
                    spec:
                      sourceSelector:
                      - kubeIdentityMatcher: {namespaces: [front], clusters: [east, west]}
                      - kubeServiceAccountRefs:
                          serviceAccounts:
                          - {name: web, namespace: shop, clusterName: east}
                          - {name: web, namespace: shop, clusterName: west}
                      allowedMethods: [GET]
                    """).render();

        JsonNode rules = rules(outcome, "east");
        assertThat(rules).hasSize(2);
        assertThat(Texts.of(rules.at("/0/from/0/source/principals")))
                .containsExactly("east.local/ns/front/sa/*", "cluster.local/ns/front/*");
        assertThat(Texts.of(rules.at("/0/from/1/source/principals"))).containsExactly("east.local/ns/shop/sa/web");
        assertThat(rules.at("/0/when").isMissingNode()).isTrue();
        assertThat(Texts.of(rules.at("/1/from/0/source/principals"))).containsExactly("*/ns/shop/sa/web");
        assertThat(rules.at("/1/when/0/key").asText()).isEqualTo("source.principal");
        assertThat(Texts.of(rules.at("/1/when/0/values"))).containsExactly("cluster.local/ns/*");
        assertThat(rules.at("/1/to")).isEqualTo(rules.at("/0/to")).isNotEmpty();

        JsonNode inWest = rules(outcome, "west");
        assertThat(inWest).as("there the name means what it says").hasSize(1);
        assertThat(Texts.of(inWest.at("/0/from/1/source/principals")))
                .containsExactly("east.local/ns/shop/sa/web", "cluster.local/ns/shop/sa/web");
    }

    @Test
    void aMeshWhoseTrustDomainIsNoNameHasNoIdentities() {
        Outcome outcome = reviews("\"*\"").mgmt(onReviews("west", """
                    sourceSelector:
                    - kubeServiceAccountRefs: {serviceAccounts: [{name: web, namespace: shop, clusterName: west}]}
                    """)).render();

        assertThat(state(outcome, "west")).isEqualTo("INVALID");
        assertThat(outcome.findings("NoTrustDomain"))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.message()).contains("\"west\"").contains("\"*\""));
        assertThat(outcome.outputs("east")).isEmpty();
    }

    private static Situation gateway(String... workloads) {
        return InProcess.situation()
                .mgmt(Discovered.mesh("east"), Discovered.mesh("west"))
                .mgmt(Discovered.service("gate", "istio-system", "east").yaml())
                .mgmt(Discovered.workload("gate", "istio-system", "east"))
                .mgmt(workloads)
                .mgmt("""
                    apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                    kind: AccessPolicy
                    metadata: {name: get, namespace: bookinfo}
                    spec: {allowedMethods: [GET]}
                    """)
                .cluster("east")
                .cluster("west");
    }

    @Test
    void inTheRootNamespaceASelectorMustNotReachWorkloadsOfOtherNamespaces() {
        Outcome outcome = gateway(Discovered.workload("gate", "shop", "east")).render();

        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(state(outcome, "get")).isEqualTo("INVALID");
        assertThat(outcome.findings("RootNamespaceReach")).singleElement().satisfies(finding -> {
            assertThat(finding.message()).contains("gate.istio-system.east", "gate.shop.east");
            assertThat(finding.cluster()).isEqualTo("east");
            assertThat(finding.field()).isEqualTo("spec.destinationSelector");
        });
    }

    @Test
    void inTheRootNamespaceOtherLabelsAndOtherClustersAreNoObstacle() {
        Outcome outcome = gateway(
                        Discovered.workload("web", "shop", "east"), Discovered.workload("gate", "shop", "west"))
                .render();

        assertThat(outcome.outputs("east")).containsExactly("AuthorizationPolicy.istio-system.gate");
        assertThat(state(outcome, "get")).isEqualTo("ACCEPTED");
        assertThat(outcome.findings("RootNamespaceReach")).isEmpty();
    }

    @Test
    void inTheRootNamespaceAClusterThatCannotBeReadIsWaitedFor() {
        Outcome outcome = gateway().unknown("east", "v1", "Pod", "Forbidden").render();

        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(state(outcome, "get")).isEqualTo("PENDING");
        assertThat(outcome.findings("SourceUnknown"))
                .extracting(ReportedFinding::message)
                .anyMatch(message -> message.contains("gate.istio-system.east") && message.contains("Pod"));
    }
}
