// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.ThreeMeshes.backings;
import static dev.weft.meshctl.ThreeMeshes.errors;
import static dev.weft.meshctl.ThreeMeshes.failover;
import static dev.weft.meshctl.ThreeMeshes.failoverService;
import static dev.weft.meshctl.ThreeMeshes.meshes;
import static dev.weft.meshctl.ThreeMeshes.situation;
import static dev.weft.meshctl.ThreeMeshes.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Written;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverServiceTest {

    private static final String SHIFT = "destinationSelector: [{kubeServiceRefs: {services: [{name: reviews,"
            + " namespace: bookinfo, clusterName: east}]}}]\n"
            + "trafficShift: {destinations: [{failoverService: {name: fo, namespace: bookinfo%s}}]}";

    private static String shift(String more) {
        return Written.trafficPolicy("bookinfo/shift", SHIFT.formatted(more));
    }

    private static JsonNode spec(Outcome outcome, String kind, String name) {
        return outcome.output("east", kind, "istio-system", name).path("spec");
    }

    private static JsonNode settings(JsonNode rule) {
        return rule.at("/trafficPolicy/portLevelSettings/0");
    }

    @Test
    void threeTiersAreCalledInTheDeclaredOrder() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@east", "reviews@west", "reviews@north"))
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("ACCEPTED");
        JsonNode entry = spec(outcome, "ServiceEntry", "fo");
        assertThat(entry.path("endpoints"))
                .extracting(e -> e.path("address").asText())
                .containsExactly(ThreeMeshes.REVIEWS, "203.0.113.2", "203.0.113.3");
        assertThat(entry.path("endpoints")).extracting(ThreeMeshes::priorities).containsExactly(2L, 1L, 0L);
        JsonNode rule = spec(outcome, "DestinationRule", "fo");
        assertThat(Texts.of(settings(rule).at("/loadBalancer/localityLbSetting/failoverPriority")))
                .containsExactly("weft.dev/p0=1", "weft.dev/p1=1");
        assertThat(settings(rule).at("/tls/sni").asText())
                .isEqualTo("outbound_.9080_._.reviews.bookinfo.svc.cluster.local");
        assertThat(settings(rule).at("/outlierDetection/consecutive5xxErrors").asInt())
                .isEqualTo(2);
        assertThat(Texts.of(entry.path("subjectAltNames")))
                .containsExactly(
                        "spiffe://east.local/ns/bookinfo/sa/reviews",
                        "spiffe://north.local/ns/bookinfo/sa/reviews",
                        "spiffe://west.local/ns/bookinfo/sa/reviews");
        assertThat(outcome.routes("east", "istio-system", "fo")
                        .getFirst()
                        .at("/retries/retryRemoteLocalities")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void oneWhoIsNotThereIsFoundOutSoonerThanOneWhoTakesHisTime() {
        Outcome outcome =
                situation().mgmt(failover("fo", "reviews@east", "reviews@west")).render();

        assertThat(settings(spec(outcome, "DestinationRule", "fo"))
                        .at("/connectionPool/tcp/connectTimeout")
                        .asText())
                .isEqualTo("2s");
        JsonNode retries =
                outcome.routes("east", "istio-system", "fo").getFirst().path("retries");
        assertThat(retries.path("perTryTimeout").asText()).isEqualTo("15s");
        assertThat(retries.path("retryOn").asText().split(",")).contains("connect-failure", "refused-stream", "reset");
    }

    @Test
    void withoutALocalServiceAllEndpointsAreAddresses() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@west", "reviews@north"))
                .render();

        assertThat(spec(outcome, "ServiceEntry", "fo").path("resolution").asText())
                .isEqualTo("STATIC");
    }

    @Test
    void servicesThatDifferInNameAreKnownToGatewaysByAnAlias() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@east", "reviews@west", "ratings@west", "ratings@north"))
                .render();

        assertThat(settings(spec(outcome, "DestinationRule", "fo"))
                        .at("/tls/sni")
                        .asText())
                .isEqualTo("outbound_.9080_._.weft-alias.fo.global");
        JsonNode west = outcome.output("west", "ServiceEntry", "istio-system", "weft-alias.fo.global")
                .path("spec");
        assertThat(Texts.of(west.path("exportTo"))).containsExactly(".");
        assertThat(west.path("endpoints"))
                .extracting(e -> e.path("address").asText())
                .containsExactly(ThreeMeshes.REVIEWS, ThreeMeshes.RATINGS);
        assertThat(outcome.findOutput("west", "DestinationRule", "istio-system", "weft-alias.fo.global"))
                .isPresent();
        assertThat(outcome.findOutput("north", "DestinationRule", "istio-system", "weft-alias.fo.global"))
                .isEmpty();
        for (String cluster : List.of("west", "north")) {
            assertThat(Texts.of(outcome.output(cluster, "Gateway", "istio-system", "vm-gloo-mesh")
                            .at("/spec/servers/0/hosts")))
                    .contains("weft-alias.fo.global");
        }
        assertThat(Texts.of(outcome.output("east", "Gateway", "istio-system", "vm-gloo-mesh")
                        .at("/spec/servers/0/hosts")))
                .doesNotContain("weft-alias.fo.global");
        assertThat(outcome.findings("FailoverIncomplete")).isEmpty();
    }

    @Test
    void servicesOfOneClusterThatAreNotNextToEachOtherAreCalledTogetherAndAFindingSaysSo() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@west", "reviews@north", "ratings@west"))
                .render();

        assertThat(outcome.findings("FailoverIncomplete"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("ratings.bookinfo.west", "right after the others of cluster west"));
        assertThat(spec(outcome, "ServiceEntry", "fo").path("endpoints")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"9080, 9080:9090, 9080", "7070, 8080, 8080"})
    void BUG_46_aServiceAnswersAtItsPortOfThatNumberOrAtItsOnlyOne(int number, String ports, int answers) {
        String[] named = ports.split(":");
        for (int i = 0; i < named.length; i++) {
            named[i] = "http-" + i + ":" + named[i];
        }
        Outcome outcome = situation()
                .mgmt(Discovered.service("details", "bookinfo", "west")
                        .ports(named)
                        .yaml())
                .mgmt(Discovered.workload("details", "bookinfo", "west"))
                .mgmt(failover("fo", "details@west").replace("number: 9080", "number: " + number))
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("ACCEPTED");
        assertThat(settings(spec(outcome, "DestinationRule", "fo"))
                        .at("/tls/sni")
                        .asText())
                .isEqualTo("outbound_." + answers + "_._.details.bookinfo.svc.cluster.local");
    }

    @Test
    void BUG_46_aServiceWithOtherPortsOnlyIsRefused() {
        Outcome outcome = situation()
                .mgmt(Discovered.service("details", "bookinfo", "west")
                        .ports("http:8080", "http-admin:8081")
                        .yaml())
                .mgmt(failover("fo", "details@west"))
                .render();

        assertThat(errors(outcome, "fo")).singleElement().asString().contains("has no port 9080", "8080, 8081");
    }

    @Test
    void BUG_45_twoOfOneNameInTwoNamespacesHaveOutputsOfTheirOwn() {
        Outcome outcome = situation()
                .mgmt(
                        failoverService("bookinfo/fo", "one.global", meshes("east"), backings("reviews@west")),
                        failoverService("qa/fo", "two.global", meshes("east"), backings("reviews@north")))
                .render();

        assertThat(Texts.of(spec(outcome, "ServiceEntry", "fo").path("hosts"))).containsExactly("one.global");
        assertThat(Texts.of(spec(outcome, "ServiceEntry", "fo.qa").path("hosts")))
                .containsExactly("two.global");
    }

    @Test
    void anOutputDoesNotTakeTheNameOfAServicesOwnRule() {
        Outcome outcome = situation()
                .mgmt(Discovered.service("fo", "istio-system", "east").yaml())
                .mgmt(failover("fo", "reviews@west"))
                .render();

        assertThat(Texts.of(spec(outcome, "ServiceEntry", "fo.bookinfo").path("hosts")))
                .containsExactly("fo.global");
    }

    @Test
    void BUG_44_FV3_eachErrorIsSaidOnceUnderEveryMesh() {
        Outcome outcome = ThreeMeshes.withoutPolicies()
                .mgmt(ThreeMeshes.virtualMesh("vm1", "east"), ThreeMeshes.virtualMesh("vm2", "west"))
                .mgmt(Written.trafficPolicy(
                        "bookinfo/outlier",
                        "destinationSelector: [{kubeServiceMatcher: {labels: {app: reviews}}}]\noutlierDetection: {}"))
                .mgmt(Written.object(
                        ThreeMeshes.NETWORKING,
                        "FailoverService",
                        "bookinfo/fo",
                        "{hostname: \"invalidDNS@Q#$@%\", meshes: " + meshes("east") + ", backingServices: "
                                + backings("reviews@east", "reviews@west", "reviews@north", "ratings@north") + "}"))
                .render();

        assertThat(errors(outcome, "fo"))
                .hasSize(5)
                .anyMatch(error -> error.startsWith("spec.port:"))
                .anyMatch(error -> error.contains("is no DNS name"))
                .anyMatch(error -> error.contains("outlierDetection on service ratings.bookinfo.north"))
                .anyMatch(error -> error.contains("istiod-istio-system-north is in no VirtualMesh"))
                .anyMatch(error -> error.contains("gloo-mesh/vm1, gloo-mesh/vm2"));
        assertThat(outcome.status("FailoverService", "bookinfo", "fo").has("errors"))
                .isFalse();
    }

    @Test
    void FV4_theHostEndsAsThoseOfTheVirtualMesh() {
        Outcome outcome = situation()
                .mgmt(failoverService("bookinfo/fo", "fo.example", meshes("east"), backings("reviews@east")))
                .render();

        assertThat(errors(outcome, "fo")).singleElement().asString().contains("end with global");
    }

    @Test
    void FV2_oneMeshNeedsNoVirtualMesh() {
        Outcome outcome = ThreeMeshes.withoutPolicies()
                .mgmt(Written.trafficPolicy("bookinfo/outlier", "outlierDetection: {}"))
                .mgmt(failoverService(
                        "bookinfo/fo", "fo.example", meshes("east"), backings("reviews@east", "ratings@east")))
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("ACCEPTED");
        assertThat(settings(spec(outcome, "DestinationRule", "fo")).at("/tls").size())
                .isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "reviews.bookinfo.svc.west.global, reviews.bookinfo.west",
        "ratings.bookinfo.svc.cluster.local, ratings.bookinfo.east"
    })
    void theHostIsNotTheNameOfAService(String host, String service) {
        Outcome outcome = situation()
                .mgmt(failoverService("bookinfo/fo", host, meshes("east"), backings("reviews@east")))
                .render();

        assertThat(errors(outcome, "fo")).anyMatch(error -> error.contains("is the name of service " + service));
    }

    @Test
    void G11_theOlderKeepsTheHostInItsMeshAndOtherMeshesAreFree() {
        Outcome outcome = situation()
                .mgmt(
                        failoverService("bookinfo/new", "fo.global", meshes("east"), backings("reviews@west"))
                                .replace("metadata:", "metadata:\n  creationTimestamp: \"2025-01-01T00:00:00Z\""),
                        failoverService("bookinfo/old", "fo.global", meshes("east"), backings("reviews@west"))
                                .replace("metadata:", "metadata:\n  creationTimestamp: \"2020-01-01T00:00:00Z\""),
                        failoverService("bookinfo/elsewhere", "fo.global", meshes("north"), backings("reviews@west")))
                .render();

        assertThat(List.of(state(outcome, "old"), state(outcome, "new"), state(outcome, "elsewhere")))
                .containsExactly("ACCEPTED", "INVALID", "ACCEPTED");
    }

    @Test
    void BUG_27_aShiftNeedsAFailoverServiceThatIsAcceptedAndOfferedInItsMesh() {
        Outcome accepted = situation()
                .mgmt(failover("fo", "reviews@east", "reviews@west"), shift(""))
                .render();
        assertThat(TwoClusters.state(accepted, "shift")).isEqualTo("ACCEPTED");
        JsonNode route = accepted.routes("east", "bookinfo", "reviews").getFirst();
        assertThat(route.at("/route/0/destination/host").asText()).isEqualTo("fo.global");
        assertThat(route.at("/retries/attempts").asInt()).isEqualTo(3);

        Outcome elsewhere = situation()
                .mgmt(failoverService("bookinfo/fo", "fo.global", meshes("west"), backings("reviews@west")), shift(""))
                .render();
        assertThat(TwoClusters.errors(elsewhere, "shift"))
                .singleElement()
                .asString()
                .contains("cannot be called");
        assertThat(elsewhere.findOutput("east", "VirtualService", "bookinfo", "reviews"))
                .isEmpty();

        Outcome refused =
                situation().mgmt(failover("fo", "nobody@east"), shift("")).render();
        assertThat(TwoClusters.errors(refused, "shift"))
                .singleElement()
                .asString()
                .contains("is not accepted itself");
    }

    @Test
    void aPolicySetsItsOwnRetries() {
        Outcome outcome = situation()
                .mgmt(
                        failover("fo", "reviews@east", "reviews@west"),
                        shift(""),
                        Written.trafficPolicy("bookinfo/retries", "retries: {attempts: 7}"))
                .render();

        assertThat(outcome.routes("east", "bookinfo", "reviews")
                        .getFirst()
                        .at("/retries/attempts")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void callersOfOtherClustersThatCannotCallItGoToTheServiceItselfAndAFindingSaysSo() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@east", "reviews@west"), shift(""))
                .render();

        assertThat(outcome.findOutput("west", "VirtualService", "istio-system", "reviews-bookinfo-east"))
                .isEmpty();
        assertThat(outcome.findings("DestinationNotFederated"))
                .extracting(ReportedFinding::object)
                .containsOnly("TrafficPolicy bookinfo/shift");
    }

    @Test
    void aPolicyMayBringTheOutlierDetectionAndShiftAtTheSameTime() {
        Outcome outcome = ThreeMeshes.withoutPolicies()
                .mgmt(ThreeMeshes.virtualMesh("vm", "east", "west"))
                .mgmt(Written.trafficPolicy(
                        "bookinfo/outlier-west",
                        "destinationSelector: [{kubeServiceMatcher: {clusters: [west]}}]\noutlierDetection: {}"))
                .mgmt(Written.trafficPolicy("bookinfo/shift", SHIFT.formatted("") + "\noutlierDetection: {}"))
                .mgmt(failover("fo", "reviews@east", "reviews@west"))
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("ACCEPTED");
        assertThat(TwoClusters.state(outcome, "shift")).isEqualTo("ACCEPTED");
    }

    @Test
    void BUG_1_whatDependsOnARefusedFailoverServiceFallsWithIt() {
        // The policy with outlier detection for "second" shifts to "first", which lacks it on another service.
        Outcome outcome = ThreeMeshes.withoutPolicies()
                .mgmt(ThreeMeshes.virtualMesh("vm", "east", "west"))
                .mgmt(Written.trafficPolicy(
                        "bookinfo/shift",
                        SHIFT.formatted("").replace("name: fo", "name: first") + "\noutlierDetection: {}"))
                .mgmt(failover("first", "ratings@west"), failover("second", "reviews@east"))
                .render();

        assertThat(state(outcome, "first")).isEqualTo("INVALID");
        assertThat(TwoClusters.state(outcome, "shift")).isEqualTo("INVALID");
        assertThat(state(outcome, "second")).isEqualTo("INVALID");
        assertThat(errors(outcome, "second"))
                .singleElement()
                .asString()
                .contains("outlierDetection on service reviews");
    }

    @Test
    void BUG_47_aSubsetIsAskedForAtEveryGatewayTheOwnOneIncluded() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@east", "reviews@west"), shift(", subset: {version: v1}"))
                .render();

        JsonNode rule = spec(outcome, "DestinationRule", "fo");
        assertThat(rule.at("/subsets/0/name").asText()).isEqualTo("version-v1");
        assertThat(settings(rule.at("/subsets/0")).at("/tls/sni").asText())
                .isEqualTo("outbound_.9080_.version-v1_.reviews.bookinfo.svc.cluster.local");
        JsonNode endpoints = spec(outcome, "ServiceEntry", "fo").path("endpoints");
        assertThat(endpoints).extracting(e -> e.path("address").asText()).containsExactly("203.0.113.1", "203.0.113.2");
        assertThat(spec(outcome, "ServiceEntry", "fo").path("resolution").asText())
                .isEqualTo("STATIC");
        assertThat(endpoints).allMatch(endpoint -> endpoint.path("labels").has("weft.dev/gateway"));
        assertThat(endpoints.get(0).path("labels").has("weft.dev/p0")).isTrue();
        assertThat(endpoints.get(1).path("labels").has("weft.dev/p0")).isFalse();
        for (String cluster : List.of("east", "west")) {
            assertThat(outcome.output(cluster, "DestinationRule", "bookinfo", "reviews")
                            .at("/spec/subsets/0/name")
                            .asText())
                    .isEqualTo("version-v1");
        }
    }

    @Test
    void aSubsetOfServicesThatDifferIsRefused() {
        Outcome outcome = situation()
                .mgmt(failover("fo", "reviews@east", "ratings@west"), shift(", subset: {version: v1}"))
                .render();

        assertThat(TwoClusters.errors(outcome, "shift"))
                .singleElement()
                .asString()
                .contains("differ in name");
    }

    @Test
    void whatCannotBeReadLeavesItUndecidedAndItsStateAsItWas() {
        Outcome outcome = situation()
                .unknown("west", "v1", "Service", "Forbidden")
                .mgmt(failover("fo", "reviews@east", "gone@west")
                        + "\nstatus: {state: ACCEPTED, observedGeneration: 1}\n")
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("ACCEPTED");
        assertThat(outcome.condition("FailoverService", "bookinfo", "fo", "ResolvedRefs")
                        .path("status")
                        .asText())
                .isEqualTo("Unknown");
    }

    @Test
    void oneThatIsNotAcceptedKeepsWhatStandsAndOneThatIsGoneDoesNot() {
        String standing = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata:
              name: fo
              namespace: istio-system
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
              annotations:
                parents.networking.mesh.gloo.solo.io: '{"networking.mesh.gloo.solo.io/v1alpha2, Kind=FailoverService":[{"name":"fo","namespace":"bookinfo"}]}'
            spec: {hosts: [fo.global]}
            """;
        assertThat(situation()
                        .cluster("east", standing)
                        .mgmt(failover("fo", "nobody@east"))
                        .render()
                        .deletes())
                .isEmpty();
        assertThat(situation().cluster("east", standing).render().deletes()).hasSize(1);
    }

    @Test
    void aNameThatIsTakenFailsItAndNothingIsWrittenByHalves() {
        String taken = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: fo, namespace: istio-system}
            spec: {host: mine.example}
            """;
        Outcome outcome = situation()
                .cluster("east", taken)
                .mgmt(failover("fo", "reviews@west"))
                .render();

        assertThat(state(outcome, "fo")).isEqualTo("FAILED");
        assertThat(outcome.findOutput("east", "ServiceEntry", "istio-system", "fo"))
                .isEmpty();
        assertThat(outcome.findings("NameTaken")).isNotEmpty();
    }

    @Test
    void theServiceOfAMeshWithoutGatewayIsLeftOutAndAFindingSaysSo() {
        Outcome outcome = ThreeMeshes.withoutGateway("north")
                .mgmt(failover("fo", "reviews@west", "reviews@north"))
                .render();

        assertThat(outcome.findings("FailoverIncomplete"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("reviews.bookinfo.north cannot be called through a gateway"));
        assertThat(spec(outcome, "ServiceEntry", "fo").path("endpoints")).hasSize(1);
    }
}
