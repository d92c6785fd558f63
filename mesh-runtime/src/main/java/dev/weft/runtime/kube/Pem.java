// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys as kubeconfig files hold them. kubeadm and kind write PKCS#1 keys, k3s SEC1 keys; Java reads PKCS#8 only, so the
 * others are put into its envelope (RFC 5208, RFC 8017 A.1.2, RFC 5915). Messages repeat nothing of what was read.
 */
final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final List<byte[]> CURVES = List.of(
            HexFormat.of().parseHex("06082a8648ce3d030107"), // P-256
            HexFormat.of().parseHex("06052b81040022"), // P-384
            HexFormat.of().parseHex("06052b81040023")); // P-521

    private Pem() {}

    static List<X509Certificate> certificates(String pem) {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("holds no certificate in PEM form");
            }
            return found;
        } catch (CertificateException e) {
            // Without the cause: its message may repeat the text.
            throw new IllegalArgumentException("holds no certificate in PEM form");
        }
    }

    static PrivateKey privateKey(String pem) {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals("EC PARAMETERS")) {
                continue;
            }
            byte[] der = decoded(block.group(2));
            return switch (kind) {
                case "PRIVATE KEY" -> key(der, "RSA", "EC", "EdDSA");
                case "RSA PRIVATE KEY" -> key(sequence(VERSION_0, RSA, tagged(0x04, der)), "RSA");
                case "EC PRIVATE KEY" -> key(sequence(VERSION_0, sequence(EC, curve(der)), tagged(0x04, der)), "EC");
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IllegalArgumentException("is an encrypted key; store it decrypted");
                default -> throw new IllegalArgumentException("holds no private key but a " + kind);
            };
        }
        throw new IllegalArgumentException("holds no private key in PEM form");
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds no private key in PEM form");
        }
    }

    private static PrivateKey key(byte[] pkcs8, String... algorithms) {
        for (String algorithm : algorithms) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                // The next algorithm; only the envelope says which one it is.
                continue;
            }
        }
        throw new IllegalArgumentException("holds a private key that is not " + String.join(", ", algorithms));
    }

    private static byte[] curve(byte[] sec1) {
        for (byte[] curve : CURVES) {
            for (int at = 0; at + curve.length <= sec1.length; at++) {
                if (Arrays.equals(sec1, at, at + curve.length, curve, 0, curve.length)) {
                    return curve;
                }
            }
        }
        throw new IllegalArgumentException("holds an EC key without a curve that is known (P-256, P-384, P-521)");
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        return tagged(0x30, content.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
