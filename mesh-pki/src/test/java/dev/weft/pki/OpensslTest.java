// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.issue;
import static dev.weft.pki.Samples.root;
import static dev.weft.pki.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What openssl says of what we write, and we of what it writes. Skipped, and shown as skipped, where there is none. */
class OpensslTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsOpenssl() {
        assumeTrue(isThere(), "openssl is not on PATH: nothing of it was tried");
    }

    private static boolean isThere() {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    /** Its output, preceded by its exit code. */
    private String openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + output;
    }

    private String verify(TrustBundle roots, Chain chain) throws Exception {
        List<Certificate> above =
                chain.certificates().subList(1, chain.certificates().size());
        return openssl(
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-attime",
                Long.toString(NOW.getEpochSecond()),
                "-CAfile",
                file("roots.pem", roots.text()),
                "-untrusted",
                file("above.pem", new Chain(above).pem()),
                file("first.pem", chain.first().pem()));
    }

    @Test
    void itVerifiesOurChains() throws Exception {
        for (KeySpec spec : List.of(new KeySpec.Rsa(2048), KeySpec.Ec.P256, KeySpec.Ec.P384)) {
            Authority root = root(spec, NOW);
            Authority company = Samples.intermediate(root, RSA);
            Chain chain = issue(company, EC, terms());
            assertThat(verify(root.roots(), chain)).isEqualTo("0 " + folder.resolve("first.pem") + ": OK\n");
            Chain workload =
                    chain.below(HandMade.workload(chain.first(), Samples.SPIFFE).sign(RSA, EC));
            assertThat(verify(root.roots(), workload)).endsWith(": OK\n");
            assertThat(verify(root("other").roots(), chain))
                    .startsWith("2 ")
                    .contains("self-signed certificate in certificate chain");
        }
    }

    @Test
    void itVerifiesAnIntermediateWithTheNameOfItsRoot() throws Exception {
        Authority root = root("Istio");
        assertThat(verify(root.roots(), issue(root, EC, terms()))).endsWith(": OK\n");
    }

    @Test
    void itVerifiesOurRequests() throws Exception {
        for (SigningKey key : List.of(RSA, EC)) {
            String request = file("request.pem", Samples.request(key).pem());
            assertThat(openssl("req", "-verify", "-noout", "-text", "-in", request))
                    .startsWith("0 ")
                    .containsIgnoringCase("self-signature verify OK")
                    .contains(
                            "Subject: O = Istio", "X509v3 Subject Alternative Name: critical", "URI:" + Samples.SPIFFE);
        }
    }

    @Test
    void itReadsOurKeysAndWeReadItsForms() throws Exception {
        for (SigningKey key : List.of(RSA, EC)) {
            String ours = file("key.pem", key.pem());
            assertThat(openssl("pkey", "-in", ours, "-noout", "-check")).startsWith("0 Key is valid");
            String type = key == RSA ? "rsa" : "ec";
            String traditional = folder.resolve("old.pem").toString();
            assertThat(
                            key == RSA
                                    ? openssl("rsa", "-traditional", "-in", ours, "-out", traditional)
                                    : openssl("ec", "-in", ours, "-out", traditional))
                    .startsWith("0 ");
            String old = Files.readString(Path.of(traditional));
            assertThat(old).startsWith("-----BEGIN " + type.toUpperCase(java.util.Locale.ROOT) + " PRIVATE KEY-----");
            assertThat(SigningKey.read(old).pem()).isEqualTo(key.pem());
        }
        String made = folder.resolve("made.pem").toString();
        assertThat(openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", made))
                .startsWith("0 ");
        String text = Files.readString(Path.of(made));
        assertThat(text).startsWith("-----BEGIN EC PARAMETERS-----");
        assertThat(SigningKey.read(text).spec()).isEqualTo(KeySpec.Ec.P256);
    }
}
