// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.EC;
import static dev.weft.pki.Samples.RSA;
import static dev.weft.pki.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final ASN1ObjectIdentifier P256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");

    private static PrivateKeyInfo info(SigningKey key) {
        return PrivateKeyInfo.getInstance(key.privateKey().getEncoded());
    }

    /** As openssl writes RSA keys with -traditional. */
    private static String pkcs1(SigningKey key) throws Exception {
        return Pem.write(
                Pem.Label.PKCS1_KEY,
                info(key).parsePrivateKey().toASN1Primitive().getEncoded());
    }

    /** As openssl writes EC keys with -traditional. */
    private static String sec1(SigningKey key, boolean named) throws Exception {
        BigInteger d = ECPrivateKey.getInstance(info(key).parsePrivateKey()).getKey();
        ECPrivateKey written = named ? new ECPrivateKey(256, d, P256) : new ECPrivateKey(256, d);
        return Pem.write(Pem.Label.SEC1_KEY, written.getEncoded());
    }

    private static String pkcs8(java.security.PrivateKey key) {
        return Pem.write(Pem.Label.PKCS8_KEY, key.getEncoded());
    }

    @Test
    void everyFormIsReadAndPkcs8IsWritten() throws Exception {
        for (SigningKey key : java.util.List.of(RSA, EC, SigningKey.generate(KeySpec.Ec.P384, random("384")))) {
            SigningKey again = SigningKey.read(key.pem());
            assertThat(again).isEqualTo(key).hasSameHashCodeAs(key);
            assertThat(again.spec()).isEqualTo(key.spec());
            assertThat(again.pem()).isEqualTo(key.pem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
        }
        assertThat(SigningKey.read(pkcs1(RSA)).pem()).isEqualTo(RSA.pem());
        assertThat(SigningKey.read(sec1(EC, true)).pem()).isEqualTo(EC.pem());
        String parameters = Pem.write(Pem.Label.EC_PARAMETERS, P256.getEncoded());
        assertThat(SigningKey.read(parameters + sec1(EC, true)).pem()).isEqualTo(EC.pem());
        assertThat(SigningKey.read(parameters + sec1(EC, false)).pem()).isEqualTo(EC.pem());
        assertThat(EC).isNotEqualTo(RSA);
    }

    @Test
    void keysThatJavaMadeAreReadAndJavaReadsOurs() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var pair = generator.generateKeyPair();
        SigningKey read = SigningKey.read(pkcs8(pair.getPrivate()));
        assertThat(read.publicKey().getEncoded()).isEqualTo(pair.getPublic().getEncoded());

        for (SigningKey key : java.util.List.of(RSA, EC)) {
            byte[] content = Pem.blocks(key.pem()).getFirst().content();
            var java = KeyFactory.getInstance(key.spec().algorithm()).generatePrivate(new PKCS8EncodedKeySpec(content));
            assertThat(SigningKey.read(pkcs8(java))).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, 2047, 8193, 0, -1, Long.MAX_VALUE})
    void C31_sizesOfRsaThatAreNotTakenAreSaid(long bits) {
        assertThatThrownBy(() -> KeySpec.asked(OptionalLong.of(bits)))
                .hasMessage(
                        "RSA with " + bits
                                + " bits is not taken; use RSA with 2048 to 8192 bits, or ECDSA on P-256 or P-384, not encrypted");
    }

    @Test
    void theSizeDecidesTheKind() throws PkiException {
        assertThat(KeySpec.asked(OptionalLong.empty())).isEqualTo(KeySpec.Ec.P256);
        assertThat(KeySpec.asked(OptionalLong.of(4096))).isEqualTo(new KeySpec.Rsa(4096));
        assertThat(KeySpec.of(RSA.publicKey())).isEqualTo(new KeySpec.Rsa(2048));
    }

    @Test
    void otherCurvesAreRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp521r1"));
        String key = pkcs8(generator.generateKeyPair().getPrivate());
        assertThatThrownBy(() -> SigningKey.read(key)).hasMessageStartingWith("is an EC key on another curve");
    }

    @Test
    void otherKindsAndShortKeysAreRefused() throws Exception {
        String ed =
                pkcs8(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());
        assertThatThrownBy(() -> SigningKey.read(ed)).hasMessageStartingWith("is neither an RSA nor an EC key");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String small = pkcs8(generator.generateKeyPair().getPrivate());
        assertThatThrownBy(() -> SigningKey.read(small)).hasMessageStartingWith("RSA with 1024 bits is not taken");
    }

    @Test
    void encryptedKeysAreRefusedWithWhatToDo() {
        String encrypted = Pem.write(Pem.Label.ENCRYPTED_KEY, new byte[] {0x30, 0});
        assertThatThrownBy(() -> SigningKey.read(encrypted))
                .hasMessageStartingWith("line 1: an encrypted private key")
                .hasMessageEndingWith("not encrypted");
        String old =
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assertThatThrownBy(() -> SigningKey.read(old))
                .hasMessageStartingWith("line 2: a key with headers, so an encrypted one");
    }

    @Test
    void exactlyOneKeyIsRead() throws PkiException {
        assertThatThrownBy(() -> SigningKey.read("")).hasMessageStartingWith("holds 0 keys instead of one");
        assertThatThrownBy(() -> SigningKey.read(EC.pem() + RSA.pem()))
                .hasMessageStartingWith("holds 2 keys instead of one");
        String certificate = Samples.root().certificate().pem();
        assertThatThrownBy(() -> SigningKey.read(certificate))
                .hasMessageStartingWith("line 1: a certificate where a private key belongs");
    }

    @Test
    void anRsaKeyWhosePartsContradictEachOtherIsRefused() throws Exception {
        RSAPrivateKey whole = RSAPrivateKey.getInstance(info(RSA).parsePrivateKey());
        BigInteger two = BigInteger.TWO;
        for (int part = 0; part < 7; part++) {
            RSAPrivateKey broken = new RSAPrivateKey(
                    whole.getModulus().add(part == 0 ? two : BigInteger.ZERO),
                    whole.getPublicExponent(),
                    whole.getPrivateExponent().add(part == 1 ? two : BigInteger.ZERO),
                    whole.getPrime1().add(part == 2 ? two : BigInteger.ZERO),
                    whole.getPrime2().add(part == 3 ? two : BigInteger.ZERO),
                    whole.getExponent1().add(part == 4 ? two : BigInteger.ZERO),
                    whole.getExponent2().add(part == 5 ? two : BigInteger.ZERO),
                    whole.getCoefficient().add(part == 6 ? two : BigInteger.ZERO));
            String pem = Pem.write(Pem.Label.PKCS1_KEY, broken.getEncoded());
            assertThatThrownBy(() -> SigningKey.read(pem))
                    .hasMessageStartingWith("is an RSA key whose parts contradict each other");
        }
    }

    @Test
    void anEcKeyWhosePartsContradictEachOtherIsRefused() throws Exception {
        ECPrivateKey own = ECPrivateKey.getInstance(info(EC).parsePrivateKey());
        ECPrivateKey other = ECPrivateKey.getInstance(info(Samples.key("other")).parsePrivateKey());
        String mixed = Pem.write(
                Pem.Label.SEC1_KEY, new ECPrivateKey(256, own.getKey(), other.getPublicKey(), P256).getEncoded());
        assertThatThrownBy(() -> SigningKey.read(mixed))
                .hasMessageStartingWith("is an EC key whose parts contradict each other");
        String zero = Pem.write(Pem.Label.SEC1_KEY, new ECPrivateKey(256, BigInteger.ZERO, P256).getEncoded());
        assertThatThrownBy(() -> SigningKey.read(zero))
                .hasMessageStartingWith("is an EC key that does not fit its curve");
        String unnamed = sec1(EC, false);
        assertThatThrownBy(() -> SigningKey.read(unnamed))
                .hasMessageStartingWith("is an EC key that does not name its curve");
    }

    @ParameterizedTest
    @EnumSource(KeySpec.Ec.class)
    void printingShowsNothingOfThePrivatePart(KeySpec.Ec spec) throws Exception {
        SigningKey key = SigningKey.generate(spec, random("shown"));
        assertThat(key.toString()).matches("SigningKey\\[ECDSA P-\\d+, public key sha256 [0-9a-f]{64}]");
        BigInteger d = ECPrivateKey.getInstance(info(key).parsePrivateKey()).getKey();
        assertThat(key.toString() + key.privateKey())
                .doesNotContain(d.toString(16))
                .doesNotContain(d.toString());
    }

    @Test
    void sameRandomnessSameKey() {
        assertThat(SigningKey.generate(KeySpec.Ec.P256, random("ec")).pem()).isEqualTo(EC.pem());
    }

    @Test
    void nothingIsRegisteredInTheProcess() {
        assertThat(Security.getProvider("BC")).isNull();
    }
}
