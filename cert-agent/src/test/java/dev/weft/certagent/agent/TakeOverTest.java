// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.certagent.issue.Marks;
import dev.weft.sandbox.hooks.Faults;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A {@code cacerts} of somebody else, on a server and with the agent's own rights. */
@Timeout(120)
class TakeOverTest {
    private final AgentRig rig = new AgentRig();
    private final FakeIssuer theirs = FakeIssuer.at(rig.now.get());
    private final FakeIssuer.Identity identity = theirs.identity(rig.now.get());
    private final String union = theirs.roots() + rig.issuer.roots();

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Secret foreign(String type, Map<String, String> data) {
        Map<String, String> encoded = new TreeMap<>();
        data.forEach((name, text) -> encoded.put(name, base64(text)));
        return rig.admin
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("istio-system")
                        .withName("cacerts")
                        .addToLabels("made-by", "hand")
                        .endMetadata()
                        .withType(type)
                        .withData(encoded)
                        .build())
                .create();
    }

    private Map<String, String> plain() {
        String certificate = identity.chain().getFirst().pem();
        return Map.of(
                "ca-key.pem",
                identity.key().pem(),
                "ca-cert.pem",
                certificate,
                "cert-chain.pem",
                certificate,
                "root-cert.pem",
                theirs.roots());
    }

    private Map<String, String> tls() {
        return Map.of(
                "tls.key",
                identity.key().pem(),
                "tls.crt",
                identity.chain().getFirst().pem(),
                "ca.crt",
                theirs.roots());
    }

    private void want(@Nullable String takeOver) {
        rig.want();
        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, takeOver));
    }

    private String error() {
        return rig.certificate().getStatus().error();
    }

    private @Nullable Secret backup() {
        return rig.secret("istio-system", "cacerts.before-weft");
    }

    private List<String> writesOfIstio() {
        return rig.writes().stream()
                .filter(write -> write.startsWith("create istio-system") || write.contains("cacerts"))
                .toList();
    }

    @Test
    void onRequestItIsKeptThenReplacedByOneWrite() {
        Secret before = foreign("Opaque", plain());
        want(theirs.fingerprint());
        rig.work();
        assertThat(rig.state()).isEqualTo(State.REQUESTED);
        assertThat(rig.caCerts()).isEqualTo(before);
        assertThat(backup())
                .as("not before there is something to replace it by")
                .isNull();
        rig.writes();

        rig.answer();
        rig.work();
        assertThat(writesOfIstio())
                .containsExactly("create istio-system/secrets 201", "update istio-system/secrets/cacerts 200");
        assertThat(backup().getData()).isEqualTo(before.getData());
        assertThat(backup().getType()).isEqualTo("Opaque");
        Secret after = rig.caCerts();
        assertThat(after.getData()).containsEntry("root-cert.pem", base64(union));
        assertThat(after.getData().get("ca-key.pem"))
                .isNotEqualTo(before.getData().get("ca-key.pem"));
        assertThat(after.getMetadata().getLabels()).containsEntry("made-by", "hand");
        assertThat(after.getMetadata().getAnnotations()).containsEntry(Marks.TAKEN_OVER, theirs.fingerprint());
        assertThat(rig.state()).isEqualTo(State.FINISHED);

        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        rig.work();
        assertThat(rig.caCerts().getData())
                .as("it is ours from now on, without being told so again")
                .containsEntry("root-cert.pem", base64(rig.issuer.roots()));
        assertThat(rig.sandbox.transcript().entries())
                .filteredOn(entry -> entry.user().equals(AgentRig.AGENT))
                .noneMatch(entry -> entry.code() == 403);
    }

    @Test
    void withoutARequestOrWithAnotherRootItIsReportedAndLeftAlone() {
        Secret before = foreign("Opaque", plain());
        want(null);
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FAILED);
        assertThat(error()).contains("left as it is").contains(theirs.fingerprint());
        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, rig.issuer.fingerprint()));
        rig.work();
        assertThat(error()).contains("takeOver").contains(theirs.fingerprint());
        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, "nonsense"));
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FAILED);
        assertThat(rig.caCerts()).isEqualTo(before);
        assertThat(rig.request()).isNull();
        assertThat(backup()).isNull();
    }

    @Test
    void theOtherLayoutIsReadAndAnotherTypeIsLeftAlone() {
        Secret before = foreign("kubernetes.io/tls", tls());
        want(null);
        rig.work();
        assertThat(error()).contains(theirs.fingerprint());
        rig.trust(new Trust(union, rig.issuer.fingerprint(), null, theirs.fingerprint()));
        rig.work();
        assertThat(error()).contains("kubernetes.io/tls").contains("Opaque");
        assertThat(rig.caCerts()).isEqualTo(before);

        rig.admin.resource(before).delete();
        foreign("Opaque", tls());
        rig.work();
        rig.answer();
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.caCerts().getData()).as("istiod would read nothing else").doesNotContainKey("tls.crt");
        assertThat(backup().getData()).containsKeys("tls.crt", "tls.key", "ca.crt");
    }

    @Test
    void aBackupOfSomethingElseIsNotOverwritten() {
        Secret before = foreign("Opaque", plain());
        Secret other = rig.admin
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("istio-system")
                        .withName(Marks.BACKUP)
                        .endMetadata()
                        .withData(Map.of("ca-key.pem", "AAAA"))
                        .build())
                .create();
        want(theirs.fingerprint());
        rig.work();
        assertThat(error()).contains("cacerts.before-weft").contains("move that away");
        assertThat(rig.caCerts()).isEqualTo(before);
        assertThat(backup()).isEqualTo(other);
    }

    @Test
    void whateverIsRefusedOrLostTheOldKeyIsThere() {
        Secret before = foreign("Opaque", plain());
        String key = before.getData().get("ca-key.pem");
        want(theirs.fingerprint());
        rig.work();
        rig.answer();
        rig.sandbox
                .faults()
                .add(new Faults.Target("create", "secrets", "istio-system", ""), new Faults.LoseAnswer(), 0, 1);
        rig.sandbox
                .faults()
                .add(
                        new Faults.Target("update", "secrets", "istio-system", ""),
                        new Faults.Refuse(500, "", "no"),
                        0,
                        1);
        for (int i = 0; i < 4; i++) {
            try {
                rig.work();
            } catch (HinderedException e) {
                assertThat(e).hasMessageContaining("the API server");
            }
            boolean kept = backup() != null && key.equals(backup().getData().get("ca-key.pem"));
            assertThat(kept || key.equals(rig.caCerts().getData().get("ca-key.pem")))
                    .isTrue();
        }
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(backup().getData()).isEqualTo(before.getData());
    }
}
