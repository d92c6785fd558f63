// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** An X.509 certificate. Two are equal when their bytes (DER) are. */
public final class Certificate {
    private static final int KEY_CERT_SIGN = 5;
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final Set<String> TLS_PURPOSES = Set.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");

    /** basicConstraints, keyUsage, extKeyUsage, subjectAltName: what {@link Chain} looks at, or may leave to who uses the names. */
    private static final Set<String> UNDERSTOOD = Set.of("2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17");

    private final X509Certificate x509;
    private final byte[] der;

    private Certificate(X509Certificate x509, byte[] der) {
        this.x509 = x509;
        this.der = der;
    }

    /** The one certificate of a text. */
    public static Certificate read(String pem) throws PkiException {
        List<Certificate> all = readAll(pem);
        if (all.size() != 1) {
            throw new PkiException(Defect.WRONG_COUNT, "holds " + all.size() + " certificates instead of one");
        }
        return all.getFirst();
    }

    /** All certificates of a text in their order, at least one. Anything else than certificates between them is refused. */
    public static List<Certificate> readAll(String pem) throws PkiException {
        List<Certificate> all = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(pem)) {
            all.add(of(block));
        }
        if (all.isEmpty()) {
            throw new PkiException(Defect.WRONG_COUNT, "holds no certificate in PEM form");
        }
        return List.copyOf(all);
    }

    static Certificate of(Pem.Block block) throws PkiException {
        return switch (block.label()) {
            case CERTIFICATE, X509_CERTIFICATE ->
                of(block.content(), "line " + block.line() + ": not a certificate, whatever its label says");
            default -> throw block.wrong("a certificate");
        };
    }

    /** From the bytes that a TLS peer sent, for example. */
    public static Certificate ofDer(byte[] der) throws PkiException {
        return of(der.clone(), "is not a certificate");
    }

    private static Certificate of(byte[] der, String problem) throws PkiException {
        return BouncyCastle.reading(Defect.UNREADABLE, problem, () -> {
            // A SEQUENCE: the factory would also take base64, and PKCS#7.
            if (der[0] != 0x30) {
                throw new PkiException(Defect.UNREADABLE, problem);
            }
            X509Certificate x509 = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The factory stops at the end of the certificate; what follows would be lost. It also takes other
            // encodings than DER.
            if (!Arrays.equals(x509.getEncoded(), der)) {
                throw new PkiException(Defect.UNREADABLE, problem);
            }
            Certificate certificate = new Certificate(x509, der);
            CertificateFacts.of(certificate);
            return certificate;
        });
    }

    /** As the classes of Java take it: trust stores, TLS. */
    public X509Certificate x509() {
        return x509;
    }

    public byte[] der() {
        return der.clone();
    }

    /** Lines of 64 characters, with a line feed at the end. */
    public String pem() {
        return Pem.write(Pem.Label.CERTIFICATE, der);
    }

    /** SHA-256 of the bytes, lower-case hex: its fingerprint. */
    public String sha256() {
        return Digests.sha256(der);
    }

    public CertificateFacts facts() {
        return CertificateFacts.of(this);
    }

    /** basicConstraints CA:TRUE. */
    public boolean isAuthority() {
        return x509.getBasicConstraints() >= 0;
    }

    /** How many authorities may be below it (RFC 5280, 4.2.1.9); empty when it is not limited, or no authority. */
    public OptionalInt pathLength() {
        int length = x509.getBasicConstraints();
        return length < 0 || length == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(length);
    }

    /** Signed by its own key, so a root. One with a key that is not taken never is. */
    public boolean isSelfSigned() {
        return isNamedIssuer(this) && signatureBy(this);
    }

    /** Whether the other one issued it: by name and by signature. Says nothing of rights and times. */
    public boolean isIssuedBy(Certificate issuer) {
        return isNamedIssuer(issuer) && signatureBy(issuer);
    }

    boolean isNamedIssuer(Certificate issuer) {
        return x509.getIssuerX500Principal().equals(issuer.x509.getSubjectX500Principal());
    }

    private boolean signatureBy(Certificate issuer) {
        if (!issuer.hasUsableKey()) {
            return false;
        }
        try {
            x509.verify(issuer.x509.getPublicKey(), BouncyCastle.PROVIDER);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Another signature, a key of another kind, or numbers that cannot be computed with.
            return false;
        }
    }

    /** Whether its key is one of those that are taken. */
    boolean hasUsableKey() {
        try {
            KeySpec.of(x509.getPublicKey());
            return true;
        } catch (PkiException e) {
            return false;
        }
    }

    boolean isStronglySigned() {
        return BouncyCastle.isStrong(x509.getSigAlgOID());
    }

    /** keyUsage allows it, and extKeyUsage, if any, allows what workloads use their certificates for: Go and OpenSSL ask that of issuers. */
    boolean maySign() {
        boolean[] usage = x509.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            return false;
        }
        try {
            List<String> purposes = x509.getExtendedKeyUsage();
            return purposes == null || purposes.contains(ANY_PURPOSE) || purposes.containsAll(TLS_PURPOSES);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    boolean hasUnknownExtension() {
        Set<String> critical = x509.getCriticalExtensionOIDs();
        return critical != null && !UNDERSTOOD.containsAll(critical);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate && x509.equals(certificate.x509);
    }

    @Override
    public int hashCode() {
        return x509.hashCode();
    }

    /** For messages: subject and serial number. */
    @Override
    public String toString() {
        return facts().label();
    }
}
