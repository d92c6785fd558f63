// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.api.certificates.IssuedCertificateStatus.State;
import dev.weft.api.shared.Condition;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is to be trusted, and by which root it is to be signed, said by the management side. */
class TrustTest {
    /** A certificate that is no authority; nobody has its key. */
    private static final String LEAF = """
        -----BEGIN CERTIFICATE-----
        MIIBcjCCARigAwIBAgIUEU6yda24C2xGLV38613Z+2nrwZMwCgYIKoZIzj0EAwIw
        DzENMAsGA1UECgwETGVhZjAgFw0yNjExMjcyMjE2MTdaGA8yMTI2MTEwMzIyMTYx
        N1owDzENMAsGA1UECgwETGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMyP
        YQiJQm+wQwCmiXVvVlv/X2JXI4wNI+9OjhpNJGyNP3frg2JPCX3xo9DaoKBW+uAL
        7LMmi+V6Sxr/96vsSrSjUDBOMB0GA1UdDgQWBBRqZ6dgCi/kVU2yR236zWNpYHIa
        yDAfBgNVHSMEGDAWgBRqZ6dgCi/kVU2yR236zWNpYHIayDAMBgNVHRMBAf8EAjAA
        MAoGCCqGSM49BAMCA0gAMEUCIQCpvpjwtK8M4qG69URzy2MMZuYERjtTGto0pdyn
        BPvviQIgYVZioQqJApgyw3txfX3N/dN0E2JuNrpruT6A1XvMbC8=
        -----END CERTIFICATE-----
        """;

    private final Bench bench = new Bench();
    private final FakeIssuer old = FakeIssuer.at(bench.now);
    private final FakeIssuer fresh = FakeIssuer.at(bench.now);
    private final String union = old.roots() + fresh.roots();
    private final String repeated = union + fresh.roots();

    private Bench finished() {
        bench.trust(old.roots(), old.fingerprint());
        bench.run().answer(old).run();
        bench.steps.clear();
        return bench;
    }

    private byte[] entry(String name) {
        return ((Held.Ours) bench.caCerts).data().get(name);
    }

    private String roots() {
        return new String(entry(CaCerts.ROOT_CERT), StandardCharsets.UTF_8);
    }

    private String reason() {
        return bench.told.conditions().stream()
                .filter(condition -> Statuses.READY.equals(condition.type()))
                .map(Condition::reason)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rootCertIsTheBundleByteForByte() {
        String text = "# by hand\r\n" + union.replace("\n", "\r\n") + "\n\n# end";
        bench.trust(text, old.fingerprint());
        bench.run().answer(old).run();
        assertThat(roots()).isEqualTo(text);
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
    }

    @Test
    void anotherBundleAloneIsOneWriteAndNoRequestAndNoNewIssuance() {
        finished();
        Map<String, byte[]> before = ((Held.Ours) bench.caCerts).data();
        String issuance = bench.told.stored().issuance();

        bench.trust(union, old.fingerprint());
        bench.run();

        assertThat(bench.steps).containsExactly("Amend", "InPlace");
        assertThat(roots()).isEqualTo(union);
        for (String name : List.of(CaCerts.CA_KEY, CaCerts.CA_CERT, CaCerts.CERT_CHAIN)) {
            assertThat(entry(name)).as(name).isEqualTo(before.get(name));
        }
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.stored().issuance()).isEqualTo(issuance);
        assertThat(bench.told.stored().rootsHash()).isEqualTo(hash(union));
    }

    @Test
    void anotherLayoutOfTheSameRootsIsWrittenToo() {
        finished();
        bench.trust(old.roots() + "\n", old.fingerprint());
        bench.run();
        assertThat(roots()).isEqualTo(old.roots() + "\n");
    }

    @Test
    void anotherSigningRootIsANewKeyAndCertificateAndTheBundleInOneWrite() {
        finished();
        bench.trust(union, old.fingerprint());
        bench.run();
        String issuance = bench.told.stored().issuance();
        byte[] key = entry(CaCerts.CA_KEY);
        bench.steps.clear();

        bench.trust(repeated, fresh.fingerprint());
        bench.run();
        assertThat(bench.steps).containsExactly("MakeKey", "Ask", "Rest");
        assertThat(roots()).as("nothing before the answer").isEqualTo(union);
        assertThat(entry(CaCerts.CA_KEY)).isEqualTo(key);
        bench.steps.clear();

        bench.answer(fresh).run();
        assertThat(bench.steps).containsExactly("Store", "DropRequest", "DropKey", "InPlace");
        assertThat(roots()).isEqualTo(repeated);
        assertThat(entry(CaCerts.CA_KEY)).isNotEqualTo(key);
        assertThat(bench.inPlace().chain().last().sha256()).isEqualTo(fresh.fingerprint());
        assertThat(bench.told.stored().issuance()).as("restarts are due").isNotEqualTo(issuance);

        bench.steps.clear();
        bench.trust(fresh.roots(), fresh.fingerprint());
        bench.run();
        assertThat(bench.steps).as("DROP").containsExactly("Amend", "InPlace");
        assertThat(roots()).isEqualTo(fresh.roots());
    }

