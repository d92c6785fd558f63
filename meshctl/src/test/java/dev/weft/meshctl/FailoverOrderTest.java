// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.ThreeMeshes.failover;
import static dev.weft.meshctl.ThreeMeshes.situation;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of a FailoverService is one that Istio keeps, or a finding says where it does not and what to do. */
class FailoverOrderTest {

    private static final String ALIAS = "weft-alias.fo.global";

    /** Service {@code details}, which nobody knows an address of, and its workload. */
    private static String[] details(String cluster) {
        return new String[] {
            Discovered.service("details", "bookinfo", cluster).yaml(),
            Discovered.workload("details", "bookinfo", cluster)
        };
    }

    private static Situation withVersion(String version) {
        return ThreeMeshes.withMeshes(mesh -> mesh.replace("1.31.0", version));
    }

    private static JsonNode entry(Outcome outcome, String cluster, String name) {
        return outcome.output(cluster, "ServiceEntry", "istio-system", name).path("spec");
    }

    private static ReportedFinding incomplete(Outcome outcome) {
        assertThat(outcome.findings("FailoverIncomplete")).hasSize(1);
        return outcome.findings("FailoverIncomplete").getFirst();
    }

    @Test
    void theServiceOfTheOwnClusterIsCalledByItsAddressWhichEveryReleaseOrders() {
        Outcome outcome = withVersion("1.28.3")
                .mgmt(failover("fo", "reviews@east", "reviews@west"))
                .render();

        JsonNode entry = entry(outcome, "east", "fo");
        assertThat(entry.path("resolution").asText()).isEqualTo("STATIC");
        assertThat(entry.at("/endpoints/0/address").asText()).isEqualTo(ThreeMeshes.REVIEWS);
        assertThat(outcome.findings("FailoverIncomplete")).isEmpty();
    }

    @Test
    void ofSeveralAddressesTheFirstIsCalled() {
        Outcome outcome = situation()
                .mgmt(
                        Discovered.service("details", "bookinfo", "east")
                                .at("fd00:10::7", "10.96.0.7")
                                .yaml(),
                        Discovered.workload("details", "bookinfo", "east"),
                        failover("fo", "details@east", "reviews@west"))
                .render();

        assertThat(entry(outcome, "east", "fo").at("/endpoints/0/address").asText())
                .isEqualTo("fd00:10::7");
    }

    @ParameterizedTest
    @CsvSource({"1.28.3, true", "1.29.0, true", "1.30.0, false", "1.31.0, false", "latest, false"})
    void aServiceWithoutAddressIsCalledByItsNameWhichOlderReleasesDoNotOrder(String version, boolean isTold) {
        Outcome outcome = withVersion(version)
                .mgmt(details("east"))
                .mgmt(failover("fo", "details@east", "reviews@west"))
                .render();

        JsonNode entry = entry(outcome, "east", "fo");
        assertThat(entry.path("resolution").asText()).isEqualTo("DNS");
        assertThat(entry.at("/endpoints/0/address").asText()).isEqualTo("details.bookinfo.svc.cluster.local");
        if (isTold) {
            assertThat(incomplete(outcome).message())
                    .contains(
                            "istiod-istio-system-east",
                            "whatever their order",
                            "DNS finds details.bookinfo.svc.cluster.local,",
                            "Istio " + version);
            assertThat(incomplete(outcome).remedy())
                    .contains("cluster IP", "if it has one, update mesh-discovery", "Istio 1.30 or newer");
        } else {
            assertThat(outcome.findings("FailoverIncomplete")).isEmpty();
        }
    }

    @Test
    void oneServiceAloneNeedsNoOrder() {
        Outcome outcome = withVersion("1.28.3")
                .mgmt(details("east"))
                .mgmt(failover("fo", "details@east"))
                .render();

        assertThat(outcome.findings("FailoverIncomplete")).isEmpty();
    }

    @Test
    void servicesBehindOneGatewayAreOrderedByTheirAddresses() {
        Outcome outcome =
                situation().mgmt(failover("fo", "reviews@west", "ratings@west")).render();

        JsonNode entry = entry(outcome, "west", ALIAS);
        assertThat(entry.path("resolution").asText()).isEqualTo("STATIC");
        assertThat(entry.path("endpoints")).extracting(ThreeMeshes::priorities).containsExactly(1L, 0L);
        assertThat(outcome.findings("FailoverIncomplete")).isEmpty();
    }

    @Test
    void gatewaysOrderNoNamesInAnyRelease() {
        Outcome outcome = situation()
                .mgmt(details("west"))
                .mgmt(failover("fo", "reviews@west", "details@west"))
                .render();

        assertThat(entry(outcome, "west", ALIAS).path("resolution").asText()).isEqualTo("DNS");
        assertThat(incomplete(outcome).message())
                .contains(
                        "through the gateway of cluster west",
                        "whatever their order",
                        "DNS finds details.bookinfo.svc.cluster.local,");
        assertThat(incomplete(outcome).remedy()).contains("cluster IP", "if it has one, update mesh-discovery");
    }

    @Test
    void subsetsOrderNoNamesInAnyRelease() {
        Situation situation = ThreeMeshes.withMeshes(mesh -> mesh.replace("203.0.113.2", "west.example"))
                .mgmt(failover("fo", "reviews@west", "reviews@north"));
        assertThat(situation.render().findings("FailoverIncomplete")).isEmpty();

        Outcome outcome =
                situation.mgmt(Written.trafficPolicy("bookinfo/shift", """
                        destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}}]
                        trafficShift: {destinations: [{failoverService: {name: fo, namespace: bookinfo, subset: {app: reviews}}}]}""")).render();
        assertThat(incomplete(outcome).message()).contains("calls of a subset", "DNS finds west.example");
        assertThat(incomplete(outcome).remedy()).doesNotContain("newer");
    }
}
