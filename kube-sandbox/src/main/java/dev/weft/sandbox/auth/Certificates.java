// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Keys and X.509 certificates (RFC 5280): the server's own, which is a CA, and those of clients that it signs. Its key is
 * Ed25519: the first EC P-256 key of a process takes the JDK far longer, as it computes tables for that curve.
 */
public final class Certificates {
    private static final String ED25519 = "1.3.101.112";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Certificates() {}

    /** A new Ed25519 key. */
    public static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new EC P-256 key. */
    public static KeyPair ellipticKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A CA certificate for its own key that is the certificate of a server on loopback as well, as kube-apiserver makes one. */
    static X509Certificate authority(String name, KeyPair key, Instant now) {
        byte[] subject = subject(name, List.of());
        byte[] names = Der.sequence(
                Der.value(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                Der.value(0x82, "kubernetes.default.svc".getBytes(StandardCharsets.US_ASCII)),
                Der.value(0x87, new byte[] {127, 0, 0, 1}));
        // Digital signature, certificate signing, CRL signing.
        byte[] usage = Der.bits(new byte[] {(byte) 0x86}, 1);
        byte[] extensions = Der.sequence(
                extension("2.5.29.19", true, Der.sequence(Der.bool(true))),
                extension("2.5.29.15", true, usage),
                extension("2.5.29.17", false, names));
        return certificate(subject, subject, key.getPublic(), key.getPrivate(), extensions, now, Duration.ofDays(3650));
    }

    /**
     * A certificate for a client.
     *
     * @param user becomes the common name
     * @param groups become organizations
     */
    public static X509Certificate client(
            Identity issuer, PublicKey key, String user, List<String> groups, Instant now, Duration validity) {
        byte[] extensions = Der.sequence(extension("2.5.29.37", false, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.2"))));
        byte[] name = issuer.authority().getSubjectX500Principal().getEncoded();
        return certificate(name, subject(user, groups), key, issuer.authorityKey(), extensions, now, validity);
    }

    private static byte[] subject(String name, List<String> organizations) {
        List<byte[]> parts = new ArrayList<>();
        organizations.forEach(group -> parts.add(attribute("2.5.4.10", group)));
        parts.add(attribute("2.5.4.3", name));
        return Der.sequence(parts.toArray(new byte[0][]));
    }

    private static byte[] attribute(String oid, String text) {
        return Der.set(Der.sequence(Der.oid(oid), Der.utf8(text)));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static X509Certificate certificate(
            byte[] issuer,
            byte[] subject,
            PublicKey key,
            PrivateKey signer,
            byte[] extensions,
            Instant now,
            Duration validity) {
        byte[] algorithm = Der.sequence(Der.oid(ED25519));
        byte[] body = Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, RANDOM).setBit(120)),
                algorithm,
                issuer,
                Der.sequence(Der.time(now.minus(Duration.ofMinutes(5))), Der.time(now.plus(validity))),
                subject,
                key.getEncoded(),
                Der.value(0xa3, extensions));
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(signer);
            signature.update(body);
            byte[] whole = Der.sequence(body, algorithm, Der.bits(signature.sign(), 0));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PEM with lines of 64. */
    public static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
