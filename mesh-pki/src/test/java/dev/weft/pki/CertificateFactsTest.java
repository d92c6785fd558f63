// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Duration;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateFactsTest {
    private static CertificateFacts facts() {
        HandMade made = new HandMade();
        made.subject = "O=Istio";
        made.issuer = "O=Company";
        made.serial = new BigInteger("00ff12", 16);
        made.notBefore = NOW;
        made.notAfter = NOW.plus(YEAR);
        return made.sign(Samples.EC, Samples.RSA).facts();
    }

    @Test
    void tellsWhatStatusesHold() {
        CertificateFacts facts = facts();
        assertThat(facts.subject()).isEqualTo("O=Istio");
        assertThat(facts.issuer()).isEqualTo("O=Company");
        assertThat(facts.serial()).isEqualTo("ff12");
        assertThat(facts.key()).isEqualTo("ECDSA P-256");
        assertThat(facts.sha256()).matches("[0-9a-f]{64}");
        assertThat(facts.life()).isEqualTo(YEAR);
    }

    @Test
    void D8_saysWhenToRenew() {
        CertificateFacts facts = facts();
        assertThat(facts.renewAt(0.1)).isEqualTo(NOW.plus(Duration.ofHours(365 * 24 * 9 / 10)));
        assertThat(facts.renewAt(0)).isEqualTo(facts.notAfter());
        assertThat(facts.renewAt(1)).isEqualTo(facts.notBefore());
        assertThat(facts.remaining(NOW.plus(Duration.ofDays(73)))).isCloseTo(0.8, within(1e-9));
        assertThat(facts.remaining(NOW.minusSeconds(1))).isEqualTo(1);
        assertThat(facts.remaining(NOW.plus(YEAR.multipliedBy(2)))).isEqualTo(0);
        assertThat(facts.remaining(facts.renewAt(0.25))).isCloseTo(0.25, within(1e-9));
        for (double ratio : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> facts.renewAt(ratio)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isValidFromTheFirstToTheLastSecond() {
        CertificateFacts facts = facts();
        assertThat(facts.isValidAt(NOW.minusMillis(1))).isFalse();
        assertThat(facts.isValidAt(NOW)).isTrue();
        assertThat(facts.isValidAt(facts.notAfter().plusMillis(999))).isTrue();
        assertThat(facts.isValidAt(facts.notAfter().plusSeconds(1))).isFalse();
        assertThat(facts.isExpiredAt(NOW)).isFalse();
    }

    @Test
    void certificatesWithKeysThatWeDoNotTakeStillHaveFacts() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var holder = new JcaX509v3CertificateBuilder(
                        new X500Name("O=ed"),
                        BigInteger.ONE,
                        java.util.Date.from(NOW),
                        java.util.Date.from(NOW.plus(YEAR)),
                        new X500Name("O=ed"),
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("Ed25519").build(pair.getPrivate()));
        assertThat(Certificate.ofDer(holder.getEncoded()).facts().key()).isEqualTo("EdDSA");
    }

    @Test
    void messagesNameACertificateOnOneLine() {
        HandMade made = new HandMade();
        made.subject = "O=a\\nb\\0Ac" + "x".repeat(300);
        assertThat(made.sign(Samples.EC, Samples.EC).toString())
                .hasLineCount(1)
                .hasSizeLessThan(200)
                .endsWith("(serial 1267)");
    }
}
