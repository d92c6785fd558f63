// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.ObjectRef;
import dev.weft.certagent.issue.Marks;
import dev.weft.certagent.issue.Ref;
import dev.weft.pki.CaCerts;
import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.hooks.Transcript;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server, with the agent's own rights. */
@Timeout(120)
class WorkerTest {
    private final AgentRig rig = new AgentRig();

    @AfterEach
    void stop() {
        rig.close();
    }

    private static CaCerts read(Secret secret) throws Exception {
        Map<String, byte[]> data = new HashMap<>();
        secret.getData()
                .forEach((name, text) -> data.put(name, Base64.getDecoder().decode(text)));
        return CaCerts.read(data);
    }

    @Test
    void fromIssuedCertificateToCaCertsAsTheReferenceNamesThings() throws Exception {
        rig.want();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.REQUESTED);
        Secret key = rig.secret("gloo-mesh", AgentRig.SELF.name());
        assertThat(key.getType()).isEqualTo("certificates.mesh.gloo.solo.io/generated_private_key");
        assertThat(key.getData()).containsOnlyKeys("private-key");
        assertThat(key.getMetadata().getLabels()).containsEntry("agent.certificates.mesh.gloo.solo.io", "gloo-mesh");
        assertThat(rig.request().getMetadata().getLabels())
                .containsEntry("agent.certificates.mesh.gloo.solo.io", "gloo-mesh");

        rig.answer();
        rig.work();

        assertThat(rig.state()).isEqualTo(State.FINISHED);
        Secret caCerts = rig.caCerts();
        assertThat(caCerts.getType()).isEqualTo("certificates.mesh.gloo.solo.io/issued_certificate");
        assertThat(caCerts.getMetadata().getLabels())
                .containsEntry("agent.certificates.mesh.gloo.solo.io", "gloo-mesh");
        assertThat(caCerts.getData()).containsOnlyKeys("ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem");
        assertThat(caCerts.getData().get("ca-key.pem")).isEqualTo(key.getData().get("private-key"));
        assertThat(read(caCerts).certificate().facts().serial())
                .isEqualTo(rig.certificate().getStatus().stored().serial());
        assertThat(rig.request()).isNull();
        assertThat(rig.secret("gloo-mesh", AgentRig.SELF.name())).isNull();
        rig.writes();

