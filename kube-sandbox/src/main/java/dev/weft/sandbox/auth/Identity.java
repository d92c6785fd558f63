// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The secrets of one server.
 *
 * @param authority its certificate, self-signed, which is its CA as well
 * @param tokenKey signs tokens of service accounts
 * @param adminToken the bearer token of the administrator
 */
public record Identity(X509Certificate authority, PrivateKey authorityKey, TokenKey tokenKey, String adminToken) {

    /** A new identity. */
    public static Identity fresh(Instant now) {
        KeyPair authority = Certificates.keyPair();
        byte[] token = new byte[24];
        new SecureRandom().nextBytes(token);
        return new Identity(
                Certificates.authority("kube-sandbox-ca", authority, now),
                authority.getPrivate(),
                new TokenKey(),
                HexFormat.of().formatHex(token));
    }

    /** The identity kept in a folder; made and kept, readable by the owner only, when there is none. */
    public static Identity in(Path folder, Instant now) throws IOException {
        Path file = folder.resolve("identity");
        if (Files.exists(file)) {
            return read(Files.readAllLines(file));
        }
        Identity fresh = fresh(now);
        Path partial = folder.resolve("identity.new");
        Files.deleteIfExists(partial);
        Files.createFile(partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(partial, fresh.lines(), StandardOpenOption.WRITE);
        Files.move(partial, file);
        return fresh;
    }

    private List<String> lines() {
        Base64.Encoder encoder = Base64.getEncoder();
        try {
            return List.of(
                    encoder.encodeToString(authority.getEncoded()),
                    encoder.encodeToString(authorityKey.getEncoded()),
                    encoder.encodeToString(tokenKey.pair().getPublic().getEncoded()),
                    encoder.encodeToString(tokenKey.pair().getPrivate().getEncoded()),
                    adminToken);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity read(List<String> lines) throws IOException {
        if (lines.size() != 5) {
            throw new IOException("the file identity is damaged: delete it to get new keys");
        }
        Base64.Decoder decoder = Base64.getDecoder();
        try {
            KeyFactory keys = KeyFactory.getInstance("EC");
            X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(decoder.decode(lines.get(0))));
            PublicKey verify = keys.generatePublic(new X509EncodedKeySpec(decoder.decode(lines.get(2))));
            PrivateKey sign = keys.generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(lines.get(3))));
            PrivateKey authorityKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(lines.get(1))));
            return new Identity(authority, authorityKey, new TokenKey(new KeyPair(verify, sign)), lines.get(4));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the file identity is damaged: delete it to get new keys", e);
        }
    }

    /** The CA certificate as PEM. */
    public String authorityPem() {
        try {
            return Certificates.pem("CERTIFICATE", authority.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "Identity[" + authority.getSubjectX500Principal().getName() + "]";
    }
}
