// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import static dev.weft.pki.Samples.NOW;
import static dev.weft.pki.Samples.YEAR;
import static dev.weft.pki.Samples.random;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that an {@link Authority} would never make, and those of workloads; whatever is not set is as it should be. */
final class HandMade {
    String subject = "O=Somebody";
    String issuer = "O=Somebody";
    Instant notBefore = NOW.minusSeconds(60);
    Instant notAfter = NOW.plus(YEAR);
    boolean authority = true;
    Optional<Integer> pathLength = Optional.empty();
    int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    Optional<KeyPurposeId> purpose = Optional.empty();
    Optional<String> criticalExtension = Optional.empty();
    Optional<String> uri = Optional.empty();
    Optional<String> signature = Optional.empty();
    BigInteger serial = BigInteger.valueOf(4711);

    static HandMade with(Consumer<HandMade> changes) {
        HandMade made = new HandMade();
        changes.accept(made);
        return made;
    }

    /** A workload's, as istiod makes them: no subject, a critical SPIFFE ID. */
    static HandMade workload(Certificate issuer, String uri) {
        return with(it -> {
            it.subject = "";
            it.issuer = issuer.facts().subject();
            it.authority = false;
            it.usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
            it.uri = Optional.of(uri);
        });
    }

    Certificate sign(SigningKey key, SigningKey signer) {
        return sign(key.publicKey(), signer);
    }

    Certificate sign(PublicKey key, SigningKey signer) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    serial,
                    Date.from(notBefore),
                    Date.from(notAfter),
                    new X500Name(subject),
                    key);
            if (authority) {
                builder.addExtension(
                        Extension.basicConstraints,
                        true,
                        pathLength.map(BasicConstraints::new).orElse(new BasicConstraints(true)));
            }
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (!issuer.equals(subject)) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(signer.publicKey()));
            }
            if (purpose.isPresent()) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.get()));
            }
            if (criticalExtension.isPresent()) {
                builder.addExtension(new ASN1ObjectIdentifier(criticalExtension.get()), true, DERNull.INSTANCE);
            }
            if (uri.isPresent()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        true,
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri.get())));
            }
            return Certificate.ofDer(builder.build(new JcaContentSignerBuilder(
                                    signature.orElse(signer.spec().signature()))
                            .setProvider(BouncyCastle.PROVIDER)
                            .setSecureRandom(random("hand made"))
                            .build(signer.privateKey()))
                    .getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
