// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PemTest {

    @Test
    void pkcs8KeysAreRead() throws Exception {
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            PrivateKey key =
                    KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
            assertThat(Pem.privateKey(pem("PRIVATE KEY", key.getEncoded())).getEncoded())
                    .isEqualTo(key.getEncoded());
        }
    }

    @Test
    void pkcs1KeysOfKubeadmAreRead() throws Exception {
        for (int bits : new int[] {1024, 2048, 4096}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
            // The envelope: 4 bytes of head, 3 of version, 15 of algorithm, 4 of head.
            byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
            assertThat(Pem.privateKey(pem("RSA PRIVATE KEY", pkcs1)).getEncoded())
                    .isEqualTo(pkcs8);
        }
    }

    @Test
    void sec1KeysOfK3sAreReadAfterTheirParameters() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
        ByteArrayOutputStream sec1 = new ByteArrayOutputStream();
        sec1.writeBytes(HexFormat.of().parseHex("303102010104" + "20"));
        sec1.writeBytes(fixed(key.getS(), 32));
        sec1.writeBytes(HexFormat.of().parseHex("a00a06082a8648ce3d030107"));
        String text = pem("EC PARAMETERS", HexFormat.of().parseHex("06082a8648ce3d030107"))
                + pem("EC PRIVATE KEY", sec1.toByteArray());
        assertThat(((ECPrivateKey) Pem.privateKey(text)).getS()).isEqualTo(key.getS());
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutRepeatingIt() {
        for (String text : new String[] {
            "s3cret",
            pem("PRIVATE KEY", "s3cret".getBytes(StandardCharsets.US_ASCII)),
            pem("ENCRYPTED PRIVATE KEY", new byte[5]),
            pem("CERTIFICATE", new byte[5]),
            pem("EC PRIVATE KEY", new byte[5])
        }) {
            assertThatThrownBy(() -> Pem.privateKey(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("s3cret");
        }
        assertThatThrownBy(() -> Pem.certificates("s3cret")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[length];
        int from = Math.max(0, bytes.length - length);
        System.arraycopy(bytes, from, out, length - (bytes.length - from), bytes.length - from);
        return out;
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
