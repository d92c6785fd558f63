// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** A VirtualMesh that is not in effect, or not any more: what becomes of what stands because of it. */
class VirtualMeshTest {

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    private static final String IMPORTED = """
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

    private static String virtualMesh(String other, String status) {
        return Written.object(NETWORKING, "VirtualMesh", "gloo-mesh/vm", """
                meshes:
                - {name: istiod-istio-system-east, namespace: gloo-mesh}
                - {name: %s, namespace: gloo-mesh}
                federation: {permissive: {}}
                """.formatted(other)) + "\n" + status;
    }

    private static Situation imported() {
        return TwoClusters.situation().cluster("east", IMPORTED);
    }

    @Test
    void BUG_36_oneThatBecomesInvalidDeletesNothingAndIsToldByTheExitCode() {
        Outcome outcome = imported()
                .mgmt(virtualMesh("no-such-mesh", "status: {state: ACCEPTED}"))
                .render();
        assertThat(outcome.status("VirtualMesh", "gloo-mesh", "vm")
                        .path("state")
                        .asText())
                .isEqualTo("INVALID");
        assertThat(outcome.findings("ReferenceNotFound")).hasSize(1);
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void oneWhoseMeshMayBeOnAClusterThatCannotBeReadStaysAsItWas() {
        Outcome outcome = imported()
                .mgmt(virtualMesh(
                        "istiod-istio-system-north", "status: {state: ACCEPTED, meshes: {x: {state: ACCEPTED}}}"))
                .unknown("north", "*", "*", "Unreachable")
                .render();
        assertThat(outcome.status("VirtualMesh", "gloo-mesh", "vm")
                        .path("state")
                        .asText())
                .isEqualTo("ACCEPTED");
        assertThat(outcome.status("VirtualMesh", "gloo-mesh", "vm").path("meshes"))
                .hasSize(1);
        assertThat(outcome.condition("VirtualMesh", "gloo-mesh", "vm", "ResolvedRefs")
                        .path("status")
                        .asText())
                .isEqualTo("Unknown");
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void oneThatIsGoneTakesAlongWhatWasWrittenBecauseOfIt() {
        assertThat(imported().render().deletes())
                .containsExactly("east ServiceEntry.istio-system.reviews.bookinfo.svc.west.global");
    }
}
