// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.issue;
import static dev.weft.pki.Samples.root;
import static dev.weft.pki.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;

class SigningSecretTest {

    private static Map<String, byte[]> secret(String... entries) {
        Map<String, byte[]> data = new HashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            data.put(entries[i], entries[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return data;
    }

    private static void assertSigns(Authority authority, Certificate root) throws PkiException {
        assertThat(issue(authority, EC, terms()).verdict(TrustBundle.of(java.util.List.of(root)), NOW))
                .isEqualTo(new ChainVerdict.Trusted(root));
    }

    @Test
    void aGeneratedRootHasTheReferencesTwoEntries() throws PkiException {
        Authority root = root();
        Map<String, byte[]> data = SigningSecret.data(root);

        assertThat(data.keySet()).containsExactly("key.pem", "root-cert.pem");
        Authority read = SigningSecret.read(data);
        assertThat(read.certificate()).isEqualTo(root.certificate());
        assertThat(read.roots()).isEqualTo(root.roots());
        assertSigns(read, root.certificate());
    }

    @Test
    void aRootThatTheReferenceGeneratedIsTakenOver() throws Exception {
        // RSA as PKCS#1; its root may not sign CRLs.
        Certificate old = HandMade.with(it -> it.usage = org.bouncycastle.asn1.x509.KeyUsage.keyCertSign)
                .sign(RSA, RSA);
        String pkcs1 = Pem.write(
                Pem.Label.PKCS1_KEY,
                PrivateKeyInfo.getInstance(RSA.privateKey().getEncoded())
                        .parsePrivateKey()
                        .toASN1Primitive()
                        .getEncoded());
        assertSigns(SigningSecret.read(secret("key.pem", pkcs1, "root-cert.pem", old.pem())), old);
    }

    @Test
    void D7_anIntermediateSignsWithItsChainWhereverItStands() throws PkiException {
        Authority root = root("Company root");
        Authority company = Samples.intermediate(root, RSA);
        String signer = company.certificate().pem();
        String top = root.certificate().pem();

        for (Map<String, byte[]> data : java.util.List.of(
                secret("key.pem", RSA.pem(), "root-cert.pem", top, "cert-chain.pem", signer),
                secret("key.pem", RSA.pem(), "root-cert.pem", top, "cert-chain.pem", top + signer),
                // As the reference wants the signer; peers are told the root.
                secret("key.pem", RSA.pem(), "root-cert.pem", signer, "cert-chain.pem", top),
                secret("key.pem", RSA.pem(), "root-cert.pem", signer + top),
                SigningSecret.data(company))) {
            Authority read = SigningSecret.read(data);
            assertThat(read.certificate()).isEqualTo(company.certificate());
            assertThat(read.roots().roots()).containsExactly(root.certificate());
            assertSigns(read, root.certificate());
        }
        assertThat(SigningSecret.data(company).keySet()).containsExactly("cert-chain.pem", "key.pem", "root-cert.pem");
    }

    @Test
    void D7_anIntermediateWithoutItsRootIsRefusedWithWhoIssuedIt() throws PkiException {
        Authority company = Samples.intermediate(root("Company root"), RSA);
        assertThatThrownBy(() -> SigningSecret.read(secret(
                        "key.pem",
                        RSA.pem(),
                        "root-cert.pem",
                        company.certificate().pem())))
                .isInstanceOfSatisfying(PkiException.class, e -> {
                    assertThat(e.defect()).isEqualTo(Defect.UNTRUSTED);
                    assertThat(e.entry()).contains("root-cert.pem");
                    assertThat(e.problem())
                            .endsWith("is where the chain ends, and no root; it was issued by O=Company root");
                });
    }

    @Test
    void rootsThatAreListedBesideStayTrusted() throws PkiException {
        Authority root = root();
        String both = root("older").certificate().pem() + "# new\n"
                + root.certificate().pem();
        Authority read = SigningSecret.read(secret("key.pem", root.key().pem(), "root-cert.pem", both));
        assertThat(read.roots().text()).isEqualTo(both);
        assertThat(read.certificate()).isEqualTo(root.certificate());
    }

    @Test
    void whatIsMissingOrDoesNotFitIsNamed() throws PkiException {
        String root = root().certificate().pem();
        assertThatThrownBy(() -> SigningSecret.read(secret("root-cert.pem", root)))
                .hasMessage("key.pem: is missing or empty: the key that signs; add the entry to the Secret");
        assertThatThrownBy(() -> SigningSecret.read(secret("key.pem", EC.pem())))
                .hasMessage("root-cert.pem: is missing or empty: what is to be trusted; add the entry to the Secret");
        assertThatThrownBy(() -> SigningSecret.read(secret("key.pem", EC.pem(), "root-cert.pem", root)))
                .hasMessage("key.pem: is the key of no certificate in root-cert.pem or cert-chain.pem;"
                        + " store the key and the certificate that were made together");
        assertThatThrownBy(() -> SigningSecret.read(
                        secret("key.pem", root().key().pem(), "root-cert.pem", root, "cert-chain.pem", EC.pem())))
                .hasMessageStartingWith("cert-chain.pem: line 1: a private key where a certificate belongs");
    }
}
