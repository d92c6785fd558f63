// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.certagent.issue.Marks;
import dev.weft.sandbox.hooks.Faults;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to be trusted, on a server and with the agent's own rights. */
@Timeout(120)
class TrustOnServerTest {
    private final AgentRig rig = new AgentRig();
    private final FakeIssuer fresh = FakeIssuer.at(rig.now.get());
    private final String union = rig.issuer.roots() + fresh.roots();

    @AfterEach
    void stop() {
        rig.close();
    }

    private void finished() {
        rig.want();
        rig.work();
        rig.answer();
        rig.work();
        rig.writes();
    }

    private static Trust trust(String bundle, String signingRoot) {
        return new Trust(bundle, signingRoot, null, null);
    }

    private static String decoded(Secret secret, String entry) {
        return new String(Base64.getDecoder().decode(secret.getData().get(entry)), StandardCharsets.UTF_8);
    }

    @Test
    void anotherBundleIsOneWriteThatLeavesAllElseAsItIs() {
        finished();
        Secret marked = rig.caCerts();
        marked.getMetadata().getAnnotations().put("backup.example/keep", "yes");
        marked.getData().put("ca-crl.pem", "AAAA");
        Secret before = rig.admin.resource(marked).update();

        rig.trust(trust(union, rig.issuer.fingerprint()));
        rig.work();

        assertThat(rig.writes())
                .filteredOn(write -> !write.contains("status"))
                .containsExactly("update istio-system/secrets/cacerts 200");
        Secret after = rig.caCerts();
        assertThat(decoded(after, "root-cert.pem")).isEqualTo(union);
        Map<String, String> expected = new TreeMap<>(before.getData());
        expected.put("root-cert.pem", after.getData().get("root-cert.pem"));
        assertThat(after.getData()).isEqualTo(expected);
        assertThat(after.getMetadata().getAnnotations()).containsEntry("backup.example/keep", "yes");
        assertThat(rig.state()).isEqualTo(State.FINISHED);

        rig.work();
        assertThat(rig.writes()).as("converged: no writes").isEmpty();
    }

    @Test
    void anotherSigningRootLeavesTheOldOneUntilOneWriteReplacesIt() {
        finished();
        Secret before = rig.caCerts();
        rig.trust(trust(union + fresh.roots(), fresh.fingerprint()));
        rig.work();
        assertThat(rig.caCerts()).isEqualTo(before);
        rig.writes();

        rig.sandbox
                .faults()
                .add(new Faults.Target("update", "secrets", "istio-system", ""), new Faults.LoseAnswer(), 0, 1);
        rig.answer(fresh);
        for (int i = 0; i < 2; i++) {
            try {
                rig.work();
            } catch (HinderedException e) {
                assertThat(e).hasMessageContaining("does not answer");
            }
        }

        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.writes())
                .filteredOn(write -> write.contains("cacerts") && write.startsWith("update"))
                .as("also when the answer is lost")
                .hasSize(1);
        assertThat(decoded(rig.caCerts(), "root-cert.pem")).isEqualTo(union + fresh.roots());
        assertThat(decoded(rig.caCerts(), "ca-key.pem")).isNotEqualTo(decoded(before, "ca-key.pem"));
    }

    @Test
    void whatTheAgentOfTheReferenceHasStoredIsMarkedAtOnceAndKeepsItsBytes() {
        finished();
        Secret secret = rig.caCerts();
        for (String mark : new String[] {Marks.ISSUED_FOR, Marks.ISSUANCE, Marks.STORED_AT}) {
            secret.getMetadata().getAnnotations().remove(mark);
        }
        secret.getData().put("key.pem", "");
        Secret before = rig.admin.resource(secret).update();
        IssuedCertificate certificate = rig.certificate();
        certificate.setStatus(new IssuedCertificateStatus(1L, "", State.FINISHED, null, null, null, null));
        rig.admin.resource(certificate).updateStatus();

        rig.work();

        Secret after = rig.caCerts();
        assertThat(after.getData()).isEqualTo(before.getData());
        assertThat(after.getMetadata().getAnnotations()).containsKeys(Marks.ISSUED_FOR, Marks.ISSUANCE);
        assertThat(rig.request()).isNull();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
    }
}
