// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.TwoMeshes.EAST;
import static dev.weft.networking.operator.TwoMeshes.MGMT;
import static dev.weft.networking.operator.TwoMeshes.VIRTUAL_MESH;
import static dev.weft.networking.operator.TwoMeshes.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.rules.RootSecret;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.telemetry.Metric;
import dev.weft.testkit.step.WorldRig;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the plane tells in numbers of a VirtualMesh over two meshes with a common root. */
class TrustMeasuresTest {

    private static final Instant END = Instant.parse("2031-01-01T00:00:00Z");

    private final TwoMeshes world = new TwoMeshes(id -> "", this::make);
    private final WorldRig rig = world.rig;

    @BeforeEach
    void aVirtualMesh() {
        virtualMesh("{generated: {generation: 1}}");
        world.pass();
        agentSays(EAST, "FINISHED", "");
        agentSays(WEST, "FINISHED", "");
        rig.settle();
    }

    private void make(Ref secret) {
        world.store(world.root("test", "a"), secret, "", "type: " + RootSecret.TYPE);
    }

    private void virtualMesh(String root) {
        world.virtualMesh("shared: {rootCertificateAuthority: " + root + "}");
    }

    private void agentSays(ObjectId id, String state, String error) {
        rig.edit(id, object -> {
            object.withObject("/status").put("state", state).put("error", error);
            object.withObject("/status").withObject("/stored").put("rootsHash", "0");
            return object;
        });
    }

    private void ends(ObjectId id, String notAfter) {
        rig.edit(id, object -> {
            object.withObject("/status").withObject("/stored").put("notAfter", notAfter);
            return object;
        });
        rig.settle();
    }

    /** The series of a metric that are not zero, by the values of their labels. */
    private List<String> told(Metric metric) {
        return world.operator().measures().entrySet().stream()
                .filter(entry -> entry.getKey().metric().equals(metric) && entry.getValue() != 0)
                .map(entry -> String.join(" ", entry.getKey().values()) + " = "
                        + entry.getValue().longValue())
                .toList();
    }

    @Test
    void whenEachAuthorityEndsIsToldAndGoesWithItsMesh() {
        assertThat(told(TrustMetrics.EXPIRY)).isEmpty();
        ends(EAST, END.toString());
        ends(WEST, END.plusSeconds(7).toString());

        assertThat(told(TrustMetrics.EXPIRY))
                .containsExactly(
                        "east istiod-istio-system-east = " + END.getEpochSecond(),
                        "west istiod-istio-system-west = " + (END.getEpochSecond() + 7));

        rig.delete(WEST);
        rig.settle();
        assertThat(told(TrustMetrics.EXPIRY))
                .containsExactly("east istiod-istio-system-east = " + END.getEpochSecond());
    }

    @Test
    void anEndThatIsNoTimeIsNotTold() {
        ends(EAST, "soon");

        assertThat(told(TrustMetrics.EXPIRY)).isEmpty();
    }

    @Test
    void onePhaseIsTheCase() {
        virtualMesh("{secret: {name: absent, namespace: gloo-mesh}}");
        rig.settle();

        assertThat(world.trust("reason")).isEqualTo("RootUnusable");
        assertThat(told(TrustMetrics.PHASE)).containsExactly("gloo-mesh vm RootUnusable = 1");

        virtualMesh("{generated: {generation: 1}}");
        rig.settle();
        assertThat(told(TrustMetrics.PHASE)).containsExactly("gloo-mesh vm NotSeen = 1");
    }

    @Test
    void failuresAreCountedOnceForEachTimeThatOneBegins() {
        agentSays(WEST, "FAILED", "Secret istio-system/cacerts is somebody else's; delete it");
        rig.settle();
        agentSays(WEST, "FAILED", "Secret istio-system/cacerts is somebody else's; delete or move it");
        agentSays(EAST, "FINISHED", "the issuer: is away");
        rig.settle();
        assertThat(told(TrustMetrics.FAILURES))
                .containsExactly("gloo-mesh vm AgentComplains = 1", "gloo-mesh vm CertificateFailed = 1");

        agentSays(WEST, "FINISHED", "");
        rig.settle();
        agentSays(WEST, "FAILED", "again");
        rig.settle();
        assertThat(told(TrustMetrics.FAILURES))
                .containsExactly("gloo-mesh vm AgentComplains = 1", "gloo-mesh vm CertificateFailed = 2");
    }

    @Test
    void whatIsFoundByThePlaneCountsToo() {
        rig.edit(new ObjectId(MGMT, ReadKinds.MESH, "gloo-mesh", "istiod-istio-system-west"), object -> {
            object.withObject("/spec").remove("agentInfo");
            return object;
        });
        rig.settle();

        assertThat(told(TrustMetrics.FAILURES)).containsExactly("gloo-mesh vm AgentMissing = 1");
    }

    @Test
    void nothingIsToldOfAVirtualMeshThatIsGone() {
        ends(EAST, END.toString());
        rig.delete(VIRTUAL_MESH);
        rig.settle();
        assertThat(world.operator().measures()).isEmpty();
    }

    @Test
    void nothingNewIsTheSame() {
        var before = world.operator().measures();
        OperatorRig.cluster(rig, "west", "a: b");
        rig.settle();

        assertThat(world.operator().measures()).isSameAs(before);
    }

    @Test
    void allThatIsToldIsInTheCatalogue() {
        assertThat(world.operator().measures().keySet().stream()
                        .map(measure -> measure.metric())
                        .collect(Collectors.toSet()))
                .isSubsetOf(TrustMetrics.ALL);
        assertThat(world.operator().measures().keySet())
                .allMatch(measure ->
                        measure.values().size() + 1 == measure.metric().labels().size());
    }
}
