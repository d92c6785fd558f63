// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateStatus.Evidence;
import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.api.certificates.IssuedCertificateStatus.Namespaces;
import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.pki.Certificate;
import dev.weft.pki.Digests;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.SigningKey;
import dev.weft.pki.TrustBundle;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final FakeIssuer old = FakeIssuer.at(now);
    private final FakeIssuer fresh = FakeIssuer.at(now);
    private final String union = old.roots() + fresh.roots();
    private final SortedMap<String, String> roots = new TreeMap<>();
    private final SortedMap<String, Answer> istiods = new TreeMap<>();
    private final SortedMap<String, Answer> workloads = new TreeMap<>();
    private Optional<Way> way = Optional.empty();

    private Evidence judge(String bundle, FakeIssuer signer) {
        return judge(expected(bundle, signer));
    }

    private Evidence judge(Expected expected) {
        return Judge.judge(expected, new Seen(roots, istiods, workloads, way, Optional.empty()), now);
    }

    private static Expected expected(String bundle, FakeIssuer signer) {
        try {
            TrustBundle read = TrustBundle.read(bundle);
            return new Expected(
                    7,
                    "istio-system",
                    Optional.of(read),
                    read.roots().stream()
                            .filter(root -> root.sha256().equals(signer.fingerprint()))
                            .toList());
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    private Answer by(FakeIssuer issuer) {
        return new Answer.Certificates(issuer.identity(now).chain());
    }

    @Test
    void goesFromSpreadingOverTrustedToServed() {
        roots.put("istio-system", union);
        roots.put("bookinfo", old.roots());
        istiods.put("10.0.0.1:15012", by(old));
        assertThat(judge(union, fresh).phase()).isEqualTo(EvidencePhase.SPREADING);

        roots.put("bookinfo", union);
        assertThat(judge(union, fresh).phase()).isEqualTo(EvidencePhase.TRUSTED);

        istiods.put("10.0.0.1:15012", by(fresh));
        workloads.put("bookinfo/reviews", by(old));
        assertThat(judge(union, fresh).phase()).isEqualTo(EvidencePhase.TRUSTED);

        workloads.put("bookinfo/reviews", by(fresh));
        Evidence served = judge(union, fresh);
        assertThat(served.phase()).isEqualTo(EvidencePhase.SERVED);
        assertThat(served.generation()).isEqualTo(7);
        assertThat(served.bundleHash()).isEqualTo(Digests.sha256(union));
        assertThat(served.bundle()).isEqualTo(union);
        assertThat(served.observedAt()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aTextWithTheSameRootsIsNotTheWantedText() {
        roots.put("istio-system", union + fresh.roots());
        assertThat(judge(union, fresh).phase()).isEqualTo(EvidencePhase.SPREADING);
    }

    @Test
    void nothingIsSpreadWhileTheNamespaceOfIstiodHasNothing() {
        roots.put("bookinfo", union);
        istiods.put("a", by(old));
        assertThat(judge(union, old).phase()).isEqualTo(EvidencePhase.SPREADING);
    }

    @Test
    void whoDoesNotAnswerServesNothing() {
        roots.put("istio-system", union);
        assertThat(judge(union, old).phase()).as("no istiod runs").isEqualTo(EvidencePhase.TRUSTED);
        istiods.put("a", by(old));
        assertThat(judge(union, old).phase()).isEqualTo(EvidencePhase.SERVED);
        workloads.put("bookinfo/reviews", new Answer.Silent("accepts no connection"));
        Evidence evidence = judge(union, old);
        assertThat(evidence.phase()).isEqualTo(EvidencePhase.TRUSTED);
        assertThat(evidence.workloads()).singleElement().satisfies(served -> {
            assertThat(served.error()).isEqualTo("accepts no connection");
            assertThat(served.root()).isNull();
        });
    }

    @Test
    void ofSeveralIstiodsTheOneThatIsBehindIsTold() {
        roots.put("istio-system", union);
        istiods.put("a", by(fresh));
        istiods.put("b", by(old));
        istiods.put("c", by(fresh));
        Evidence evidence = judge(union, fresh);
        assertThat(evidence.istiod().name()).isEqualTo("b");
        assertThat(evidence.istiod().root()).isEqualTo(old.fingerprint());
        assertThat(evidence.phase()).isEqualTo(EvidencePhase.TRUSTED);
    }

    @Test
    void tellsWhoServesWhatUnderWhichRoot() {
        roots.put("istio-system", union);
        Answer.Certificates answer = (Answer.Certificates) by(old.below(now));
        istiods.put("a", answer);
        var told = judge(union, old).istiod();
        var facts = answer.chain().getFirst().facts();
        assertThat(told.serial()).isEqualTo(facts.serial());
        assertThat(told.issuer()).isEqualTo(facts.issuer());
        assertThat(told.notAfter()).isEqualTo(facts.notAfter().toString());
        assertThat(told.root()).isEqualTo(old.fingerprint());
    }

    @Test
    void aRootThatOnlyAConfigMapHasIsKnownAndOneThatNobodyHasIsNot() {
        roots.put("istio-system", fresh.roots());
        istiods.put("a", by(fresh));
        assertThat(judge(old.roots(), old).istiod().root()).isEqualTo(fresh.fingerprint());
        istiods.put("a", by(FakeIssuer.at(now)));
        assertThat(judge(old.roots(), old).istiod().root()).isNull();
        istiods.put("a", by(FakeIssuer.at(now.minus(Duration.ofDays(400)))));
        assertThat(judge(old.roots(), old).istiod().root()).isNull();
    }

    @Test
    void whatIsExpiredLeadsNowhere() {
        roots.put("istio-system", union);
        istiods.put("a", by(old));
        assertThat(judge(union, old).phase()).isEqualTo(EvidencePhase.SERVED);
        Expected expected = expected(union, old);
        Evidence later = Judge.judge(
                expected, new Seen(roots, istiods, workloads, way, Optional.empty()), now.plus(Duration.ofDays(366)));
        assertThat(later.istiod().root()).isNull();
        assertThat(later.phase()).isEqualTo(EvidencePhase.TRUSTED);
    }

    @Test
    void certificatesMayComeInAnyOrderAndWithTheirRoot() throws Exception {
        roots.put("istio-system", union);
        List<Certificate> chain = new ArrayList<>(old.below(now).identity(now).chain());
        assertThat(chain).hasSize(2);
        chain.add(1, Certificate.read(old.roots()));
        istiods.put("a", new Answer.Certificates(chain));
        assertThat(judge(union, old).istiod().root()).isEqualTo(old.fingerprint());
    }

    @Test
    void namespacesAreGroupedByTextTheLargestGroupFirst() {
        for (int i = 0; i < 5; i++) {
            roots.put("n" + i, union);
        }
        roots.put("a", old.roots());
        roots.put("b", "");
        List<Namespaces> groups = judge(union, old).namespaces();
        assertThat(groups).hasSize(3);
        assertThat(groups.getFirst()).isEqualTo(new Namespaces(Digests.sha256(union), 5L, List.of("n0", "n1", "n2")));
        for (int i = 0; i < 40; i++) {
            roots.put("other" + i, "text " + i);
        }
        assertThat(judge(union, old).namespaces()).hasSize(20);
    }

    @Test
    void whereNothingIsExpectedThereIsNoPhaseAndStillEvidence() {
        roots.put("istio-system", old.roots());
        istiods.put("a", by(old));
        Evidence evidence = judge(new Expected(1, "istio-system", Optional.empty(), List.of()));
        assertThat(evidence.phase()).isNull();
        assertThat(evidence.bundleHash()).isNull();
        assertThat(evidence.bundle()).isEqualTo(old.roots());
        assertThat(evidence.istiod().root()).isEqualTo(old.fingerprint());
    }

    @Test
    void I4_aTextWithAKeyIsNotRepeated() {
        String key = SigningKey.generate(KeySpec.DEFAULT, new SecureRandom()).pem();
        for (String text : List.of(old.roots() + key, key, "secret words")) {
            roots.put("istio-system", text);
            Evidence evidence = judge(old.roots(), old);
            assertThat(evidence.bundle()).isNull();
            assertThat(evidence.toString())
                    .doesNotContain(key.lines().toList().get(1))
                    .doesNotContain("words");
        }
    }

    @Test
    void theTimeAloneIsNoChange() {
        roots.put("istio-system", old.roots());
        Evidence one = judge(old.roots(), old);
        assertThat(Judge.isSame(one, Judge.at(one, "2027-01-01T00:00:00Z"))).isTrue();
        roots.put("bookinfo", old.roots());
        assertThat(Judge.isSame(one, judge(old.roots(), old))).isFalse();
        assertThat(Judge.isSame(null, one)).isFalse();
    }

    private static Certificate root(FakeIssuer issuer) {
        try {
            return TrustBundle.read(issuer.roots()).roots().getFirst();
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    private Answer trusting(FakeIssuer... trusted) {
        return new Answer.Certificates(
                old.identity(now).chain(),
                Stream.of(trusted)
                        .map(issuer -> root(issuer).x509().getSubjectX500Principal())
                        .collect(Collectors.toSet()));
    }

    private List<String> trustedBesides(boolean listed, FakeIssuer... wanted) {
        way = Optional.of(new Way(
                Optional.of("istio"),
                Optional.empty(),
                false,
                Stream.of(wanted).map(JudgeTest::root).toList(),
                listed,
                Optional.empty()));
        Evidence evidence = judge(new Expected(7, "istio-system", Optional.empty(), List.of()));
        assertThat(evidence.phase()).as("nothing is to be handed out").isNull();
        return evidence.meshConfig().trusted();
    }

    @Test
    void aRootIsTrustedBesidesWhenAllProxiesThatAreAskedNameIt() {
        FakeIssuer common = FakeIssuer.named("common", now);
        roots.put("istio-system", old.roots());
        workloads.put("bookinfo/a", trusting(old, common));
        workloads.put("bookinfo/b", trusting(old));
        assertThat(trustedBesides(true, common)).isEmpty();

        workloads.put("bookinfo/b", trusting(common, old));
        assertThat(trustedBesides(true, common)).containsExactly(common.fingerprint());
        assertThat(trustedBesides(false, common))
                .as("it has gone from the ConfigMap")
                .isEmpty();

        workloads.put("bookinfo/b", new Answer.Silent("accepts no connection"));
        assertThat(trustedBesides(true, common)).isEmpty();
    }

    @Test
    void aRootThatHasItsNameInCommonWithAnotherOneCannotBeSeen() {
        FakeIssuer common = FakeIssuer.named("common", now);
        roots.put("istio-system", old.roots());
        workloads.put("bookinfo/a", trusting(old, fresh, common));
        assertThat(trustedBesides(true, fresh, common))
                .as("old and fresh have one name")
                .containsExactly(common.fingerprint());
        assertThat(trustedBesides(true, common, FakeIssuer.named("common", now)))
                .isEmpty();
    }
}
