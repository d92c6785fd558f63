// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.certificates.IssuedCertificateStatus.CaCertsSeen;
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

    /** As the management side asks for it first: its own root goes on signing, and the common one is trusted besides. */
    private void wantUnion() {
        rig.want();
        rig.trust(new Trust(union, theirs.fingerprint(), null, theirs.fingerprint()));
    }

    @Test
    void whereItsRootGoesOnSigningOnlyWhatIsTrustedGrows() {
        Secret before = foreign("Opaque", plain());
        wantUnion();
        rig.work();

        assertThat(writesOfIstio())
                .containsExactly("create istio-system/secrets 201", "update istio-system/secrets/cacerts 200");
        assertThat(backup().getData()).isEqualTo(before.getData());
        Map<String, String> expected = new TreeMap<>(before.getData());
        expected.put("root-cert.pem", base64(union));
        assertThat(rig.caCerts().getData())
                .as("byte for byte but for the roots")
                .isEqualTo(expected);
        assertThat(rig.caCerts().getMetadata().getUid())
                .isEqualTo(before.getMetadata().getUid());
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.request()).as("nobody here signs under that root").isNull();
        CaCertsSeen seen = rig.certificate().getStatus().evidence().caCerts();
        assertThat(seen).isEqualTo(new CaCertsSeen(null, null, theirs.fingerprint()));

        rig.trust(new Trust(union + rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        rig.work();
        rig.answer();
        rig.work();
        rig.trust(new Trust(rig.issuer.roots(), rig.issuer.fingerprint(), null, null));
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FINISHED);
        assertThat(rig.caCerts().getData()).containsEntry("root-cert.pem", base64(rig.issuer.roots()));
        assertThat(rig.caCerts().getData().get("ca-key.pem"))
                .isNotEqualTo(before.getData().get("ca-key.pem"));
        assertThat(backup().getData()).isEqualTo(before.getData());
        assertThat(rig.certificate().getStatus().evidence().caCerts()).isEqualTo(seen);
    }

    @Test
    void whateverIsRefusedOrLostWhileItsRootGoesOnSigningItEndsTheSame() {
        for (Faults.Effect fault : List.of(
                new Faults.LoseAnswer(), new Faults.Refuse(500, "", "no"), new Faults.Refuse(409, "Conflict", "no"))) {
            for (Faults.Target write : List.of(
                    new Faults.Target("create", "secrets", "", ""),
                    new Faults.Target("update", "secrets", "", ""),
                    new Faults.Target("update", "issuedcertificates/status", "", ""))) {
                foreign("Opaque", plain());
                wantUnion();
                rig.sandbox.faults().add(write, fault, 0, 1);
                for (int i = 0; i < 3; i++) {
                    try {
                        rig.work();
                    } catch (HinderedException e) {
                        assertThat(e).hasMessageContaining("the API server");
                    }
                    assertThat(rig.caCerts().getData())
                            .as("after %s of %s", fault, write)
                            .containsEntry("ca-key.pem", base64(identity.key().pem()));
                }
                assertThat(rig.state()).as("after %s of %s", fault, write).isEqualTo(State.FINISHED);
                assertThat(rig.caCerts().getData()).containsEntry("root-cert.pem", base64(union));
                assertThat(backup().getData()).containsEntry("root-cert.pem", base64(theirs.roots()));
                rig.sandbox.faults().clear();
                rig.admin.resource(rig.caCerts()).delete();
                rig.admin.resource(backup()).delete();
                rig.admin.resource(rig.certificate()).delete();
            }
        }
    }

    @Test
    void oneThatHasChangedSinceItWasAskedForIsLeftAlone() {
        FakeIssuer another = FakeIssuer.at(rig.now.get());
        FakeIssuer.Identity other = another.identity(rig.now.get());
        Map<String, String> changed = new TreeMap<>(plain());
        changed.put("root-cert.pem", theirs.roots() + another.roots());
        Secret grown = foreign("Opaque", changed);
        wantUnion();
        rig.work();
        assertThat(error()).contains("spec.trust.bundle does not hold its root-cert.pem");
        assertThat(rig.caCerts()).isEqualTo(grown);

        rig.admin.resource(grown).delete();
        String certificate = other.chain().getFirst().pem();
        changed.put("root-cert.pem", another.roots());
        changed.put("ca-key.pem", other.key().pem());
        changed.put("ca-cert.pem", certificate);
        changed.put("cert-chain.pem", certificate);
        Secret replaced = foreign("Opaque", changed);
        rig.now.set(rig.now.get().plusSeconds(60));
        rig.work();
        assertThat(error()).contains(another.fingerprint()).contains(theirs.fingerprint());
        assertThat(rig.caCerts()).isEqualTo(replaced);
        assertThat(backup()).isNull();
        assertThat(rig.certificate().getStatus().evidence().caCerts().foreignRoot())
                .isEqualTo(another.fingerprint());
    }

    @Test
    void whatIsInTheWayIsToldBeforeAnybodyAsks() {
        Secret before = foreign("kubernetes.io/tls", tls());
        rig.want();
        rig.work();
        assertThat(seen().foreignRoot()).isEqualTo(theirs.fingerprint());
        assertThat(seen().problem()).contains("kubernetes.io/tls");

        rig.admin.resource(before).delete();
        Map<String, String> torn = new TreeMap<>(plain());
        torn.put("ca-key.pem", rig.issuer.identity(rig.now.get()).key().pem());
        before = foreign("Opaque", torn);
        rig.now.set(rig.now.get().plusSeconds(60));
        rig.work();
        assertThat(seen().problem()).contains("ca-key.pem").contains("correct it");
        wantsUnionOf(before);

        rig.admin.resource(before).delete();
        before = foreign("Opaque", plain());
        rig.now.set(rig.now.get().plus(FakeIssuer.YEAR.multipliedBy(2)));
        rig.work();
        assertThat(seen().problem()).contains("cannot be used");
        wantsUnionOf(before);
    }

    @Test
    void oneThatIsImmutableIsToldAndLeftAlone() {
        Secret before = foreign("Opaque", plain());
        before = rig.admin
                .resource(new SecretBuilder(before).withImmutable(true).build())
                .update();
        rig.want();
        rig.work();
        assertThat(seen().problem()).contains("immutable");
        rig.trust(new Trust(union, theirs.fingerprint(), null, theirs.fingerprint()));
        rig.work();
        assertThat(error()).contains("left as it is").contains("immutable");
        assertThat(rig.caCerts()).isEqualTo(before);
        assertThat(backup()).isNull();
    }

    @Test
    void oneThatIstiodDoesNotHandOutIsTold() {
        foreign("Opaque", plain());
        rig.config("istio-system", "istio-ca-root-cert", Map.of("root-cert.pem", rig.issuer.roots()));
        rig.want();
        rig.work();
        assertThat(seen().problem()).contains("istiod does not hand out its root-cert.pem");

        rig.config("istio-system", "istio-ca-root-cert", Map.of("root-cert.pem", theirs.roots()));
        rig.now.set(rig.now.get().plusSeconds(60));
        rig.work();
        assertThat(seen()).isEqualTo(new CaCertsSeen(theirs.fingerprint(), null, null));
    }

    private CaCertsSeen seen() {
        return rig.certificate().getStatus().evidence().caCerts();
    }

    /** In vain. */
    private void wantsUnionOf(Secret before) {
        rig.trust(new Trust(union, theirs.fingerprint(), null, theirs.fingerprint()));
        rig.work();
        assertThat(rig.state()).isEqualTo(State.FAILED);
        assertThat(error()).contains("left as it is").contains("cannot be used");
        assertThat(rig.caCerts()).isEqualTo(before);
        assertThat(rig.request()).isNull();
        assertThat(backup()).isNull();
        rig.trust(null);
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
