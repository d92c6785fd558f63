// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * What statuses and people are told of a certificate.
 *
 * @param subject as RFC 2253 writes names; empty if it has none
 * @param serial lower-case hex without leading zeros
 * @param names alternative names in their order, without their types
 * @param pathLength how many authorities may be below it; empty when that is not limited, or it is no authority
 * @param key for example {@code RSA 4096} or {@code ECDSA P-256}; the bare algorithm for keys that are not taken
 * @param sha256 fingerprint, lower-case hex
 */
public record CertificateFacts(
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter,
        List<String> names,
        boolean authority,
        OptionalInt pathLength,
        String key,
        String sha256) {

    private static final int LONGEST_LABEL = 120;

    public CertificateFacts {
        names = List.copyOf(names);
    }

    static CertificateFacts of(Certificate certificate) {
        X509Certificate x509 = certificate.x509();
        return new CertificateFacts(
                x509.getSubjectX500Principal().getName(),
                x509.getIssuerX500Principal().getName(),
                x509.getSerialNumber().toString(16),
                x509.getNotBefore().toInstant(),
                x509.getNotAfter().toInstant(),
                names(x509),
                certificate.isAuthority(),
                certificate.pathLength(),
                key(x509),
                certificate.sha256());
    }

    private static List<String> names(X509Certificate x509) {
        try {
            Collection<List<?>> names = x509.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            // Names that are no text come as bytes; nobody here uses them.
                            .filter(name -> name.get(1) instanceof String)
                            .map(name -> name.get(1).toString())
                            .toList();
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("alternative names that cannot be read", e);
        }
    }

    private static String key(X509Certificate x509) {
        try {
            return KeySpec.of(x509.getPublicKey()).toString();
        } catch (PkiException e) {
            return x509.getPublicKey() instanceof RSAKey rsa
                    ? "RSA " + rsa.getModulus().bitLength()
                    : x509.getPublicKey().getAlgorithm();
        }
    }

    /** From the first to the last moment in which it is valid. */
    public Duration life() {
        return Duration.between(notBefore, notAfter);
    }

    /** Valid from the first to the last second, both included (RFC 5280, 4.1.2.5). */
    public boolean isValidAt(Instant now) {
        return !now.isBefore(notBefore) && !isExpiredAt(now);
    }

    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(notAfter.plusSeconds(1));
    }

    /** How much of its life is left: 1 before it begins, 0 when it is over. */
    public double remaining(Instant now) {
        double whole = life().toMillis();
        double left = Duration.between(now, notAfter).toMillis();
        return whole <= 0 ? 0 : Math.clamp(left / whole, 0, 1);
    }

    /**
     * The moment in which only the given part of its life is left.
     *
     * @param ratio from 0, at its end, to 1, at its beginning
     */
    public Instant renewAt(double ratio) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("a part of a life is from 0 to 1, not " + ratio);
        }
        return notAfter.minusMillis((long) (life().toMillis() * ratio));
    }

    /** Subject and serial number, on one line, shortened. */
    String label() {
        String name = (subject.isEmpty() ? "no subject" : subject)
                .codePoints()
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .limit(LONGEST_LABEL)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "certificate " + name + " (serial " + serial + ")";
    }
}
