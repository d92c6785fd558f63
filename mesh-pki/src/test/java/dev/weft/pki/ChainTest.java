// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.YEAR;
import static dev.weft.pki.Samples.issue;
import static dev.weft.pki.Samples.key;
import static dev.weft.pki.Samples.root;
import static dev.weft.pki.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final SigningKey ROOT_KEY = key("chain root");
    private static final SigningKey MIDDLE_KEY = key("chain middle");
    private static final SigningKey LEAF_KEY = key("chain leaf");

    private static HandMade top() {
        return HandMade.with(it -> {
            it.subject = "O=Top";
            it.issuer = "O=Top";
        });
    }

    private static HandMade middle() {
        return HandMade.with(it -> {
            it.subject = "O=Middle";
            it.issuer = "O=Top";
        });
    }

    private static ChainVerdict verdict(HandMade top, HandMade middle, HandMade leaf) {
        Certificate root = top.sign(ROOT_KEY, ROOT_KEY);
        Certificate issuer = middle.sign(MIDDLE_KEY, ROOT_KEY);
        return new Chain(List.of(leaf.sign(LEAF_KEY, MIDDLE_KEY), issuer)).verdict(TrustBundle.of(List.of(root)), NOW);
    }

    private static HandMade leaf() {
        return HandMade.workload(middle().sign(MIDDLE_KEY, ROOT_KEY), Samples.SPIFFE);
    }

    private static void assertBroken(ChainVerdict verdict, Defect defect, int position) {
        assertThat(verdict).isInstanceOfSatisfying(ChainVerdict.Broken.class, broken -> {
            assertThat(broken.defect()).isEqualTo(defect);
            assertThat(broken.position()).isEqualTo(position);
            assertThat(broken.problem()).startsWith(broken.certificate().toString());
        });
    }

    @Test
    void aChainLeadsToItsRoot() {
        assertThat(verdict(top(), middle(), leaf()))
                .isInstanceOfSatisfying(
                        ChainVerdict.Trusted.class,
                        it -> assertThat(it.root().facts().subject()).isEqualTo("O=Top"));
    }

    @Test
    void whatBreaksItIsNamed() {
        HandMade late = leaf();
        late.notAfter = NOW.minusSeconds(1);
        late.notBefore = NOW.minusSeconds(60);
        assertBroken(verdict(top(), middle(), late), Defect.EXPIRED, 0);

        HandMade early = middle();
        early.notBefore = NOW.plusSeconds(1);
        assertBroken(verdict(top(), early, leaf()), Defect.NOT_YET_VALID, 1);

        HandMade oldRoot = top();
        oldRoot.notAfter = NOW.minusSeconds(5);
        assertBroken(verdict(oldRoot, middle(), leaf()), Defect.EXPIRED, 2);

        HandMade noAuthority = middle();
        noAuthority.authority = false;
        assertBroken(verdict(top(), noAuthority, leaf()), Defect.NOT_A_CA, 1);

        HandMade noSigning = middle();
        noSigning.usage = KeyUsage.digitalSignature;
        assertBroken(verdict(top(), noSigning, leaf()), Defect.NOT_ALLOWED_TO_SIGN, 1);

        HandMade otherPurpose = middle();
        otherPurpose.purpose = Optional.of(KeyPurposeId.id_kp_emailProtection);
        assertBroken(verdict(top(), otherPurpose, leaf()), Defect.NOT_ALLOWED_TO_SIGN, 1);

        HandMade noRoom = top();
        noRoom.pathLength = Optional.of(0);
        assertBroken(verdict(noRoom, middle(), leaf()), Defect.PATH_TOO_LONG, 2);

        HandMade foreign = leaf();
        foreign.issuer = "O=Other";
        assertBroken(verdict(top(), middle(), foreign), Defect.WRONG_ISSUER, 0);

        HandMade strange = middle();
        strange.criticalExtension = Optional.of("1.2.3.4");
        assertBroken(verdict(top(), strange, leaf()), Defect.UNKNOWN_EXTENSION, 1);

        HandMade weak = leaf();
        weak.signature = Optional.of("SHA1withECDSA");
        assertBroken(verdict(top(), middle(), weak), Defect.WEAK_SIGNATURE, 0);
    }

    @Test
    void aSignatureOfSomebodyWithTheSameNameIsFound() {
        Certificate impostor = middle().sign(EC, ROOT_KEY);
        Certificate root = top().sign(ROOT_KEY, ROOT_KEY);
        Chain chain = new Chain(List.of(leaf().sign(LEAF_KEY, MIDDLE_KEY), impostor, root));
        assertBroken(chain.verdict(TrustBundle.of(List.of(root)), NOW), Defect.BAD_SIGNATURE, 0);
    }

    @Test
    void aKeyThatIsNotTakenIsNamedAndNotCalledABadSignature() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        Certificate small = middle().sign(generator.generateKeyPair().getPublic(), ROOT_KEY);
        Certificate root = top().sign(ROOT_KEY, ROOT_KEY);
        Chain chain = new Chain(List.of(small, root));
        assertBroken(chain.verdict(TrustBundle.of(List.of(root)), NOW), Defect.UNSUPPORTED_KEY, 0);
        assertThat(small.facts().key()).isEqualTo("RSA 1024");
    }

    @Test
    void aRootThatIsNotTrustedIsNamed() throws PkiException {
        Chain chain = issue(root("a"), EC, terms());
        assertBroken(chain.verdict(root("b").roots(), NOW), Defect.UNTRUSTED, 1);
        assertBroken(new Chain(List.of(chain.first())).verdict(root("b").roots(), NOW), Defect.UNTRUSTED, 0);
    }

    @Test
    void anAuthorityAtTheBeginningCountsBecauseItIsThereToSign() {
        HandMade noRoom = top();
        noRoom.pathLength = Optional.of(0);
        Certificate root = noRoom.sign(ROOT_KEY, ROOT_KEY);
        Chain chain = new Chain(List.of(middle().sign(MIDDLE_KEY, ROOT_KEY), root));
        assertBroken(chain.verdict(TrustBundle.of(List.of(root)), NOW), Defect.PATH_TOO_LONG, 1);
    }

    @Test
    void theWayUpIsFoundInAnyOrder() throws PkiException {
        Authority root = root("top");
        Authority company = Samples.intermediate(root, RSA);
        Chain chain = issue(company, EC, terms());
        List<Certificate> pool =
                new ArrayList<>(List.of(root("stranger").certificate(), root.certificate(), company.certificate()));
        assertThat(Chain.upFrom(chain.first(), pool)).isEqualTo(chain);
        assertThat(Chain.upFrom(chain.first(), pool.reversed())).isEqualTo(chain);
        assertThat(Chain.upFrom(chain.first(), List.of()).certificates()).containsExactly(chain.first());
    }

    @Test
    void twoThatVouchForEachOtherDoNotLoop() {
        HandMade a = HandMade.with(it -> it.issuer = "O=B");
        a.subject = "O=A";
        HandMade b = HandMade.with(it -> it.issuer = "O=A");
        b.subject = "O=B";
        Certificate first = a.sign(EC, RSA);
        Certificate second = b.sign(RSA, EC);
        assertThat(Chain.upFrom(first, List.of(first, second)).certificates()).containsExactly(first, second);
    }

    @Test
    void chainsThatNobodyNeedsAreNotFollowed() throws PkiException {
        Certificate root = root().certificate();
        Chain endless = new Chain(java.util.Collections.nCopies(11, root));
        assertBroken(endless.verdict(TrustBundle.of(List.of(root)), NOW), Defect.PATH_TOO_LONG, 10);
    }

    /** Random chains with random faults: what we trust, Java's PKIX validation trusts, and the other way round. */
    @Test
    void saysWhatJavaSays() throws Exception {
        int trusted = 0;
        int cases = Integer.getInteger("cases", 200);
        for (int seed = 0; seed < cases; seed++) {
            List<Certificate> made = randomChain(new Random(seed));
            Certificate root = made.removeLast();

            ChainVerdict ours = new Chain(made).verdict(TrustBundle.of(List.of(root)), NOW);

            boolean trusts = ours instanceof ChainVerdict.Trusted;
            assertThat(trusts).as("seed %s: %s", seed, ours).isEqualTo(javaTrusts(made, root, NOW));
            trusted += trusts ? 1 : 0;
        }
        assertThat(trusted).as("both answers were given").isBetween(cases / 10, cases * 9 / 10);
    }

    private static List<Certificate> randomChain(Random random) {
        List<SigningKey> keys = List.of(key("k0"), key("k1"), key("k2"), key("k3"));
        int length = 1 + random.nextInt(3);
        List<Certificate> made = new ArrayList<>();
        // From the root, keys[length], down to the leaf, keys[0].
        for (int i = length; i >= 0; i--) {
            HandMade one = new HandMade();
            one.subject = "O=" + i;
            one.issuer = "O=" + Math.min(length, i + 1);
            one.authority = i > 0;
            one.usage = i > 0 ? KeyUsage.keyCertSign : KeyUsage.digitalSignature;
            one.pathLength = i > 0 && random.nextBoolean() ? Optional.of(random.nextInt(3)) : Optional.empty();
            if (random.nextInt(10) == 0 && i < length) {
                damage(one, random, i);
            }
            SigningKey signer = keys.get(random.nextInt(15) == 0 ? random.nextInt(4) : Math.min(length, i + 1));
            made.addFirst(one.sign(keys.get(i), i == length ? keys.get(length) : signer));
        }
        return made;
    }

    private static void damage(HandMade one, Random random, int i) {
        switch (random.nextInt(6)) {
            case 0 -> one.notAfter = NOW.minusSeconds(30);
            case 1 -> one.notBefore = NOW.plusSeconds(30);
            case 2 -> one.authority = false;
            case 3 -> one.usage = KeyUsage.digitalSignature;
            case 4 -> one.issuer = "O=Nobody";
            default -> one.criticalExtension = Optional.of("1.2.3." + i);
        }
    }

    private static boolean javaTrusts(List<Certificate> chain, Certificate root, Instant now) throws Exception {
        var path = CertificateFactory.getInstance("X.509")
                .generateCertPath(chain.stream().map(Certificate::x509).toList());
        // Java believes an anchor without looking at what it may; given the root's own constraints it looks.
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.x509(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        int limit = root.pathLength().orElse(Integer.MAX_VALUE);
        if (chain.size() - 1 > limit) {
            return false;
        }
        try {
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (java.security.cert.CertPathValidatorException e) {
            return false;
        }
    }

    @Test
    void javaTrustsWhatAnAuthorityIssues() throws Exception {
        for (String organization : List.of("gloo-mesh", "Istio")) {
            // With one name for both, the intermediate has its issuer's name; keys tell them apart.
            Authority root = root(organization);
            Chain chain = issue(root, RSA, terms());
            Certificate leaf = HandMade.workload(chain.first(), Samples.SPIFFE).sign(EC, RSA);
            assertThat(javaTrusts(List.of(leaf, chain.first()), root.certificate(), NOW))
                    .isTrue();
            assertThat(new Chain(List.of(leaf, chain.first())).verdict(root.roots(), NOW))
                    .isInstanceOf(ChainVerdict.Trusted.class);
            assertThat(javaTrusts(List.of(leaf, chain.first()), root.certificate(), NOW.plus(YEAR.multipliedBy(2))))
                    .isFalse();
        }
    }
}
