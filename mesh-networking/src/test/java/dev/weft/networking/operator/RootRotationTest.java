// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.TwoMeshes.EAST;
import static dev.weft.networking.operator.TwoMeshes.MGMT;
import static dev.weft.networking.operator.TwoMeshes.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.rules.RootSecret;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.testkit.step.WorldRig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The running plane changes the root of a VirtualMesh over two clusters, whose agents do as they are told. Roots are letters. */
class RootRotationTest {

    private final TwoMeshes world = new TwoMeshes(this::says, this::make);
    private final WorldRig rig = world.rig;
    private final Map<ObjectId, List<String>> said = world.said;
    private final List<Ref> made = new ArrayList<>();
    private boolean tellsEvidence = true;

    @BeforeEach
    void twoMeshesUnderOneRoot() {
        virtualMesh("generated: {generation: 1}");
        run();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("a by a", "a by a");
        said.clear();
    }

    private void make(Ref secret) {
        made.add(secret);
        root(secret, "type: " + RootSecret.TYPE, "");
    }

    private void virtualMesh(String root) {
        world.virtualMesh("shared: {rootCertificateAuthority: {" + root + "}}");
    }

    private void root(Ref secret, String type, String label) {
        int next = world.letters.size();
        world.store(world.root("test", "abcdef".substring(next, next + 1)), secret, label, type);
    }

    private String says(ObjectId id) {
        return names(rig.at(id).at("/spec/trust/bundle").asText()) + " by "
                + world.letters.get(rig.at(id).at("/spec/trust/signingRoot").asText());
    }

    private String names(String bundle) {
        return bundle.isEmpty() ? "nothing" : world.names(bundle);
    }

    /** Passes and agents, until neither has anything to do. */
    private void run() {
        while (pass() | agents()) {
            continue;
        }
    }

    private boolean pass() {
        return world.pass();
    }

    /** Each has done all that it was told, and has seen that it worked. */
    private boolean agents() {
        boolean any = false;
        for (ObjectId id : List.of(EAST, WEST)) {
            any |= rig.objects().containsKey(id) && agent(id);
        }
        return any;
    }

    private boolean agent(ObjectId id) {
        ObjectNode after = rig.at(id).deepCopy();
        ObjectNode status = after.withObject("/status");
        long generation = after.at("/metadata/generation").asLong();
        status.put("state", "FINISHED").put("observedGeneration", generation);
        if (after.at("/spec/trust").isMissingNode()) {
            // What is stored is what came with the certificate.
            Ref signer = SignerChoice.signer(after.path("spec"));
            status.withObject("/stored").put("rootsHash", rootsHash(signer));
            if (tellsEvidence) {
                status.withObject("/evidence").put("generation", generation);
            }
        } else {
            String root = after.at("/spec/trust/signingRoot").asText();
            ObjectNode evidence = status.withObject("/evidence");
            evidence.put("generation", generation)
                    .put("phase", "SERVED")
                    .put("bundle", after.at("/spec/trust/bundle").asText());
            evidence.withObject("/istiod").put("root", root);
        }
        return world.edit(id, after);
    }

