// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;

/**
 * The certificate of an authority before it is signed. Roots and intermediates differ in what is put in here; how it is written is the same.
 *
 * @param pathLength empty when it is not limited
 */
record CertificateDraft(
        X500Name subject,
        List<String> hosts,
        PublicKey key,
        Instant notBefore,
        Instant notAfter,
        OptionalInt pathLength) {

    /** Clocks differ: a certificate is valid for who is an hour behind. */
    static final Duration BACK_DATED = Duration.ofHours(1);

    private static final Duration LONGEST_LIFE = Duration.ofDays(36_600);

    static void check(Duration life) throws PkiException {
        if (life.isNegative() || life.toSeconds() < 1 || life.compareTo(LONGEST_LIFE) > 0) {
            throw new PkiException(
                    Defect.UNSUITABLE_TERMS, "a life of " + life + "; it must be from one second to 100 years");
        }
    }

    /** For a root: its own name is the issuer's. */
    Certificate selfSigned(SigningKey signer, SecureRandom random) throws PkiException {
        return signed(subject, Optional.empty(), signer, random);
    }

    Certificate signedBy(Certificate issuer, SigningKey signer, SecureRandom random) throws PkiException {
        return BouncyCastle.reading(Defect.UNREADABLE, "is a signer that cannot be read", () -> {
            X509CertificateHolder holder = new X509CertificateHolder(issuer.der());
            AuthorityKeyIdentifier identifier = new BcX509ExtensionUtils().createAuthorityKeyIdentifier(holder);
            // The name by its bytes: one that was written in another encoding would be another one to some.
            return signed(holder.getSubject(), Optional.of(identifier), signer, random);
        });
    }

    private Certificate signed(
            X500Name issuer, Optional<AuthorityKeyIdentifier> issuerKey, SigningKey signer, SecureRandom random)
            throws PkiException {
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
            var builder = new X509v3CertificateBuilder(
                    issuer,
                    new BigInteger(128, random).setBit(127),
                    new Time(Date.from(notBefore)),
                    new Time(Date.from(notAfter)),
                    subject,
                    info);
            builder.addExtension(
                    Extension.basicConstraints,
                    true,
                    pathLength.isPresent() ? new BasicConstraints(pathLength.getAsInt()) : new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new BcX509ExtensionUtils().createSubjectKeyIdentifier(info));
            if (issuerKey.isPresent()) {
                builder.addExtension(Extension.authorityKeyIdentifier, false, issuerKey.get());
            }
            if (!hosts.isEmpty()) {
                // RFC 5280, 4.2.1.6: critical if nothing else names the subject.
                boolean critical = subject.getRDNs().length == 0;
                builder.addExtension(Extension.subjectAlternativeName, critical, Names.alternative(hosts));
            }
            ContentSigner content = signer.signer(random);
            return Certificate.ofDer(builder.build(content).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a draft that was checked cannot be written", e);
        }
    }
}
