// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** Unknown is never empty (house.md 3.7, I1; real-clusters.md 20). */
class UnknownKnowledgeTest {

    private static final String ON_GONE = """
        destinationSelector:
        - kubeServiceRefs: {services: [{name: gone, namespace: bookinfo, clusterName: west}]}
        requestTimeout: 1s
        """;

    private static final String OURS = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: stale
          namespace: bookinfo
          labels:
            owner.networking.mesh.gloo.solo.io: gloo-mesh
            cluster.multicluster.solo.io: %s
        spec:
          hosts: [stale.bookinfo.svc.cluster.local]
        """;

    @Test
    void aReferenceIntoTheUnknownIsPendingAndNeverInvalid() {
        Outcome outcome = TwoClusters.situation()
                .unknown("west", "v1", "Service", "Forbidden")
                .mgmt(Written.trafficPolicy("bookinfo/new", ON_GONE))
                .render();
        JsonNode status = outcome.status("TrafficPolicy", "bookinfo", "new");
        assertThat(status.path("state").asText()).isEqualTo("PENDING");
        JsonNode resolved = outcome.condition("TrafficPolicy", "bookinfo", "new", "ResolvedRefs");
        assertThat(resolved.path("status").asText()).isEqualTo("Unknown");
        assertThat(resolved.path("reason").asText()).isEqualTo("SourceUnknown");
        assertThat(resolved.path("message").asText()).contains("west", "Forbidden");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aPolicyThatHadAStateKeepsIt() {
        Outcome outcome = TwoClusters.situation()
                .unknown("west", "*", "*", "Unreachable")
                .mgmt(Written.trafficPolicy("bookinfo/old", ON_GONE)
                        + "\nstatus: {state: ACCEPTED, observedGeneration: 1}\n")
                .render();
        assertThat(TwoClusters.state(outcome, "old")).isEqualTo("ACCEPTED");
    }

    @Test
    void nothingIsDeletedOnAClusterThatIsNotFullyKnown() {
        Situation situation =
                TwoClusters.situation().cluster("east", OURS.formatted("east")).cluster("west", OURS.formatted("west"));
        assertThat(situation.render().deletes())
                .containsExactly("east VirtualService.bookinfo.stale", "west VirtualService.bookinfo.stale");
        assertThat(situation.unknown("west", "v1", "Pod", "Forbidden").render().deletes())
                .containsExactly("east VirtualService.bookinfo.stale");
    }

    @Test
    void discoveredObjectsOfAnUnknownClusterAreKept_andOutputsStay() {
        Outcome known = TwoClusters.onReviews("requestTimeout: 1s");
        Outcome unknown = TwoClusters.situation()
                .unknown("east", "*", "*", "Unreachable")
                .mgmt(Written.trafficPolicy("bookinfo/p0", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"))
                .flags("--discover")
                .render();
        assertThat(unknown.files().get("clusters/east/VirtualService.bookinfo.reviews.yaml"))
                .isEqualTo(known.files().get("clusters/east/VirtualService.bookinfo.reviews.yaml"));
    }

    @Test
    void ifNothingWasDiscoveredNothingIsInventedAndItIsSaid() {
        Outcome outcome = InProcess.situation()
                .unknown("east", "*", "*", "Unreachable")
                .mgmt(Written.trafficPolicy("bookinfo/p", "requestTimeout: 1s"))
                .render();
        assertThat(outcome.outputs("east")).isEmpty();
        assertThat(outcome.findings("SourceUnknown"))
                .extracting(ReportedFinding::cluster)
                .contains("east");
    }

    @Test
    void aKubernetesClusterWithoutFolderIsUnknownAndOneThatOnlyObjectsNameIsReported() {
        String registered = """
            apiVersion: multicluster.solo.io/v1alpha1
            kind: KubernetesCluster
            metadata: {name: far, namespace: gloo-mesh}
            spec: {secretName: far}
            """;
        Outcome outcome = TwoClusters.situation()
                .mgmt(registered)
                .mgmt(
                        Discovered.mesh("lost"),
                        Discovered.service("reviews", "bookinfo", "lost").yaml())
                .mgmt(
                        Written.trafficPolicy(
                                "bookinfo/p",
                                "destinationSelector: [{kubeServiceRefs: {services: [{name: x, namespace: y, clusterName: far}]}}]\nrequestTimeout: 1s"))
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("PENDING");
        assertThat(outcome.findings("ClusterNotRegistered"))
                .extracting(ReportedFinding::cluster)
                .containsOnly("lost");
    }

    @Test
    void anAccessPolicyWhoseIdentitiesAreUnknownNeitherOpensNorClosesAnything() {
        String policy = TwoClusters.REVIEWS_EAST + "sourceSelector: [{kubeIdentityMatcher: {clusters: [north]}}]";
        Outcome unknown = TwoClusters.situation()
                .unknown("north", "*", "*", "Unreachable")
                .mgmt(Written.accessPolicy("bookinfo/known", TwoClusters.REVIEWS_EAST))
                .mgmt(Written.accessPolicy("bookinfo/p", policy) + """