    @Test
    void anAnswerUnderAnotherRootIsNotUsed() {
        finished();
        bench.trust(repeated, fresh.fingerprint());
        bench.run().answer(old).run();
        assertThat(bench.told.state()).isEqualTo(State.FAILED);
        assertThat(reason()).isEqualTo("UnusableAnswer");
        assertThat(bench.told.error()).contains(old.fingerprint()).contains(fresh.fingerprint());
        assertThat(roots()).isEqualTo(old.roots());

        bench.now = bench.now.plusSeconds(600);
        bench.run().answer(fresh).run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
    }

    @Test
    void anAnswerThatLeadsToNoneOfTheBundleIsNotUsed() {
        bench.trust(old.roots(), "");
        bench.run().answer(fresh).run();
        assertThat(reason()).isEqualTo("UnusableAnswer");
        assertThat(bench.caCerts).isInstanceOf(Held.Absent.class);
    }

    @Test
    void aBundleWithoutTheRootOfWhatIsStoredAsksForAnother() {
        finished();
        bench.trust(fresh.roots(), "");
        bench.run();
        assertThat(bench.steps).containsExactly("MakeKey", "Ask", "Rest");
        assertThat(roots()).isEqualTo(old.roots());
        bench.answer(fresh).run();
        assertThat(roots()).isEqualTo(fresh.roots());
    }

    @Test
    void aBundleThatCannotBeMeantIsToldAndChangesNothing() {
        finished();
        String leaf = bench.inPlace().certificate().pem();
        String key = new String(entry(CaCerts.CA_KEY), StandardCharsets.US_ASCII);
        Held before = bench.caCerts;
        String halved = union.substring(0, union.length() - 40);
        for (String bundle : List.of("nonsense", halved, key, leaf.replace("BEGIN", "BEGIN X"))) {
            bench.trust(bundle, "");
            bench.run();
            assertThat(bench.told.error()).contains("spec.trust.bundle");
            assertThat(bench.told.toString())
                    .doesNotContain(key.lines().toList().get(1));
        }
        bench.trust(union, "a".repeat(64));
        bench.run();
        assertThat(bench.told.error()).contains("not among the roots");
        bench.trust(union, "ABC");
        bench.run();
        assertThat(bench.told.error()).contains("64 lower-case hex digits");
        assertThat(reason()).isEqualTo("UnsuitableSpec");
        assertThat(bench.caCerts).isSameAs(before);
        assertThat(bench.steps).containsOnly("Rest");
        assertThat(bench.told.stored()).as("what is in use is still told").isNotNull();

        bench.trust(union, old.fingerprint());
        bench.run();
        assertThat(bench.told.state()).isEqualTo(State.FINISHED);
        assertThat(bench.told.error()).isNull();
    }

    @Test
    void aCertificateThatIsNoAuthorityIsNotTrusted() throws Exception {
        assertThat(Certificate.read(LEAF).isAuthority()).isFalse();
        bench.trust(old.roots() + LEAF, "");
        bench.run();
        assertThat(bench.told.error()).contains("no certificate authority");
        assertThat(bench.steps).containsExactly("Rest");
    }

    @Test
    void aSigningRootWithoutABundleTakesTheRootsThatCome() {
        bench.trust = new IssuedCertificateSpec.Trust(null, old.fingerprint(), null, null);
        bench.run().answer(fresh).run();
        assertThat(reason()).isEqualTo("UnusableAnswer");
        bench.now = bench.now.plusSeconds(600);
        bench.run().answer(old).run();
        assertThat(roots()).isEqualTo(old.roots());
    }

    @Test
    void whatWasIssuedBeforeTrustWasToldStays() {
        bench.run().answer(old).run();
        bench.steps.clear();
        bench.trust(old.roots(), old.fingerprint());
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace");
        bench.trust = null;
        bench.generation++;
        bench.run();
        assertThat(bench.steps).containsExactly("InPlace", "InPlace");
    }

