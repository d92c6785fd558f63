// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorException;

/** The one instance of the library's provider. It is handed to each call and never registered: no other code of the process sees it. */
final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();

    /** Signatures that are taken, of certificates and of requests, as the library names them. */
    private static final Map<ASN1ObjectIdentifier, String> SIGNATURES = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");

    private BouncyCastle() {}

    static boolean isStrong(String signatureOid) {
        return SIGNATURES.containsKey(new ASN1ObjectIdentifier(signatureOid));
    }

    /** Whether two keys are one, whichever provider made them. */
    static boolean same(PublicKey a, PublicKey b) {
        SubjectPublicKeyInfo first = SubjectPublicKeyInfo.getInstance(a.getEncoded());
        SubjectPublicKeyInfo second = SubjectPublicKeyInfo.getInstance(b.getEncoded());
        return first.getAlgorithm().getAlgorithm().equals(second.getAlgorithm().getAlgorithm())
                && first.getPublicKeyData().equals(second.getPublicKeyData());
    }

    /** Something that reads what somebody else wrote. */
    interface Reading<T> {
        T read() throws GeneralSecurityException, IOException, OperatorException, PkiException;
    }

    /**
     * Reads, and turns whatever the library throws into one defect. Parsers throw many kinds of exceptions at garbage, unchecked ones too;
     * none is passed on, as their messages may hold what was read.
     */
    static <T> T reading(Defect defect, String problem, Reading<T> reading) throws PkiException {
        try {
            return reading.read();
        } catch (GeneralSecurityException | IOException | OperatorException | RuntimeException e) {
            throw new PkiException(defect, problem);
        }
    }
}
