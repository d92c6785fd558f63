// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.MeshConfig;
import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.MeshConfigSeen;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.ObjectRef;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trust domains that are let in by an entry in somebody else's mesh configuration, on a server and with the agent's own rights. */
@Timeout(120)
class LetInTest {
    private static final ObjectRef ISTIO = new ObjectRef("istio", "istio-system");
    private static final String TEXT = "# mine\ntrustDomain: east.example\ncaCertificates:\n- pem: mine # kept\n";

    private final AgentRig rig = new AgentRig();

    @BeforeEach
    void aMesh() {
        mesh(TEXT);
        rig.pod(
                "istio-system",
                "istiod-1",
                Map.of("app", "istiod"),
                "10.0.0.1",
                new ContainerBuilder().withName("discovery").withImage("none").build());
        rig.want();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private void mesh(String text) {
        rig.config("istio-system", "istio", Map.of("mesh", text));
    }

    private String mesh() {
        return rig.admin
                .configMaps()
                .inNamespace("istio-system")
                .withName("istio")
                .get()
                .getData()
                .get("mesh");
    }

    private void letIn(String... trustDomains) {
        MeshConfig meshConfig =
                trustDomains.length == 0 ? null : new MeshConfig(ISTIO, rig.issuer.roots(), List.of(trustDomains));
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), meshConfig, null));
        rig.work();
    }

    private MeshConfigSeen seen() {
        pass(Duration.ofSeconds(5));
        rig.work();
        return rig.certificate().getStatus().evidence().meshConfig();
    }

    private void pass(Duration time) {
        rig.now.set(rig.now.get().plus(time));
    }

    private Upkeep upkeep() {
        return new Upkeep(CertAgent.client(rig.server()), AgentRig.RULES, rig.now::get);
    }

    private void isLeftUnwanted(Upkeep upkeep) {
        upkeep.look();
        pass(Upkeep.GRACE.plusSeconds(1));
        upkeep.look();
    }

    private void delete() {
        rig.admin.resource(rig.certificate()).delete();
    }

    @Test
    void theyAreLetInByAnEntryOfTheirOwnAndNoLongerWhenNobodyAsks() {
        letIn("west.example", "1.5");
        assertThat(mesh())
                .contains("- pem: mine # kept\n")
                .contains("  trustDomains:\n  - \"1.5\"\n  - \"west.example\"\n");
        assertThat(seen().trustDomains()).containsExactly("1.5", "west.example");

        letIn("north.example");
        assertThat(seen().trustDomains()).containsExactly("north.example");

        letIn();
        assertThat(mesh()).isEqualTo(TEXT);
        assertThat(seen().trustDomains()).isEmpty();
    }

    @Test
    void thatIsNoReasonForAnotherCertificate() {
        letIn();
        rig.answer();
        rig.work();
        rig.writes();

        letIn("west.example");

        assertThat(rig.writes())
                .filteredOn(write -> !write.contains("issuedcertificates"))
                .containsExactly("update istio-system/configmaps/istio 200");
        assertThat(rig.state()).isEqualTo(State.FINISHED);
    }

    @Test
    void whatAUserLetsInIsToldToo() {
        mesh(
                "caCertificates:\n- pem: mine\n  trustDomains: [b, a, 7, {c: d}, \"no domain\"]\n- trustDomains: x\n- y\n");
        assertThat(seen().trustDomains()).containsExactly("7", "a", "b");
        mesh("a: [");
        assertThat(seen().trustDomains()).isEmpty();
    }

    @Test
    void withARevisionThatTheAgentMayNotReadNothingIsToldOfThem() {
        rig.pod(
                "istio-system",
                "istiod-2",
                Map.of("app", "istiod", "istio.io/rev", "canary"),
                "10.0.0.2",
                new ContainerBuilder().withName("discovery").withImage("none").build());
        assertThat(seen().trustDomains()).isNull();
    }

    @Test
    void whatIsNoTrustDomainIsNeverWritten() {
        letIn("west.example\n  evil: true");
        assertThat(mesh()).isEqualTo(TEXT);
        assertThat(rig.certificate().getStatus().error()).contains("spec.trust.meshConfig.trustDomains");
    }

    @Test
    void whatAnInstallerOfIstioOverwritesIsPutBackWithoutAnEvent() {
        letIn("west.example");
        String with = mesh();
        mesh(TEXT);
        upkeep().look();
        assertThat(mesh()).isEqualTo(with);
    }

    @Test
    void theEntryGoesWithItsIssuedCertificate() {
        letIn("west.example");
        delete();
        Upkeep upkeep = upkeep();
        upkeep.look();
        assertThat(mesh()).as("it may be made again").contains("# weft: begin");
        isLeftUnwanted(upkeep);
        assertThat(mesh()).isEqualTo(TEXT);
    }

    @Test
    void anIssuedCertificateThatIsMadeAgainTakesNothingAwayMeanwhile() {
        letIn("west.example");
        String with = mesh();
        Upkeep upkeep = upkeep();
        delete();
        upkeep.look();
        rig.want();
        letIn("west.example");
        upkeep.look();
        delete();
        pass(Upkeep.GRACE.plusSeconds(1));
        upkeep.look();
        assertThat(mesh()).isEqualTo(with);
    }

    @Test
    void theEntryOfAnAgentElsewhereStays() {
        letIn("west.example");
        String with = mesh();
        delete();
        rig.admin
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("istio-system")
                        .withName("cacerts")
                        .addToLabels("agent.certificates.mesh.gloo.solo.io", "weft-agent")
                        .endMetadata()
                        .build())
                .create();
        isLeftUnwanted(upkeep());
        assertThat(mesh()).isEqualTo(with);
    }

    @Test
    void aServerThatDoesNotSayWhatIsWantedIsNoReasonToTakeAnythingAway() {
        letIn("west.example");
        String with = mesh();
        delete();
        rig.admin
                .rbac()
                .roles()
                .inNamespace("gloo-mesh")
                .withName(AgentRig.AGENT)
                .delete();
        isLeftUnwanted(upkeep());
        assertThat(mesh()).isEqualTo(with);
    }
}
