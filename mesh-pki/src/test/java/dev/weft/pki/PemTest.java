// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PemTest {
    private static final String ONE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    private static Certificate certificate(String organization) throws PkiException {
        return Samples.root(organization).certificate();
    }

    @Test
    void readsWhatPeopleAndToolsWrite() throws PkiException {
        Certificate a = certificate("a");
        Certificate b = certificate("b");
        String text = a.pem() + b.pem();

        assertThat(Certificate.readAll(text)).containsExactly(a, b);
        assertThat(Certificate.readAll(text.replace("\n", "\r\n"))).containsExactly(a, b);
        assertThat(Certificate.readAll(text.replace("\n", "\r"))).containsExactly(a, b);
        assertThat(Certificate.readAll("\uFEFF" + text.strip())).containsExactly(a, b);
        assertThat(Certificate.readAll("# Ours: §\n" + a.pem() + "\n\ns:O = b\n" + b.pem() + "the end"))
                .containsExactly(a, b);
        assertThat(Certificate.readAll(text.replace("\n", " \t\n"))).containsExactly(a, b);
        assertThat(Certificate.readAll(a.pem().replace("CERTIFICATE", "X509 CERTIFICATE")))
                .containsExactly(a);
        String oneLine = "-----BEGIN CERTIFICATE-----\n" + Base64.getEncoder().encodeToString(a.der())
                + "\n-----END CERTIFICATE-----";
        assertThat(Certificate.readAll(oneLine)).containsExactly(a);
    }

    @Test
    void whatItWritesIsStable() throws PkiException {
        Certificate a = certificate("a");

        assertThat(a.pem()).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("\n-----END CERTIFICATE-----\n");
        assertThat(a.pem().lines()).allMatch(line -> line.length() <= 64);
        assertThat(Certificate.read(a.pem().replace("\n", "\r\n")).pem()).isEqualTo(a.pem());
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("-----BEGIN CERTIFICATE-----\nAAAA\n", "line 1: a BEGIN whose END is missing"),
                Arguments.of("\n\n" + ONE + "-----END CERTIFICATE-----", "line 6: an END without a BEGIN"),
                Arguments.of("-----BEGIN CERTIFICATE-----\n" + ONE, "line 2: a BEGIN inside a block"),
                Arguments.of("x\n  " + ONE, "line 2: a BEGIN or END that is not alone on its line"),
                Arguments.of(ONE.replace("\n", ""), "line 1: a BEGIN or END that is not alone on its line"),
                Arguments.of(
                        ONE.replace("END CERTIFICATE", "END PRIVATE KEY"),
                        "line 1: a BEGIN whose END has another label"),
                Arguments.of(ONE.replace("AAAA", "AA*A"), "line 2: not base64"),
                Arguments.of(ONE.replace("AAAA", "AAAA\nAA==\nAAAA"), "line 1: a block that is not base64"),
                Arguments.of(ONE.replace("AAAA", ""), "line 1: a block without content"),
                Arguments.of(ONE.replace("-----BEGIN", "----BEGIN"), "line 3: an END without a BEGIN"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatWouldLoseACertificateIsSaidWithItsLine(String text, String problem) {
        assertThatThrownBy(() -> Pem.blocks(text)).isInstanceOfSatisfying(PkiException.class, e -> {
            assertThat(e.problem()).isEqualTo(problem);
            assertThat(e.defect()).isEqualTo(Defect.MALFORMED);
            assertThat(e).hasMessageEndingWith(Defect.MALFORMED.remedy()).hasNoCause();
        });
    }

    @Test
    void aKeyAmongCertificatesIsNamedAndNotRepeated() throws PkiException {
        String key = Samples.EC.pem();

        assertThatThrownBy(() -> Certificate.readAll(certificate("a").pem() + key))
                .isInstanceOfSatisfying(PkiException.class, e -> {
                    assertThat(e.defect()).isEqualTo(Defect.WRONG_BLOCK);
                    assertThat(e.problem()).matches("line 1\\d: a private key where a certificate belongs");
                });
        assertThat(Pem.blocks(key)).hasToString("[a private key at line 1]");
    }

    @Test
    void aLabelThatIsNotKnownIsNotRepeatedEither() {
        assertThatThrownBy(() -> Certificate.readAll(ONE.replace("CERTIFICATE", "MY SECRET IS XYZ")))
                .hasMessageStartingWith("line 1: a block of another type where a certificate belongs")
                .hasMessageNotContaining("XYZ");
    }

    @Test
    void textsWithoutBlocksHoldNoCertificate() throws PkiException {
        for (String text : List.of("", "\n", "hello", "AAAA\n")) {
            assertThat(Pem.blocks(text)).isEmpty();
            assertThatThrownBy(() -> Certificate.readAll(text))
                    .hasMessageStartingWith("holds no certificate in PEM form");
        }
    }

    @Test
    void bytesAfterACertificateAreNotIgnored() throws PkiException {
        byte[] der = certificate("a").der();
        byte[] longer = java.util.Arrays.copyOf(der, der.length + 2);

        assertThatThrownBy(() -> Certificate.ofDer(longer)).hasMessageStartingWith("is not a certificate");
        assertThatThrownBy(() ->
                        Certificate.ofDer(certificate("a").pem().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessageStartingWith("is not a certificate");
        assertThatThrownBy(() -> Certificate.ofDer(new byte[0])).isInstanceOf(PkiException.class);
    }
}
