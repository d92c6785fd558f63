// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.SPIFFE;
import static dev.weft.pki.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningRequestTest {

    private static PKCS10CertificationRequest parsed(SigningRequest request) throws Exception {
        return new PKCS10CertificationRequest(
                Pem.blocks(request.pem()).getFirst().content());
    }

    @Test
    void C8_theRequestHasOrganizationAndCriticalNames() throws Exception {
        List<String> hosts = List.of(SPIFFE, "10.0.0.7", "2001:db8::1", "istiod.istio-system.svc");
        SigningRequest request = SigningRequest.by(RSA, "Istio", hosts, random("r"));

        assertThat(request.pem()).startsWith("-----BEGIN CERTIFICATE REQUEST-----\n");
        PKCS10CertificationRequest read = parsed(request);
        assertThat(read.getSubject()).hasToString("O=Istio");
        assertThat(read.getSignatureAlgorithm().getAlgorithm().getId()).isEqualTo("1.2.840.113549.1.1.11");
        Extension names = read.getRequestedExtensions().getExtension(Extension.subjectAlternativeName);
        assertThat(names.isCritical()).isTrue();
        assertThat(GeneralNames.getInstance(names.getParsedValue()).getNames())
                .extracting(GeneralName::getTagNo)
                .containsExactly(6, 7, 7, 2);
        assertThat(GeneralNames.getInstance(names.getParsedValue())
                        .getNames()[0]
                        .getName())
                .hasToString(SPIFFE);
    }

    @Test
    void aRequestComesBackAsItWas() throws PkiException {
        for (SigningKey key : List.of(RSA, EC)) {
            SigningRequest request = Samples.request(key);
            SigningRequest read = SigningRequest.read(request.pem());
            assertThat(read).isEqualTo(request);
            assertThat(BouncyCastle.same(read.publicKey(), key.publicKey())).isTrue();
            assertThat(read.spec()).isEqualTo(key.spec());
            assertThat(SigningRequest.read(request.pem().replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")))
                    .isEqualTo(request);
        }
    }

    @Test
    void D7_aRequestThatItsKeyDidNotSignIsRefused() throws Exception {
        // Somebody else's public key, signed with his own: he would get a certificate for a key that he does not have.
        var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name("O=Istio"), EC.publicKey());
        PKCS10CertificationRequest stolen = builder.build(Samples.key("thief").signer(random("thief")));
        String pem = Pem.write(Pem.Label.REQUEST, stolen.getEncoded());
        assertThatThrownBy(() -> SigningRequest.read(pem))
                .isInstanceOfSatisfying(
                        PkiException.class, e -> assertThat(e.defect()).isEqualTo(Defect.NO_POSSESSION));

        byte[] der = Pem.blocks(Samples.request(EC).pem()).getFirst().content();
        byte[] organization = "Istio".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int i = 0; i < der.length - organization.length; i++) {
            if (Arrays.equals(der, i, i + 5, organization, 0, 5)) {
                der[i] = 'J';
            }
        }
        String changed = Pem.write(Pem.Label.REQUEST, der);
        assertThatThrownBy(() -> SigningRequest.read(changed))
                .hasMessageStartingWith("is a request that was not signed by its own key");
    }

    @Test
    void weakKeysAndSignaturesAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var pair = generator.generateKeyPair();
        var small = new JcaPKCS10CertificationRequestBuilder(new X500Name("O=Istio"), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
        assertThatThrownBy(() -> SigningRequest.read(Pem.write(Pem.Label.REQUEST, small.getEncoded())))
                .hasMessageStartingWith("RSA with 1024 bits is not taken");

        var old = new JcaPKCS10CertificationRequestBuilder(new X500Name("O=Istio"), RSA.publicKey())
                .build(new JcaContentSignerBuilder("SHA1withRSA")
                        .setProvider(BouncyCastle.PROVIDER)
                        .build(RSA.privateKey()));
        assertThatThrownBy(() -> SigningRequest.read(Pem.write(Pem.Label.REQUEST, old.getEncoded())))
                .isInstanceOfSatisfying(
                        PkiException.class, e -> assertThat(e.defect()).isEqualTo(Defect.WEAK_SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "spiffe://",
                "spiffe://a b",
                "http://x",
                "a..b",
                "-a",
                "x\ny",
                "spiffe://td/../x\u0000",
                "ü.de",
                "1.2.3.4/8"
            })
    void hostsThatAreNoNamesAreRefusedByTheirPosition(String host) {
        assertThatThrownBy(() -> SigningRequest.by(EC, "Istio", List.of("ok", host), random("r")))
                .hasMessageStartingWith("hosts[1] is no SPIFFE ID");
    }

    @Test
    void organizationsThatAreNoneAreRefused() {
        for (String organization : List.of("x".repeat(65), " a", "a\nb")) {
            assertThatThrownBy(() -> SigningRequest.by(EC, organization, List.of(), random("r")))
                    .hasMessageStartingWith("the organization is longer");
        }
    }

    @Test
    void whatIsNoRequestIsRefused() throws PkiException {
        String certificate = Samples.root().certificate().pem();
        assertThatThrownBy(() -> SigningRequest.read(certificate))
                .hasMessageStartingWith("line 1: a certificate where a certificate signing request belongs");
        assertThatThrownBy(() -> SigningRequest.read("")).hasMessageStartingWith("holds 0 PEM blocks");
        String mislabelled = certificate.replace("CERTIFICATE", "CERTIFICATE REQUEST");
        assertThatThrownBy(() -> SigningRequest.read(mislabelled))
                .hasMessageStartingWith("line 1: not a signing request, whatever its label says");
    }
}
