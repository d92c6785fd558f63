// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.ReportedFinding;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** What later steps bring is read and answered, never silently ignored. */
class NotYetSupportedTest {

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    private static String virtualMesh(String status) {
        return Written.object(NETWORKING, "VirtualMesh", "gloo-mesh/vm", """
                meshes:
                - {name: istiod-istio-system-east, namespace: gloo-mesh}
                - {name: istiod-istio-system-west, namespace: gloo-mesh}
                federation: {permissive: {}}
                """) + "\n" + status;
    }

    @Test
    void aVirtualMeshKeepsItsStatusAndPoliciesBesideItAreTranslated() {
        Outcome outcome = TwoClusters.situation()
                .mgmt(virtualMesh("status: {state: ACCEPTED, observedGeneration: 1, meshes: {x: {state: ACCEPTED}}}"))
                .mgmt(Written.trafficPolicy("bookinfo/p", TwoClusters.REVIEWS_EAST + "requestTimeout: 1s"))
                .render();
        JsonNode status = outcome.status("VirtualMesh", "gloo-mesh", "vm");
        assertThat(status.path("state").asText()).isEqualTo("ACCEPTED");
        assertThat(status.path("meshes")).hasSize(1);
        JsonNode accepted = outcome.condition("VirtualMesh", "gloo-mesh", "vm", "Accepted");
        assertThat(accepted.path("status").asText()).isEqualTo("Unknown");
        assertThat(accepted.path("reason").asText()).isEqualTo("NotYetSupported");
        assertThat(outcome.findings("NotYetSupported")).singleElement().satisfies(finding -> {
            assertThat(finding.object()).isEqualTo("VirtualMesh gloo-mesh/vm");
            assertThat(finding.severity()).isEqualTo("warning");
        });
        assertThat(outcome.routes("east", "bookinfo", "reviews")).hasSize(1);
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void anInvalidStateThatSomebodyElseGaveDoesNotChangeTheExitCode() {
        assertThat(TwoClusters.situation()
                        .mgmt(virtualMesh("status: {state: INVALID}"))
                        .render()
                        .exitCode())
                .isZero();
    }

    @Test
    void whatWasWrittenForAVirtualMeshIsNotDeleted() {
        String written = """
            apiVersion: networking.istio.io/v1alpha3
            kind: ServiceEntry
            metadata:
              name: reviews.bookinfo.svc.west.global
              namespace: istio-system
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
              annotations:
                parents.networking.mesh.gloo.solo.io: '{"networking.mesh.gloo.solo.io/v1alpha2, Kind=VirtualMesh":[{"name":"vm","namespace":"gloo-mesh"}]}'
            spec: {hosts: [reviews.bookinfo.svc.west.global]}
            """;
        assertThat(TwoClusters.situation()
                        .mgmt(virtualMesh(""))
                        .cluster("east", written)
                        .render()
                        .deletes())
                .isEmpty();
    }

    @Test
    void aShiftToAFailoverServiceIsPendingAndOneToNothingIsInvalid() {
        String failover = Written.object(
                NETWORKING,
                "FailoverService",
                "bookinfo/fs",
                "hostname: reviews.failover.global\nport: {number: 9080, protocol: http}");
        Outcome outcome = TwoClusters.situation()
                .mgmt(failover)
                .mgmt(Written.trafficPolicy(
                        "bookinfo/waits",
                        TwoClusters.REVIEWS_EAST
                                + "trafficShift: {destinations: [{failoverService: {name: fs, namespace: bookinfo}}]}"))
                .mgmt(Written.trafficPolicy(
                        "bookinfo/lost",
                        TwoClusters.RATINGS_EAST
                                + "trafficShift: {destinations: [{failoverService: {name: no, namespace: bookinfo}}]}"))
                .render();
        assertThat(TwoClusters.state(outcome, "waits")).isEqualTo("PENDING");
        assertThat(TwoClusters.state(outcome, "lost")).isEqualTo("INVALID");
        assertThat(outcome.findings("NotYetSupported"))
                .extracting(ReportedFinding::object)
                .contains("FailoverService bookinfo/fs", "TrafficPolicy bookinfo/waits");
    }
}
