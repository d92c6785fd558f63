// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateStatus;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.Condition;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.KeySpec;
import dev.weft.pki.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IssuingTest {
    private final Bench bench = new Bench();
    private final FakeIssuer issuer = FakeIssuer.at(bench.now);

    private Bench finished() {
        return bench.run().answer(issuer).run();
    }

    private Condition condition(String type) {
        return bench.told.conditions().stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void C8_aKeyThenARequestThenTheAnswerThenCaCerts() {
        bench.run();
        assertThat(bench.steps).containsExactly("MakeKey", "Ask", "Rest");
        assertThat(bench.told.state()).isEqualTo(State.REQUESTED);
        assertThat(condition(Statuses.READY).reason()).isEqualTo("WaitingForIssuer");
        assertThat(bench.caCerts).isInstanceOf(Held.Absent.class);

        bench.steps.clear();
        bench.answer(issuer).run();

        assertThat(bench.steps).containsExactly("Store", "DropRequest", "DropKey", "InPlace");
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.error()).isNull();
        assertThat(bench.told.stored().serial())
                .isEqualTo(bench.inPlace().certificate().facts().serial());
        assertThat(bench.told.stored().notAfter())
                .isEqualTo(bench.inPlace().certificate().facts().notAfter().toString());
        assertThat(bench.inPlace().verdict(bench.now)).isInstanceOf(ChainVerdict.Trusted.class);
        assertThat(condition(Statuses.READY).status()).isEqualTo("True");
    }

    @Test
    void C11_caCertsHasTheKeyTheCertificateAndItsChainToTheRoot() {
        FakeIssuer below = issuer.below(bench.now);
        bench.run();
        byte[] key = bench.keyBytes();
        bench.answer(below).run();

        Map<String, byte[]> data = ((Held.Ours) bench.caCerts).data();
        assertThat(data.get("ca-key.pem")).isEqualTo(key);
        assertThat(text(data, "root-cert.pem")).isEqualTo(issuer.roots());
        assertThat(text(data, "cert-chain.pem"))
                .startsWith(text(data, "ca-cert.pem"))
                .endsWith(issuer.roots());
        assertThat(bench.inPlace().chain().certificates()).hasSize(3);
    }

    private static String text(Map<String, byte[]> data, String name) {
        return new String(data.get(name), StandardCharsets.US_ASCII);
    }

    @Test
    void C9_nothingIsDoneWithoutASecretToWrite() {
        bench.secret = new Ref("", "");
        assertThat(bench.next()).isInstanceOf(Step.NotOurs.class);
    }

    @Test
    void anotherSecretThanCaCertsOfIstioIsRefused() {
        for (Ref ref : List.of(new Ref("kube-system", "cacerts"), new Ref("istio-system", "other"))) {
            bench.secret = ref;
            bench.run();
            assertThat(bench.told.state()).isEqualTo(State.FAILED);
            assertThat(bench.told.error()).contains(ref.toString()).contains("--istio-namespace");
            assertThat(bench.key).isInstanceOf(Held.Absent.class);
        }
    }

    @Test
    void C10_whileTheIssuerIsSilentNothingIsWritten() {
        bench.run();
        var told = bench.told;
        bench.now = bench.now.plus(Duration.ofHours(3));
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(bench.told).isEqualTo(told);
    }

    @Test
    void C13_whatIsFinishedStaysAsItIs() {
        finished();
        var told = bench.told;
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace");
        assertThat(bench.told).isEqualTo(told);
    }

    @Test
    void C12_caCertsThatIsDeletedIsIssuedAgain() {
        finished();
        String before = bench.told.stored().issuance();
        bench.caCerts = new Held.Absent();
        bench.run();
        assertThat(bench.told.state()).isEqualTo(State.REQUESTED);
        assertThat(condition(Statuses.ISSUED).status()).isEqualTo("False");
        bench.answer(issuer).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.stored().issuance()).as("C28: restarts are due").isNotEqualTo(before);
    }

    @Test
    void C14_aChangedSpecIsIssuedAgain() {
        finished();
        bench.change();
        bench.run();
        assertThat(bench.told.state()).isEqualTo(State.REQUESTED);
        assertThat(bench.told.observedGeneration()).isEqualTo(2);
        bench.answer(issuer).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
    }

    @Test
    void C14_aSpecThatChangesWhileItIsRequestedKeepsTheKeyAndAsksAnew() {
        bench.run().answer(issuer);
        byte[] key = bench.keyBytes();
        bench.change();
        bench.run();
        assertThat(bench.request.orElseThrow().uid()).isEqualTo("request-2");
        assertThat(bench.keyBytes()).isEqualTo(key);
        assertThat(bench.caCerts).as("the answer was to another question").isInstanceOf(Held.Absent.class);
    }

    @Test
    void C23_aForeignCaCertsIsReportedAndLeftAlone() {
        bench.caCerts = Held.of(Bench.RULES, Map.of(), "Opaque", Marks.ISSUED_TYPE, Map.of(), Map.of());
        Held foreign = bench.caCerts;
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(bench.caCerts).isSameAs(foreign);
        assertThat(bench.told.state()).isEqualTo(State.FAILED);
        assertThat(bench.told.error()).contains("istio-system/cacerts").contains("left as it is");
        assertThat(condition(Statuses.READY).reason()).isEqualTo("ForeignSecret");
    }

    @Test
    void D2_aSecretOfAnotherTypeOrAgentIsForeignWhateverItsLabels() {
        Map<String, String> ours = Map.of(Marks.OWNER_LABEL, "gloo-mesh");
        Map<String, String> other = Map.of(Marks.OWNER_LABEL, "other");
        assertThat(Held.of(Bench.RULES, ours, "Opaque", Marks.ISSUED_TYPE, Map.of(), Map.of()))
                .isInstanceOf(Held.Foreign.class);
        assertThat(Held.of(Bench.RULES, other, Marks.ISSUED_TYPE, Marks.ISSUED_TYPE, Map.of(), Map.of()))
                .isInstanceOf(Held.Foreign.class);
        assertThat(Held.of(Bench.RULES, ours, Marks.ISSUED_TYPE, Marks.ISSUED_TYPE, Map.of(), Map.of()))
                .isInstanceOf(Held.Ours.class);
    }

    @Test
    void C24_theOldCaCertsStaysUntilItIsReplacedByOneWrite() {
        finished();
        Held old = bench.caCerts;
        bench.change();
        bench.run();
        assertThat(bench.caCerts).isSameAs(old);
        bench.answer(issuer);
        bench.steps.clear();
        while (bench.step()) {
            assertThat(bench.caCerts).isInstanceOf(Held.Ours.class);
        }
        assertThat(bench.steps).containsOnlyOnce("Store");
        assertThat(bench.caCerts).isNotSameAs(old);
    }

    @Test
    void C25_anAnswerToAnotherGenerationOfTheRequestIsNone() {
        bench.run();
        bench.answer(issuer.sign(bench.request.orElseThrow().pem(), bench.now), issuer.roots(), 0);
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(bench.told.state()).isEqualTo(State.REQUESTED);
    }

    @Test
    void C26_aCertificateForAnotherKeyChangesNothing() {
        Bench other = new Bench().run();
        String foreign = issuer.sign(other.request.orElseThrow().pem(), bench.now);
        bench.run().answer(foreign, issuer.roots(), 1).run();
        assertThat(bench.caCerts).isInstanceOf(Held.Absent.class);
        assertThat(bench.told.state()).isEqualTo(State.FAILED);
        assertThat(bench.told.error()).contains("key of another certificate");
    }

    @Test
    void D5_aCertificateThatDoesNotLeadToItsRootsOrIsExpiredChangesNothing() {
        bench.run();
        String pem = bench.request.orElseThrow().pem();
        FakeIssuer old = FakeIssuer.at(bench.now.minus(Duration.ofDays(400)));
        for (String[] answer : List.of(
                new String[] {
                    issuer.sign(pem, bench.now), FakeIssuer.at(bench.now).roots()
                },
                new String[] {old.sign(pem, bench.now.minus(Duration.ofDays(400))), old.roots()},
                new String[] {"nonsense", issuer.roots()},
                new String[] {issuer.sign(pem, bench.now), ""})) {
            bench.answer(answer[0], answer[1], 1).run();
            assertThat(bench.caCerts).isInstanceOf(Held.Absent.class);
            assertThat(bench.told.state()).isEqualTo(State.FAILED);
        }
    }

    @Test
    void D6_unusableAnswersAreAskedForAgainAfterPausesThatGrowWithTheSameKey() {
        bench.run();
        byte[] key = bench.keyBytes();
        long before = 0;
        for (int attempt = 1; attempt <= 8; attempt++) {
            bench.answer("nonsense", issuer.roots(), 1).run();
            assertThat(bench.told.retry().attempts()).isEqualTo(attempt);
            Step.Rest rest = (Step.Rest) bench.next();
            long pause = Duration.between(bench.now, rest.standing().lookAt().orElseThrow())
                    .toSeconds();
            assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(600);
            before = pause;
            bench.steps.clear();
            bench.now = bench.now.plusSeconds(pause - 1);
            bench.run();
            assertThat(bench.steps).containsExactly("Rest");
            bench.now = bench.now.plusSeconds(1);
            bench.run();
            assertThat(bench.steps).containsExactly("Rest", "DropRequest", "Ask", "Rest");
        }
        assertThat(before).isEqualTo(600);
        assertThat(bench.keyBytes()).isEqualTo(key);
        bench.answer(issuer).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.retry()).isNull();
    }

    @Test
    void C30_aRefusalOfTheIssuerKeepsKeyAndRequestAndIsTold() {
        bench.run();
        byte[] key = bench.keyBytes();
        bench.refuse("the signer is gone").run();
        assertThat(bench.told.state()).isEqualTo(State.FAILED);
        assertThat(bench.told.error()).contains("the signer is gone");
        bench.now = bench.now.plus(Duration.ofDays(1));
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(bench.keyBytes()).isEqualTo(key);

        bench.answer(issuer).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.error()).isNull();
    }

    @Test
    void D16_nothingIsIssuedBeforeTheIssuerHasAnswered() {
        bench.run().run().run();
        assertThat(bench.told.state()).isEqualTo(State.REQUESTED);
    }

    @Test
    void D8_aCertificateIsRenewedWhenATenthOfItsLifeIsLeftAndTheOldOneStays() {
        finished();
        Held old = bench.caCerts;
        String issuance = bench.told.stored().issuance();
        var renewAt = bench.inPlace().certificate().facts().renewAt(0.1);
        bench.now = renewAt.minusSeconds(1);
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace");

        bench.now = renewAt;
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace", "MakeKey", "Ask", "Rest");
        assertThat(bench.caCerts).isSameAs(old);
        assertThat(bench.told.state())
                .as("the plane must not take it for unused")
                .isEqualTo(State.FINISHED);
        assertThat(condition(Statuses.ISSUED).status()).isEqualTo("True");
        assertThat(condition(Statuses.READY).reason()).isEqualTo("WaitingForIssuer");

        bench.answer(issuer).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.stored().issuance())
                .as("istiod takes it without restarts")
                .isEqualTo(issuance);
        assertThat(bench.inPlace().certificate().facts().notAfter()).isAfter(renewAt.plus(Duration.ofDays(300)));
    }

    @Test
    void D8_aRenewalThatFailsIsToldAndTheEndOfTheOldOneIsToo() {
        finished();
        bench.now = bench.inPlace().certificate().facts().renewAt(0.1);
        bench.run().refuse("no signer").run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.error()).contains("no signer");
        assertThat(condition(Statuses.ISSUED).status()).isEqualTo("True");

        Step.Rest rest = (Step.Rest) bench.next();
        bench.now = rest.standing().lookAt().orElseThrow();
        bench.run();
        assertThat(condition(Statuses.ISSUED).reason()).isEqualTo("Expired");
        assertThat(condition(Statuses.ISSUED).status()).isEqualTo("False");
    }

    @Test
    void aRenewalUnderAnotherRootIsANewIssuance() {
        finished();
        String issuance = bench.told.stored().issuance();
        bench.now = bench.inPlace().certificate().facts().renewAt(0.1);
        bench.run().answer(FakeIssuer.at(bench.now)).run();
        assertThat(bench.told.stored().issuance()).isNotEqualTo(issuance);
    }

    @Test
    void anIssuerWhoseOwnEndIsNearIsNotAskedEverMoreOften() {
        FakeIssuer ending = FakeIssuer.at(bench.now, Duration.ofDays(4000));
        bench.run().answer(ending).run();
        bench.now = bench.inPlace().certificate().facts().renewAt(0.1);
        int renewals = 0;
        for (int hour = 0; hour < 24; hour++) {
            bench.run();
            if (bench.request.isPresent()) {
                bench.answer(ending).run();
                renewals++;
            }
            bench.now = bench.now.plus(Duration.ofHours(1));
        }
        assertThat(renewals).isEqualTo(1);
    }

    @Test
    void anAnswerThatIsDueForRenewalWhenItIsStoredIsStoredOnce() {
        bench.run().answer(issuer);
        bench.now = bench.now.plus(Duration.ofDays(350));
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Store", "DropRequest", "DropKey", "MakeKey", "Ask", "Rest");
        assertThat(bench.told.stored()).as("the late one is in use meanwhile").isNotNull();
    }

    @Test
    void whatTheAgentOfTheReferenceHasFinishedIsTakenOver() {
        finished();
        Map<String, byte[]> data = new HashMap<>(((Held.Ours) bench.caCerts).data());
        data.put("key.pem", new byte[0]);
        bench.caCerts = new Held.Ours(data, Map.of());
        bench.told = new IssuedCertificateStatus(1L, "", State.FINISHED, null, null, null, null);
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).as("and marked at once").containsExactly("Amend", "InPlace");
        assertThat(bench.told.stored()).isNotNull();
        bench.told = World.UNTOLD;
        bench.run();
        assertThat(bench.told.state()).as("the mark counts, not the status").isEqualTo(State.FINISHED);
    }

    @Test
    void whatAnEarlierVersionHasMarkedIsTakenOver() {
        finished();
        Held.Ours ours = (Held.Ours) bench.caCerts;
        Map<String, String> marks = new HashMap<>();
        marks.put(Marks.ISSUED_FOR, "uid-1.1");
        marks.put(Marks.ISSUANCE, ours.annotation(Marks.ISSUANCE));
        bench.caCerts = new Held.Ours(ours.data(), marks);
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Amend", "InPlace");
        bench.trust(issuer.roots(), issuer.fingerprint());
        bench.run();
        assertThat(bench.steps)
                .as("no certificate for a version that asks for none")
                .doesNotContain("MakeKey");
    }

    @Test
    void aStatusThatIsLostCostsNoCertificate() {
        finished();
        bench.told = World.UNTOLD;
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace");
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
    }

    @Test
    void aKeyThatCannotBeReadIsMadeAnewAndItsRequestToo() {
        bench.run();
        bench.key = new Held.Ours(Map.of(Marks.KEY_ENTRY, "nonsense".getBytes(StandardCharsets.US_ASCII)), Map.of());
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("MakeKey", "DropRequest", "Ask", "Rest");
    }

    @Test
    void anotherOnesSecretUnderTheNameOfTheKeyIsLeftAlone() {
        bench.key = new Held.Foreign("it has no label");
        bench.run();
        assertThat(bench.steps).containsExactly("Rest");
        assertThat(condition(Statuses.READY).reason()).isEqualTo("NameTaken");
    }

    @Test
    void C29_whatIsHinderedStaysInItsState() {
        bench.run().answer(issuer);
        Standing standing =
                Issuing.hindered(bench.world(), Bench.RULES, bench.now, Standing.Reason.WRITE_FAILED, "403");
        var status = Statuses.of(bench.world(), Bench.RULES, standing, null, bench.now);
        assertThat(status.state()).isEqualTo(State.REQUESTED);
        assertThat(status.error()).isEqualTo("403");
        assertThat(status.stored()).isNull();
    }

    @Test
    void noTextOfADecisionHasTheKey() {
        bench.run();
        String key = new String(bench.keyBytes(), StandardCharsets.US_ASCII)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        assertThat(bench.world().toString()).doesNotContain(key);
        bench.answer(issuer);
        assertThat(bench.next().toString()).contains("Store").doesNotContain(key);
        bench.run();
        assertThat(bench.world().toString()).doesNotContain(key);
    }

    /** Whatever happens in whatever order: once there is a usable cacerts there always is, and in the end it is the wanted one. */
    @Test
    void randomEventsNeverTakeCaCertsAwayAndEndWell() {
        int cases = Integer.getInteger("cases", 25);
        for (int seed = 0; seed < cases; seed++) {
            Random random = new Random(seed);
            Bench one = new Bench();
            boolean had = false;
            for (int i = 0; i < 60; i++) {
                switch (random.nextInt(9)) {
                    case 0 -> one.change();
                    case 1 -> one.told = World.UNTOLD;
                    case 2 -> one.now = one.now.plus(Duration.ofDays(random.nextInt(60)));
                    case 3 ->
                        one.key = random.nextBoolean()
                                ? new Held.Absent()
                                : Bench.key(SigningKey.generate(KeySpec.DEFAULT, new SecureRandom()));
                    case 4 -> one.request.ifPresent(asked -> one.refuse("later"));
                    case 5 -> one.request.ifPresent(asked -> one.answer("nonsense", issuer.roots(), 1));
                    case 6 -> one.request.ifPresent(asked -> one.answer(issuer));
                    default -> one.step();
                }
                had |= one.caCerts instanceof Held.Ours;
                assertThat(one.caCerts instanceof Held.Ours).as("seed %s", seed).isEqualTo(had);
                if (had) {
                    one.inPlace();
                }
            }
            for (int i = 0; i < 3; i++) {
                one.now = one.now.plus(Duration.ofMinutes(11));
                one.run();
                if (one.request.isPresent()) {
                    one.answer(issuer).run();
                }
            }
            assertThat(one.told.state()).as("seed %s: %s", seed, one.steps).isEqualTo(State.FINISHED);
            assertThat(one.told.observedGeneration()).isEqualTo(one.generation);
            assertThat(one.inPlace().verdict(one.now)).isInstanceOf(ChainVerdict.Trusted.class);
            assertThat(one.key).isInstanceOf(Held.Absent.class);
        }
    }
}
