// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.SPIFFE;
import static dev.weft.pki.Samples.YEAR;
import static dev.weft.pki.Samples.issue;
import static dev.weft.pki.Samples.key;
import static dev.weft.pki.Samples.random;
import static dev.weft.pki.Samples.request;
import static dev.weft.pki.Samples.root;
import static dev.weft.pki.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorityTest {
    private static final boolean[] SIGNS_CERTIFICATES_AND_CRLS = {
        false, false, false, false, false, true, true, false, false
    };

    private static byte[] subjectKey(Certificate certificate) throws Exception {
        return SubjectKeyIdentifier.fromExtensions(new X509CertificateHolder(certificate.der()).getExtensions())
                .getKeyIdentifier();
    }

    private static byte[] issuerKey(Certificate certificate) throws Exception {
        return AuthorityKeyIdentifier.fromExtensions(new X509CertificateHolder(certificate.der()).getExtensions())
                .getKeyIdentifierOctets();
    }

    static Stream<KeySpec> specs() {
        return Stream.of(new KeySpec.Rsa(2048), KeySpec.Ec.P256, KeySpec.Ec.P384);
    }

    private static void refuses(Defect defect, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PkiException.class, e -> assertThat(e.defect()).isEqualTo(defect));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void C1_profileOfARoot(KeySpec spec) throws Exception {
        Authority authority = root(spec, NOW.plusMillis(700));
        X509Certificate x509 = authority.certificate().x509();
        CertificateFacts facts = authority.certificate().facts();

        assertThat(x509.getVersion()).isEqualTo(3);
        assertThat(facts.subject()).isEqualTo("O=gloo-mesh");
        assertThat(facts.issuer()).isEqualTo("O=gloo-mesh");
        assertThat(facts.names()).isEmpty();
        assertThat(facts.notBefore()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(facts.notAfter()).isEqualTo(NOW.plus(YEAR));
        assertThat(x509.getSerialNumber().signum()).isEqualTo(1);
        assertThat(x509.getSerialNumber().bitLength()).isEqualTo(128);
        assertThat(facts.authority()).isTrue();
        assertThat(facts.pathLength()).isEmpty();
        assertThat(x509.getKeyUsage()).isEqualTo(SIGNS_CERTIFICATES_AND_CRLS);
        assertThat(x509.getExtendedKeyUsage()).isNull();
        assertThat(x509.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(x509.getNonCriticalExtensionOIDs()).containsExactly("2.5.29.14");
        assertThat(subjectKey(authority.certificate())).hasSize(20);
        assertThat(x509.getSigAlgName()).isEqualTo(spec.signature());
        assertThat(facts.key()).isEqualTo(spec.toString());
        assertThat(authority.certificate().isSelfSigned()).isTrue();
        assertThat(authority.roots().roots()).containsExactly(authority.certificate());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void D7_anEcSignerSignsRsaRequestsAndTheOtherWayRound(KeySpec signer) throws Exception {
        Authority authority = root(signer, NOW);
        for (SigningKey key : List.of(RSA, EC)) {
            Certificate issued = issue(authority, key, terms()).first();
            // C32: what signs decides, not what is signed.
            assertThat(issued.x509().getSigAlgName()).isEqualTo(signer.signature());
            assertThat(issued.isIssuedBy(authority.certificate())).isTrue();
            assertThat(key.fits(issued)).isTrue();
        }
    }

    @Test
    void profileOfAnIntermediate() throws Exception {
        Authority authority = root();
        Certificate issued = issue(authority, EC, terms()).first();
        X509Certificate x509 = issued.x509();
        CertificateFacts facts = issued.facts();

        assertThat(x509.getVersion()).isEqualTo(3);
        assertThat(facts.subject()).isEqualTo("O=Istio");
        assertThat(facts.issuer()).isEqualTo("O=gloo-mesh");
        assertThat(facts.names()).containsExactly(SPIFFE);
        assertThat(facts.authority()).isTrue();
        assertThat(facts.pathLength()).hasValue(0);
        assertThat(facts.notBefore()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(x509.getSerialNumber().bitLength()).isEqualTo(128);
        assertThat(x509.getKeyUsage()).isEqualTo(SIGNS_CERTIFICATES_AND_CRLS);
        // An extended usage would have to be a server's, or istiod refuses the certificate.
        assertThat(x509.getExtendedKeyUsage()).isNull();
        assertThat(x509.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(x509.getNonCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.14", "2.5.29.35", "2.5.29.17");
        assertThat(issuerKey(issued)).isEqualTo(subjectKey(authority.certificate()));
        assertThat(subjectKey(issued)).isNotEqualTo(issuerKey(issued));
    }

    @Test
    void C7_withoutASubjectTheNamesAreCritical() throws PkiException {
        Certificate issued = issue(root(), EC, new IntermediateTerms("", List.of(SPIFFE), YEAR, 0))
                .first();

        assertThat(issued.facts().subject()).isEmpty();
        assertThat(issued.x509().getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(issued.facts().names()).containsExactly(SPIFFE);
        refuses(Defect.UNSUITABLE_TERMS, () -> issue(root(), EC, new IntermediateTerms("", List.of(), YEAR, 0)));
    }

    @Test
    void D7_namesAreTheSignersAndNeverTheRequests() throws PkiException {
        SigningRequest wish = SigningRequest.by(
                EC, "Mighty", List.of("spiffe://other/ns/kube-system/sa/admin", "*.com"), random("wish"));
        Certificate issued = root().issue(SigningRequest.read(wish.pem()), terms(), NOW, random("i"))
                .first();

        assertThat(issued.facts().names()).containsExactly(SPIFFE);
        assertThat(issued.facts().subject()).isEqualTo("O=Istio");
    }

    @Test
    void D7_nothingOutlivesItsIssuers() throws PkiException {
        Authority root = root();
        Certificate issued = issue(root, EC, new IntermediateTerms("Istio", List.of(), Duration.ofDays(3650), 0))
                .first();
        assertThat(issued.facts().notAfter())
                .isEqualTo(root.certificate().facts().notAfter());

        Authority brief = Authority.of(
                RSA,
                issue(root, RSA, new IntermediateTerms("Company", List.of(), Duration.ofDays(10), 1)),
                root.roots());
        assertThat(issue(brief, EC, terms()).first().facts().notAfter()).isEqualTo(NOW.plus(Duration.ofDays(10)));
        assertThat(issue(root, EC, terms()).first().facts().notBefore())
                .isEqualTo(root.certificate().facts().notBefore());
    }

    @Test
    void D7_anIntermediateThatSignsIsInTheChain() throws PkiException {
        Authority root = root();
        Authority company = Samples.intermediate(root, RSA);
        Chain chain = issue(company, EC, terms());

        assertThat(chain.certificates()).hasSize(3).endsWith(company.certificate(), root.certificate());
        assertThat(chain.verdict(root.roots(), NOW)).isEqualTo(new ChainVerdict.Trusted(root.certificate()));
        assertThat(Chain.read(chain.pem())).isEqualTo(chain);
    }

    @Test
    void whoIsNoAuthorityDoesNotSign() throws PkiException {
        Authority root = root();
        SigningKey key = key("workload");
        Certificate leaf = HandMade.workload(root.certificate(), SPIFFE).sign(key, root.key());
        refuses(Defect.NOT_A_CA, () -> Authority.of(key, new Chain(List.of(leaf, root.certificate())), root.roots()));

        for (HandMade made : List.of(
                HandMade.with(it -> it.usage = KeyUsage.digitalSignature),
                HandMade.with(it -> it.purpose = Optional.of(KeyPurposeId.id_kp_codeSigning)))) {
            Certificate unfit = made.sign(key, key);
            refuses(
                    Defect.NOT_ALLOWED_TO_SIGN,
                    () -> Authority.of(key, new Chain(List.of(unfit)), TrustBundle.of(List.of(unfit))));
        }
    }

    @Test
    void aKeyThatDoesNotFitDoesNotSign() throws PkiException {
        Authority root = root();
        refuses(Defect.KEY_MISMATCH, () -> Authority.of(RSA, root.chain(), root.roots()));
    }

    @Test
    void whoseTimeItIsNotDoesNotSign() throws PkiException {
        Authority root = root();
        SigningRequest request = request(EC);
        refuses(
                Defect.EXPIRED,
                () -> root.issue(request, terms(), NOW.plus(YEAR).plusSeconds(1), random("i")));
        refuses(Defect.NOT_YET_VALID, () -> root.issue(request, terms(), NOW.minus(Duration.ofDays(1)), random("i")));
        assertThat(root.issue(request, terms(), NOW.plus(YEAR), random("i"))
                        .first()
                        .facts()
                        .notAfter())
                .isEqualTo(NOW.plus(YEAR));

        // The signer's root ended before the signer, as the reference lets it.
        SigningKey key = key("long");
        Certificate lasting = HandMade.with(it -> {
                    it.issuer = "O=gloo-mesh";
                    it.notAfter = NOW.plus(YEAR.multipliedBy(5));
                })
                .sign(key, root.key());
        Authority outlived = Authority.of(key, new Chain(List.of(lasting, root.certificate())), root.roots());
        refuses(Defect.EXPIRED, () -> outlived.issue(request, terms(), NOW.plus(YEAR.multipliedBy(2)), random("i")));
    }

    @Test
    void aPathLengthThatForbidsItIsKept() throws PkiException {
        Authority root = root();
        SigningKey key = key("zero");
        Authority zero = Authority.of(key, issue(root, key, terms(0)), root.roots());
        assertThatThrownBy(() -> issue(zero, EC, terms(0)))
                .hasMessageContaining("certificate O=Company (serial ")
                .hasMessageContaining("allows 0 authorities below it; 1 are needed");

        Authority one = Samples.intermediate(root, RSA);
        assertThat(issue(one, EC, terms(0)).certificates()).hasSize(3);
        refuses(Defect.PATH_TOO_LONG, () -> issue(one, EC, terms(1)));
        refuses(Defect.UNSUITABLE_TERMS, () -> issue(root, EC, terms(-1)));

        SigningKey short1 = key("short root");
        Certificate limited =
                HandMade.with(it -> it.pathLength = Optional.of(1)).sign(short1, short1);
        Authority limit = Authority.of(short1, new Chain(List.of(limited)), TrustBundle.of(List.of(limited)));
        refuses(Defect.PATH_TOO_LONG, () -> issue(limit, EC, terms(1)));
        assertThat(issue(limit, EC, terms(0)).certificates()).hasSize(2);
    }

    @Test
    void D7_aSignerWhoseRootIsMissingIsRefusedWithWhoIssuedIt() throws PkiException {
        Chain chain = issue(root("Company root"), RSA, terms(1));
        Certificate signer = chain.first();
        assertThatThrownBy(() -> Authority.of(RSA, new Chain(List.of(signer)), TrustBundle.of(List.of(signer))))
                .hasMessageContaining("is where the chain ends, and no root; it was issued by O=Company root");
    }

    @Test
    void termsThatNoCertificateCanHaveAreRefused() {
        for (Duration life :
                List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofMillis(10), Duration.ofDays(400_000))) {
            refuses(
                    Defect.UNSUITABLE_TERMS,
                    () -> issue(root(), EC, new IntermediateTerms("Istio", List.of(), life, 0)));
            refuses(
                    Defect.UNSUITABLE_TERMS,
                    () -> Authority.selfSigned(new RootTerms("x", life, KeySpec.DEFAULT), NOW, random("x")));
        }
        refuses(
                Defect.UNSUITABLE_TERMS,
                () -> Authority.selfSigned(new RootTerms("", YEAR, KeySpec.DEFAULT), NOW, random("x")));
    }

    @Test
    void serialNumbersDiffer() throws PkiException {
        Authority root = root();
        var random = random("serials");
        Set<String> serials = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            serials.add(root.issue(request(EC), terms(), NOW, random)
                    .first()
                    .facts()
                    .serial());
        }
        assertThat(serials).hasSize(200).allMatch(serial -> serial.length() == 32);
    }

    @Test
    void printingShowsNoKey() throws PkiException {
        assertThat(root()).asString().matches("Authority\\[certificate O=gloo-mesh \\(serial [0-9a-f]+\\)]");
    }
}