    @Test
    void aRenewalTakesTheBundleAndANewBundleDoesNotWaitForIt() {
        finished();
        bench.now = bench.inPlace().certificate().facts().renewAt(0.1);
        bench.run();
        assertThat(bench.steps).containsExactly("MakeKey", "Ask", "Rest");
        bench.trust(union, old.fingerprint());
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Amend", "Rest");
        assertThat(roots()).isEqualTo(union);
        String issuance = bench.told.stored().issuance();
        bench.answer(old).run();
        assertThat(roots()).isEqualTo(union);
        assertThat(bench.told.stored().issuance()).isEqualTo(issuance);
    }

    @Test
    void aSigningRootThatGoesBackWhileItIsRequestedLeavesWhatIsStored() {
        finished();
        bench.trust(repeated, fresh.fingerprint());
        bench.run().answer(fresh);
        bench.trust(union, old.fingerprint());
        bench.steps.clear();
        bench.run();
        assertThat(bench.steps).containsExactly("Amend", "DropRequest", "DropKey", "InPlace");
        assertThat(bench.inPlace().chain().last().sha256()).isEqualTo(old.fingerprint());
    }

    @Test
    void C23_aForeignCaCertsIsCopiedOnceBeforeItIsReplacedAndOnlyWhenItIsTheOneThatWasMeant() {
        bench.caCerts = Held.of(
                Bench.RULES,
                Map.of(),
                "Opaque",
                Marks.ISSUED_TYPE,
                Map.of(CaCerts.ROOT_CERT, old.roots().getBytes(StandardCharsets.UTF_8)),
                Map.of());
        Held foreign = bench.caCerts;
        for (String takeOver : new String[] {null, "", fresh.fingerprint()}) {
            bench.trust = new IssuedCertificateSpec.Trust(union, fresh.fingerprint(), null, takeOver);
            bench.run();
            assertThat(reason()).isEqualTo("ForeignSecret");
        }
        bench.trust = new IssuedCertificateSpec.Trust(union, fresh.fingerprint(), null, old.fingerprint());
        bench.run();
        assertThat(bench.caCerts).isSameAs(foreign);
        bench.steps.clear();
        bench.answer(fresh).run();
        assertThat(bench.steps).containsExactly("BackUp", "Store", "DropRequest", "DropKey", "InPlace");
        assertThat(roots()).isEqualTo(union);
    }

    /** Every order of a few events: what the plane says next or takes back, answers of the right and of the wrong root, single steps. */
    @Test
    void inEveryOrderTheStoredBundleHoldsTheRootOfItsCertificate() {
        List<List<Integer>> orders = new ArrayList<>(List.of(List.of()));
        for (int length = 0; length < 4; length++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> order : orders) {
                for (int event = 0; event < 5; event++) {
                    List<Integer> next = new ArrayList<>(order);
                    next.add(event);
                    longer.add(next);
                }
            }
            orders = longer;
        }
        finished();
        orders.forEach(this::play);
    }

    private void play(List<Integer> order) {
        List<String> bundles = List.of(old.roots(), union, repeated, fresh.roots());
        List<FakeIssuer> signers = List.of(old, old, fresh, fresh);
        Bench one = bench.copy();
        int phase = 0;
        for (int event : order) {
            switch (event) {
                case 0 -> phase = Math.min(phase + 1, bundles.size() - 1);
                case 1 -> phase = Math.max(phase - 1, 0);
                case 2 -> answer(one, signers.get(phase));
                case 3 -> answer(one, phase % 2 == 0 ? old : fresh);
                default -> one.step();
            }
            if (event < 2) {
                one.trust(bundles.get(phase), signers.get(phase).fingerprint());
            }
            one.step();
            assertThat(one.inPlace().verdict(one.now)).as("%s", order).isInstanceOf(ChainVerdict.Trusted.class);
        }
        for (int i = 0; i < 2; i++) {
            one.now = one.now.plusSeconds(700);
            one.run();
            answer(one, signers.get(phase));
            one.run();
        }
        assertThat(one.told.state()).as("%s: %s", order, one.steps).isEqualTo(State.FINISHED);
        assertThat(one.inPlace().roots().text()).as("%s", order).isEqualTo(bundles.get(phase));
        assertThat(one.inPlace().chain().last().sha256())
                .isEqualTo(signers.get(phase).fingerprint());
        assertThat(one.key).isInstanceOf(Held.Absent.class);
    }

    private static void answer(Bench one, FakeIssuer issuer) {
        if (one.request.isPresent()) {
            one.answer(issuer);
        }
    }

    private static String hash(String bundle) {
        try {
            return TrustBundle.read(bundle).hash();
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }
}