        rig.work();
        assertThat(rig.writes()).as("converged: no writes").isEmpty();
    }

    @Test
    void anAgentThatDiesAfterAnyStepIsFollowedByOneThatGoesOn() throws Exception {
        rig.want();
        Ref self = AgentRig.SELF;
        while (rig.worker().step(self) instanceof Worker.Outcome.Went) {
            assertThat(rig.caCerts()).isNull();
        }
        rig.answer();
        while (rig.worker().step(self) instanceof Worker.Outcome.Went) {
            read(rig.caCerts());
        }
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.writes())
                .filteredOn(write -> write.contains("secrets") && !write.startsWith("delete"))
                .as("one write for each Secret")
                .hasSize(2);
    }

    @Test
    void answersThatAreLostCostNothing() throws Exception {
        rig.want();
        rig.sandbox.faults().add(new Faults.Target("create", "", "", ""), new Faults.LoseAnswer(), 0, 1);
        rig.sandbox.faults().add(new Faults.Target("update", "", "", ""), new Faults.LoseAnswer(), 0, 1);
        for (int i = 0; i < 4; i++) {
            stubbornly();
        }
        rig.answer();
        rig.sandbox
                .faults()
                .add(new Faults.Target("create", "secrets", "istio-system", ""), new Faults.LoseAnswer(), 0, 1);
        for (int i = 0; i < 4; i++) {
            stubbornly();
        }
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.certificate().getStatus().error()).isNull();
        read(rig.caCerts());
    }

    private void stubbornly() {
        try {
            rig.work();
        } catch (HinderedException e) {
            assertThat(e).isNotNull();
        }
    }

    @Test
    void C29_theStateDoesNotAdvanceWhileCaCertsCannotBeWritten() {
        rig.want();
        rig.work();
        rig.answer();
        rig.sandbox
                .faults()
                .add(
                        new Faults.Target("create", "secrets", "istio-system", ""),
                        new Faults.Refuse(403, "Forbidden", "quota of " + "x".repeat(10)),
                        0,
                        2);
        assertThatThrownBy(rig::work).isInstanceOf(HinderedException.class);
        assertThat(rig.state()).isEqualTo(State.REQUESTED);
        assertThat(rig.certificate().getStatus().error()).contains("403").contains("quota");
        assertThat(rig.secret("gloo-mesh", AgentRig.SELF.name())).isNotNull();
        rig.writes();
        assertThatThrownBy(rig::work).isInstanceOf(HinderedException.class);
        assertThat(rig.writes()).as("told once").noneMatch(write -> write.contains("status"));
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.certificate().getStatus().error()).isNull();
    }

    @Test
    void C23_aForeignCaCertsIsLeftAloneAndOthersGoOn() {
        Secret foreign = new SecretBuilder()
                .withNewMetadata()
                .withNamespace("istio-system")
                .withName("cacerts")
                .endMetadata()
                .withData(Map.of("ca-cert.pem", "AAAA"))
                .build();
        rig.admin.resource(foreign).create();
        String version = rig.caCerts().getMetadata().getResourceVersion();
        rig.want();
        Optional<Instant> again = rig.work();
        assertThat(rig.state()).isEqualTo(State.FAILED);
        assertThat(rig.certificate().getStatus().error()).contains("istio-system/cacerts");
        assertThat(rig.caCerts().getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(rig.secret("gloo-mesh", AgentRig.SELF.name()))
                .as("no key for nothing")
                .isNull();

        rig.admin.resource(foreign).delete();
        rig.now.set(again.orElseThrow());
        rig.work();
        assertThat(rig.state()).isEqualTo(State.REQUESTED);
    }

    @Test
    void whatIsNotItsToWriteIsNotEvenRead() {
        rig.want(AgentRig.SELF.name(), new ObjectRef("cacerts", "bookinfo"), null);
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FAILED);
        assertThat(rig.sandbox.transcript().entries())
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.path().contains("/secrets") || entry.code() == 403);
    }

    @Test
    void D8_aRenewalKeepsTheOldOneUntilOneWriteReplacesIt() throws Exception {
        rig.want();
        rig.work();
        rig.answer();
        Optional<Instant> due = rig.work();
        CaCerts old = read(rig.caCerts());
        assertThat(due).contains(old.certificate().facts().renewAt(0.1));

        rig.now.set(due.orElseThrow());
        rig.work();
        assertThat(read(rig.caCerts()).certificate()).isEqualTo(old.certificate());
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        rig.writes();
        rig.answer();
        rig.work();
        assertThat(rig.writes())
                .filteredOn(write -> write.contains("cacerts"))
                .containsExactly("update istio-system/secrets/cacerts 200");
        assertThat(read(rig.caCerts()).key()).isNotEqualTo(old.key());
        assertThat(read(rig.caCerts()).certificate().facts().notAfter())
                .isAfter(old.certificate().facts().notAfter().plus(Duration.ofDays(300)));
    }

    @Test
    void marksOfOthersOnCaCertsStay() throws Exception {
        rig.want();
        rig.work();
        rig.answer();
        Optional<Instant> due = rig.work();
        Secret marked = rig.caCerts();
        marked.getMetadata().getAnnotations().put("backup.example/keep", "yes");
        rig.admin.resource(marked).update();
        rig.now.set(due.orElseThrow());
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.caCerts().getMetadata().getAnnotations())
                .containsEntry("backup.example/keep", "yes")
                .containsEntry(Marks.STORED_AT, due.orElseThrow().toString());
    }

    @Test
    void twoAgentsAtOnceMakeOneKey() throws Exception {
        rig.want();
        Worker one = rig.worker();
        Worker other = rig.worker();
        List<Thread> threads = List.of(
                Thread.ofPlatform().start(() -> one.work(AgentRig.SELF)),
                Thread.ofPlatform().start(() -> other.work(AgentRig.SELF)));
        for (Thread thread : threads) {
            thread.join();
        }
        rig.answer();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.writes())
                .filteredOn(write -> write.contains("gloo-mesh/secrets") && write.endsWith(" 201"))
                .hasSize(1);
    }

    @Test
    void I4_theKeyIsInNoWriteButThoseOfItsSecretAndCaCerts() {
        rig.want();
        rig.work();
        Secret secret = rig.secret("gloo-mesh", AgentRig.SELF.name());
        String base64 = secret.getData().get("private-key");
        String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        List<String> lines =
                pem.lines().filter(line -> !line.startsWith("-----")).toList();
        rig.answer();
        rig.work();
        assertThat(lines).hasSizeGreaterThan(1);
        int holders = 0;
        for (Transcript.Entry entry : rig.sandbox.transcript().entries()) {
            if (entry.request().isEmpty() && entry.response().isEmpty()) {
                continue;
            }
            String text = entry.request() + entry.response();
            boolean holds =
                    text.contains(base64.substring(60, 100)) || lines.stream().anyMatch(text::contains);
            holders += holds ? 1 : 0;
            assertThat(!holds || entry.path().contains("/secrets"))
                    .as("%s %s", entry.verb(), entry.path())
                    .isTrue();
        }
        assertThat(holders).as("the scanner sees what it looks for").isGreaterThanOrEqualTo(2);
        assertThat(Objects.requireNonNull(rig.certificate().getStatus()).toString())
                .doesNotContain(lines.getFirst());
    }
}
