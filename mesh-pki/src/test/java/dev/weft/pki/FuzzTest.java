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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is read, nothing but a {@link PkiException} comes out, and nothing of a key is in its text or its stack trace. */
class FuzzTest {
    private static final int MUTATIONS = 40;

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("cases", 10));
    }

    private interface Read {
        void read() throws PkiException;
    }

    private static final class Counts {
        private int read;
        private int refused;

        void tryTo(Read read, List<String> secrets) {
            try {
                read.read();
                this.read++;
            } catch (PkiException e) {
                refused++;
                StringWriter all = new StringWriter();
                e.printStackTrace(new PrintWriter(all, true));
                assertThat(all.toString()).doesNotContain(secrets);
                assertThat(e).hasNoCause();
            }
        }
    }

    /** Every piece of eight characters of the base64 of a key, other than its public beginning. */
    private static List<String> pieces(String pem) {
        String body = pem.replaceAll("-----[^-]*-----|\n", "");
        List<String> pieces = new ArrayList<>();
        for (int i = 40; i + 8 <= body.length(); i += 4) {
            pieces.add(body.substring(i, i + 8));
        }
        return pieces;
    }

    private static String mutated(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int times = 1 + random.nextInt(4); times > 0 && !changed.isEmpty(); times--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(7)) {
                case 0 -> changed.setCharAt(at, (char) random.nextInt(128));
                case 1 -> changed.deleteCharAt(at);
                case 2 -> changed.insert(at, "\n-----BEGIN CERTIFICATE-----\n");
                case 3 -> changed.setLength(at);
                case 4 -> changed.insert(at, changed.substring(Math.max(0, at - random.nextInt(200)), at));
                case 5 -> changed.insert(at, '\r');
                default -> changed.delete(at, Math.min(changed.length(), at + random.nextInt(100)));
            }
        }
        return changed.toString();
    }

    /** Damages below the armour, where the parsers of ASN.1 are. */
    private static String mutatedContent(String pem, Random random) throws PkiException {
        Pem.Block block = Pem.blocks(pem).getFirst();
        byte[] content = block.content();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            content[random.nextInt(content.length)] = (byte) random.nextInt(256);
        }
        return Pem.write(
                block.label(),
                random.nextInt(5) == 0 ? Arrays.copyOf(content, random.nextInt(content.length) + 1) : content);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void textsThatWereDamaged(long seed) throws PkiException {
        Random random = new Random(seed);
        Authority root = root();
        Chain chain = issue(root, EC, terms());
        String request = Samples.request(EC).pem();
        Counts counts = new Counts();
        for (int i = 0; i < MUTATIONS; i++) {
            SigningKey key = i % 8 == 0 ? RSA : EC;
            List<String> secrets = pieces(key.pem());
            String keyText = random.nextBoolean() ? mutated(key.pem(), random) : mutatedContent(key.pem(), random);
            counts.tryTo(() -> SigningKey.read(keyText), secrets);
            counts.tryTo(() -> Certificate.readAll(keyText), secrets);
            counts.tryTo(() -> SigningRequest.read(keyText), secrets);
            String requestText = random.nextBoolean() ? mutated(request, random) : mutatedContent(request, random);
            counts.tryTo(() -> SigningRequest.read(requestText), secrets);
            String certificates =
                    random.nextBoolean() ? mutated(chain.pem(), random) : mutatedContent(chain.pem(), random);
            counts.tryTo(() -> Chain.read(certificates).verdict(root.roots(), NOW), secrets);
            counts.tryTo(
                    () -> TrustBundle.read(certificates).union(root.roots()).cutTo(root.roots()), secrets);
        }
        assertThat(counts.refused).isPositive();
        assertThat(counts.read).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRequestThatWasDamagedIsNeverTakenForAnotherKey(long seed) throws PkiException {
        Random random = new Random(seed);
        SigningRequest whole = Samples.request(EC);
        for (int i = 0; i < MUTATIONS; i++) {
            String text = mutatedContent(whole.pem(), random);
            try {
                assertThat(BouncyCastle.same(SigningRequest.read(text).publicKey(), EC.publicKey()))
                        .isTrue();
            } catch (PkiException e) {
                assertThat(e.problem()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void secretsThatWereDamaged(long seed) throws PkiException {
        Random random = new Random(seed);
        Authority root = root();
        Authority company = Samples.intermediate(root, RSA);
        Map<String, byte[]> cacerts =
                CaCerts.of(EC, issue(root, EC, terms()), root.roots()).data();
        Map<String, byte[]> signing = SigningSecret.data(company);
        List<String> secrets = new ArrayList<>(pieces(EC.pem()));
        secrets.addAll(pieces(RSA.pem()));
        Counts counts = new Counts();
        for (int i = 0; i < 15; i++) {
            Map<String, byte[]> damagedCerts = damaged(cacerts, random);
            Map<String, byte[]> damagedSigner = damaged(signing, random);
            counts.tryTo(() -> CaCerts.read(damagedCerts).verdict(NOW), secrets);
            counts.tryTo(() -> SigningSecret.read(damagedSigner), secrets);
        }
        assertThat(counts.refused).isPositive();
    }

    private static Map<String, byte[]> damaged(Map<String, byte[]> data, Random random) {
        Map<String, byte[]> changed = new HashMap<>(data);
        List<String> entries = data.keySet().stream().sorted().toList();
        String entry = entries.get(random.nextInt(entries.size()));
        switch (random.nextInt(4)) {
            case 0 -> changed.remove(entry);
            case 1 -> changed.put(entry, data.get(entries.get(random.nextInt(entries.size()))));
            case 2 -> {
                byte[] bytes = data.get(entry).clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                changed.put(entry, bytes);
            }
            default ->
                changed.put(
                        entry,
                        mutated(new String(data.get(entry), StandardCharsets.UTF_8), random)
                                .getBytes(StandardCharsets.UTF_8));
        }
        return changed;
    }

    /** A structure in a structure in a structure: parsers that call themselves end with their stack. */
    @ParameterizedTest
    @ValueSource(strings = {"30", "24", "a0", "31"})
    void contentThatIsNestedDeeply(String tag) {
        byte[] nested = new byte[400_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = (byte) Integer.parseInt(tag, 16);
            nested[i + 1] = (byte) 0x80;
        }
        nested[0] = 0x30;
        for (Pem.Label label :
                List.of(Pem.Label.CERTIFICATE, Pem.Label.REQUEST, Pem.Label.PKCS8_KEY, Pem.Label.SEC1_KEY)) {
            String text = Pem.write(label, nested);
            assertThatThrownBy(() -> SigningKey.read(text)).isInstanceOf(PkiException.class);
            assertThatThrownBy(() -> SigningRequest.read(text)).isInstanceOf(PkiException.class);
            assertThatThrownBy(() -> Certificate.readAll(text)).isInstanceOf(PkiException.class);
        }
    }

    @Test
    void textsLongerThanAnySecretAreNotLookedAt() {
        String long1 = EC.pem().repeat(10_000);
        assertThatThrownBy(() -> SigningKey.read(long1)).hasMessageStartingWith("is longer than any Secret");
    }
}
