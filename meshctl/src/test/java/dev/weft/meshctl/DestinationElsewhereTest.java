// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody is sent to a host that he does not know, or to a subset that no rule has: not from elsewhere, and not at home. */
class DestinationElsewhereTest {

    private static final String HOST = "reviews.bookinfo.svc.west.global";

    private static final String SHIFT = Written.trafficPolicy(
            "bookinfo/away",
            "destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}}]\n"
                    + "trafficShift: {destinations: [{kubeService: {name: reviews, namespace: bookinfo, clusterName: west%s}}]}");

    private static String object(String kind, String name, String metadata, String spec) {
        return """
                apiVersion: networking.istio.io/v1
                kind: %s
                metadata: {name: %s, namespace: istio-system%s}
                spec: %s
                """.formatted(kind, name, metadata, spec);
    }

    private static final String OURS = ", labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh,"
            + " cluster.multicluster.solo.io: east}, annotations: {parents.networking.mesh.gloo.solo.io:"
            + " '{\"networking.mesh.gloo.solo.io/v1alpha2, Kind=VirtualMesh\":[{\"name\":\"vm\",\"namespace\":\"gloo-mesh\"}]}'}";

    private static String entry(String metadata) {
        return object("ServiceEntry", HOST, metadata, "{hosts: [" + HOST + "]}");
    }

    private static Situation withoutVirtualMesh() {
        return ThreeMeshes.withoutPolicies().mgmt(SHIFT.formatted(""));
    }

    private static void isSentAway(Outcome outcome) {
        assertThat(outcome.routes("east", "bookinfo", "ratings"))
                .singleElement()
                .satisfies(route -> assertThat(
                                route.at("/route/0/destination/host").asText())
                        .isEqualTo(HOST));
        assertThat(outcome.findings("DestinationNotFederated")).isEmpty();
    }

    private static void isNotSentAway(Outcome outcome) {
        assertThat(outcome.findOutput("east", "VirtualService", "bookinfo", "ratings"))
                .isEmpty();
        assertThat(outcome.findings("DestinationNotFederated"))
                .anySatisfy(finding -> assertThat(finding.cluster()).isEqualTo("east"));
        assertThat(outcome.condition("TrafficPolicy", "bookinfo", "away", "ResolvedRefs")
                        .path("reason")
                        .asText())
                .isEqualTo("DestinationNotFederated");
    }

    @Test
    void aServiceThatCanBeCalledIsSentTo() {
        isSentAway(ThreeMeshes.situation().mgmt(SHIFT.formatted("")).render());
    }

    @Test
    void withoutVirtualMeshNobodyKnowsTheName() {
        isNotSentAway(withoutVirtualMesh().render());
        isNotSentAway(withoutVirtualMesh().cluster("east", entry(OURS)).render());
    }

    @Test
    void aNameThatAUserMakesKnownIsSentTo() {
        isSentAway(withoutVirtualMesh().cluster("east", entry("")).render());
        isNotSentAway(withoutVirtualMesh().cluster("west", entry("")).render());
    }

    @Test
    void BUG_36_whatStandsForAVirtualMeshThatIsNotInEffectIsStillSentTo() {
        String broken = Written.object(
                ThreeMeshes.NETWORKING,
                "VirtualMesh",
                "gloo-mesh/vm",
                "{meshes: [{name: gone, namespace: gloo-mesh}], federation: {permissive: {}}}");

        isSentAway(
                withoutVirtualMesh().mgmt(broken).cluster("east", entry(OURS)).render());
        isNotSentAway(withoutVirtualMesh().mgmt(broken).render());
    }

    @Test
    void anEntryThatCannotBeWrittenBecauseAUserHasTheNameOfItsRuleIsNotSentTo() {
        String rule = object("DestinationRule", "reviews-bookinfo-west", "", "{host: somewhere.example}");

        isNotSentAway(ThreeMeshes.situation()
                .mgmt(SHIFT.formatted(""))
                .cluster("east", rule)
                .render());
        isSentAway(ThreeMeshes.situation()
                .mgmt(SHIFT.formatted(""))
                .cluster("east", rule, entry(OURS))
                .render());
    }

    @Test
    void aFailoverServiceOfWhichNothingIsWrittenIsNotSentTo() {
        String rule = object("DestinationRule", "fo", "", "{host: somewhere.example}");
        Outcome outcome = ThreeMeshes.situation()
                .mgmt(
                        ThreeMeshes.failover("fo", "reviews@east", "reviews@west"),
                        Written.trafficPolicy(
                                "bookinfo/away",
                                "destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}}]\n"
                                        + "trafficShift: {destinations: [{failoverService: {name: fo, namespace: bookinfo}}]}"))
                .cluster("east", rule)
                .render();

        isNotSentAway(outcome);
    }

    @Test
    void aSubsetThatAUsersRuleOnTheCallersClusterDoesNotHaveIsNotSentTo() {
        String rule = object("DestinationRule", "reviews-bookinfo-west", "", "{host: %s, subsets: [{name: %s}]}");
        Situation situation = ThreeMeshes.situation()
                .mgmt(SHIFT.formatted(", subset: {version: v1}"))
                .cluster("east", entry(""));

        assertThat(situation
                        .cluster("east", rule.formatted(HOST, "other"))
                        .render()
                        .findOutput("east", "VirtualService", "bookinfo", "ratings"))
                .isEmpty();
    }

    @Test
    void aUsersRuleThatHasTheSubsetServes() {
        String rule =
                "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: reviews, namespace: bookinfo}\n"
                        + "spec: {host: %s, subsets: [{name: version-v1, labels: {version: %s}}]}";

        for (List<String> wrong : List.of(
                List.of("reviews", "v2"), List.of("other", "v1"), List.of("reviews.other.svc.cluster.local", "v1"))) {
            assertThat(ThreeMeshes.situation()
                            .mgmt(SHIFT.formatted(", subset: {version: v1}"))
                            .cluster("west", rule.formatted(wrong.toArray()))
                            .render()
                            .findOutput("east", "VirtualService", "bookinfo", "ratings"))
                    .as("%s", wrong)
                    .isEmpty();
        }
        Outcome outcome = ThreeMeshes.situation()
                .mgmt(SHIFT.formatted(", subset: {version: v1}"))
                .cluster("west", rule.formatted("reviews", "v1"))
                .render();
        assertThat(outcome.routes("east", "bookinfo", "ratings")
                        .getFirst()
                        .at("/route/0/destination/subset")
                        .asText())
                .isEqualTo("version-v1");
        assertThat(outcome.findings("SubsetNotConfigured")).isEmpty();
        assertThat(outcome.status("TrafficPolicy", "bookinfo", "away")
                        .path("state")
                        .asText())
                .isEqualTo("ACCEPTED");
    }
}