                    status:
                      observedGeneration: 1
                      state: ACCEPTED
                      trafficTargets: {reviews-bookinfo-east.gloo-mesh.: {state: ACCEPTED}}
                    """)
                .cluster("east", """
                    apiVersion: security.istio.io/v1
                    kind: AuthorizationPolicy
                    metadata:
                      name: reviews
                      namespace: bookinfo
                      labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
                    spec: {selector: {matchLabels: {app: reviews}}, rules: [{}]}
                    """)
                .render();
        assertThat(unknown.findOutput("east", "AuthorizationPolicy", "bookinfo", "reviews"))
                .as("held: without the unknown identities it would deny them")
                .isEmpty();
        assertThat(unknown.deletes()).isEmpty();
        assertThat(unknown.status("AccessPolicy", "bookinfo", "p").path("state").asText())
                .isEqualTo("ACCEPTED");
    }

    @Test
    void aClusterWhoseObjectDoesNotDecodeKeepsTheDomainItTells() {
        Outcome outcome = TwoClusters.situation().mgmt("""
                    apiVersion: multicluster.solo.io/v1alpha1
                    kind: KubernetesCluster
                    metadata: {name: east, namespace: gloo-mesh}
                    spec: {secretName: 5, clusterDomain: corp.example}
                    """).render();
        assertThat(outcome.findings("Undecodable"))
                .extracting(ReportedFinding::object)
                .containsExactly("KubernetesCluster gloo-mesh/east");
        assertThat(outcome.output("east", "DestinationRule", "bookinfo", "reviews")
                        .at("/spec/host")
                        .asText())
                .isEqualTo("reviews.bookinfo.svc.corp.example");
    }

    @Test
    void E_2_anObjectThatDoesNotDecodeIsNotAbsent() {
        Situation situation = InProcess.situation()
                .cluster("east", OURS.formatted("east"))
                .cluster("east", """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: istiod, namespace: istio-system}
                    spec: everything
                    """)
                .mgmt(Written.trafficPolicy("bookinfo/p", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"));
        Outcome outcome = situation.render();
        assertThat(outcome.findings("SourceUndecodable")).isNotEmpty();
        assertThat(outcome.deletes()).isEmpty();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("PENDING");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void withoutTheMeshConfigAReferenceIsUndecided() {
        Outcome outcome = InProcess.situation()
                .unknown("east", "v1", "ConfigMap", "Forbidden")
                .mgmt(Written.trafficPolicy("bookinfo/p", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"))
                .render();
        assertThat(TwoClusters.state(outcome, "p")).isEqualTo("PENDING");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aTargetThatDoesNotDecodeTakesNothingAway() {
        Outcome outcome = TwoClusters.situation()
                .cluster("east", OURS.formatted("east"))
                .mgmt(Discovered.service("stale", "bookinfo", "east").yaml().replace("port: 9080", "port: many"))
                .render();
        assertThat(outcome.findings("Undecodable")).hasSize(1);
        assertThat(outcome.deletes()).isEmpty();
    }
}