    private String rootsHash(Ref secret) {
        ObjectId id = new ObjectId(MGMT, ReadKinds.SECRET, secret.namespace(), secret.name());
        try {
            return TrustBundle.read(new String(
                            Base64.getDecoder()
                                    .decode(rig.at(id).at("/data/root-cert.pem").asText()),
                            StandardCharsets.UTF_8))
                    .hash();
        } catch (PkiException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRootOfTheNextGenerationIsMadeAndReplacesTheFirstInThreeSteps() {
        virtualMesh("generated: {generation: 2}");
        run();

        assertThat(made).containsExactly(new Ref("gloo-mesh", "vm.gloo-mesh"), new Ref("gloo-mesh", "vm.gloo-mesh.2"));
        assertThat(said.get(EAST)).containsExactly("ab by a", "abb by b", "b by b");
        assertThat(said.get(WEST)).containsExactly("ab by a", "abb by b", "b by b");
        assertThat(rig.at(EAST).at("/spec/signingCertificateSecret/name").asText())
                .isEqualTo("vm.gloo-mesh.2");
        assertThat(rig.pass()).isEmpty();
    }

    @Test
    void theConditionSaysHowFarItIsAndWhatIsWaitedFor() {
        virtualMesh("generated: {generation: 2}");
        pass();

        assertThat(trust("reason")).isEqualTo("AddingRoot");
        assertThat(trust("message")).contains("cluster east spreads the new root");
        agents();
        pass();
        assertThat(trust("reason")).isEqualTo("Signing");
        run();
        assertThat(trust("reason")).isEqualTo("TrustDomainsDiffer");
    }

    private String trust(String field) {
        return world.trust(field);
    }

    private String ready() {
        return world.ready();
    }

    private void agentSays(ObjectId id, String state, String error) {
        rig.edit(id, object -> {
            object.withObject("/status").put("state", state).put("error", error);
            return object;
        });
    }

    @Test
    void aCertificateThatFailedMakesTheVirtualMeshNotReadyAndIsNamedWithItsRemedy() {
        agentSays(WEST, "FAILED", "Secret istio-system/cacerts is somebody else's; delete it");
        rig.settle();

        assertThat(trust("status") + " " + trust("reason")).isEqualTo("False CertificateFailed");
        assertThat(trust("message"))
                .startsWith("IssuedCertificate gloo-mesh/istiod-istio-system-west on cluster west has failed: Secret"
                        + " istio-system/cacerts is somebody else's; delete it");
        assertThat(ready()).isEqualTo("False CertificateFailed");

        rig.edit(WEST, object -> {
            object.withObject("/status").put("state", "FINISHED").remove("error");
            return object;
        });
        rig.settle();
        assertThat(ready()).isEqualTo("True Ready");
    }

    @Test
    void aRenewalThatFailsLeavesTheVirtualMeshReadyWhileTheOldCertificateIsInUse() {
        agentSays(WEST, "FINISHED", "the issuer: is away");
        rig.settle();

        assertThat(ready()).isEqualTo("True Ready");
    }

    @Test
    void readyStaysTrueWhileRootsAreChanged() {
        virtualMesh("generated: {generation: 2}");
        while (pass() | agents()) {
            assertThat(ready()).isEqualTo("True Ready");
        }
    }

    @Test
    void whileAMeshHasNoAgentTheVirtualMeshIsNotReadyWhateverElseWaits() {
        ObjectId mesh = new ObjectId(MGMT, ReadKinds.MESH, "gloo-mesh", "istiod-istio-system-west");
        rig.edit(mesh, object -> {
            object.withObject("/spec").remove("agentInfo");
            return object;
        });
        virtualMesh("generated: {generation: 2}");
        pass();

        assertThat(trust("reason")).isEqualTo("AgentMissing");
        assertThat(trust("message"))
                .startsWith("Mesh gloo-mesh/istiod-istio-system-west on cluster west: no cert-agent was found there")
                .contains("register the cluster again with meshctl cluster register", "spreads the new root");
        assertThat(ready()).isEqualTo("False AgentMissing");
    }

    @Test
    void whileItIsOnlyTrustedCertificatesAreRenewedUnderTheFirst() {
        virtualMesh("generated: {generation: 2}");
        pass();

        assertThat(says(EAST)).isEqualTo("ab by a");
        assertThat(rig.at(EAST).at("/spec/signingCertificateSecret/name").asText())
                .isEqualTo("vm.gloo-mesh");
    }

    @Test
    void aPlaneThatIsRestartedAtEveryMomentComesToTheSameEnd() {
        virtualMesh("generated: {generation: 2}");
        for (int i = 0; i < 8; i++) {
            rig.restart();
            pass();
            rig.restart();
            agents();
        }
        run();

        assertThat(said.get(EAST)).containsExactly("ab by a", "abb by b", "b by b");
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("b by b", "b by b");
    }

    @Test
    void theFirstGenerationIsTheWayBack() {
        virtualMesh("generated: {generation: 2}");
        pass();
        agents();
        pass();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("abb by b", "ab by a");

        virtualMesh("generated: {generation: 1}");
        run();

        assertThat(said.get(EAST)).containsExactly("ab by a", "abb by b", "abba by b", "abbaa by a", "a by a");
        assertThat(said.get(WEST)).containsExactly("ab by a", "aba by a", "a by a");
    }

    @Test
    void aRootOfAUserReplacesTheOneThatThePlaneMade() {
        root(new Ref("gloo-mesh", "ours"), "", "weft.dev/signing-ca: 'true'");
        virtualMesh("secret: {name: ours, namespace: gloo-mesh}");
        run();

        assertThat(said.get(WEST)).containsExactly("ab by a", "abb by b", "b by b");
    }

    @Test
    void aClusterThatIsCutOffKeepsTheOldRootUntilItIsBack() {
        virtualMesh("generated: {generation: 2}");
        while (!says(WEST).equals("abb by b")) {
            assertThat(pass() | agents()).isTrue();
        }
        rig.know(
                "west",
                WorldRig.view(new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>())));
        run();
        assertThat(says(EAST)).isEqualTo("abb by b");

        rig.know("west", WorldRig.ALIVE);
        run();
        assertThat(List.of(says(EAST), says(WEST))).containsExactly("b by b", "b by b");
    }

    @Test
    void anAgentThatTellsNoEvidenceIsNotToldOfTrust() {
        tellsEvidence = false;
        for (ObjectId id : List.of(EAST, WEST)) {
            rig.edit(id, object -> {
                object.withObject("/spec").remove("trust");
                object.withObject("/status").remove("evidence");
                return object;
            });
        }
        virtualMesh("generated: {generation: 2}");
        run();

        assertThat(said).isEmpty();
        assertThat(rig.at(EAST).at("/spec/trust").isMissingNode()).isTrue();
        assertThat(rig.at(EAST).at("/spec/signingCertificateSecret/name").asText())
                .isEqualTo("vm.gloo-mesh");
    }

    @Test
    void BUG_36_aSecretThatIsGoneChangesNothingAndIsNotMadeAnew() {
        rig.delete(new ObjectId(MGMT, ReadKinds.SECRET, "gloo-mesh", "vm.gloo-mesh"));
        run();

        assertThat(said).isEmpty();
        assertThat(says(EAST)).isEqualTo("a by a");
        assertThat(made).hasSize(1);
        assertThat(trust("reason")).isEqualTo("RootUnusable");
        assertThat(ready()).isEqualTo("False RootUnusable");
    }

    @Test
    void aRootThatCannotBeUsedChangesNothing() {
        rig.apply(MGMT, """
                apiVersion: v1
                kind: Secret
                metadata: {name: ours, namespace: gloo-mesh, labels: {weft.dev/signing-ca: "true"}}
                data: {root-cert.pem: Zm9v, key.pem: Zm9v}
                """);
        virtualMesh("secret: {name: ours, namespace: gloo-mesh}");
        run();

        assertThat(said).isEmpty();
        assertThat(rig.at(EAST).at("/spec/signingCertificateSecret/name").asText())
                .isEqualTo("vm.gloo-mesh");
    }
}
