// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.OptionalLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** The kinds of keys that are made and taken, and the signature that fits each. */
public sealed interface KeySpec {
    /** The fewest bits of an RSA key that are still taken for secure (NIST SP 800-131A). */
    int FEWEST_RSA_BITS = 2048;

    /** More only costs: an RSA key of 16384 bits takes minutes to make, and each handshake tenths of a second. */
    int MOST_RSA_BITS = 8192;

    /** What is made when nobody asks for something else. */
    KeySpec DEFAULT = Ec.P256;

    /** RSA with the public exponent 65537 and so many bits. */
    record Rsa(int bits) implements KeySpec {
        public Rsa {
            if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
                throw new IllegalArgumentException("RSA of " + bits + " bits");
            }
        }

        @Override
        public String algorithm() {
            return "RSA";
        }

        @Override
        public String signature() {
            return "SHA256withRSA";
        }

        @Override
        public AlgorithmParameterSpec parameters() {
            return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
        }

        @Override
        public String toString() {
            return "RSA " + bits;
        }
    }

    /** ECDSA on a curve of NIST. */
    enum Ec implements KeySpec {
        P256("P-256", "1.2.840.10045.3.1.7", "SHA256withECDSA"),
        P384("P-384", "1.3.132.0.34", "SHA384withECDSA");

        private final String curve;
        private final String oid;
        private final String signature;

        Ec(String curve, String oid, String signature) {
            this.curve = curve;
            this.oid = oid;
            this.signature = signature;
        }

        String curve() {
            return curve;
        }

        /** The curve that parameters name; those that spell a curve out are refused, as Go and Java do. */
        static Ec of(ASN1Encodable parameters) throws PkiException {
            return Arrays.stream(values())
                    .filter(curve -> new ASN1ObjectIdentifier(curve.oid).equals(parameters))
                    .findFirst()
                    .orElseThrow(() -> new PkiException(Defect.UNSUPPORTED_KEY, "is an EC key on another curve"));
        }

        @Override
        public String algorithm() {
            return "EC";
        }

        @Override
        public String signature() {
            return signature;
        }

        @Override
        public AlgorithmParameterSpec parameters() {
            return new ECGenParameterSpec(curve);
        }

        @Override
        public String toString() {
            return "ECDSA " + curve;
        }
    }

    /**
     * What {@code rsaKeySizeBytes} of a VirtualMesh asks for. The unit is bits, whatever its name says.
     *
     * @param rsaKeySizeBytes absent for P-256
     */
    static KeySpec asked(OptionalLong rsaKeySizeBytes) throws PkiException {
        return rsaKeySizeBytes.isEmpty() ? DEFAULT : rsa(rsaKeySizeBytes.getAsLong());
    }

    /** What a public key is, whichever provider made it. */
    static KeySpec of(PublicKey key) throws PkiException {
        if (key instanceof RSAPublicKey rsa) {
            // Go refuses larger exponents; they only cost time.
            if (rsa.getPublicExponent().bitLength() > 31
                    || !rsa.getPublicExponent().testBit(0)) {
                throw new PkiException(Defect.UNSUPPORTED_KEY, "is an RSA key with an unusual public exponent");
            }
            return rsa(rsa.getModulus().bitLength());
        }
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            throw new PkiException(Defect.UNSUPPORTED_KEY, "is neither an RSA nor an EC key");
        }
        return Ec.of(info.getAlgorithm().getParameters());
    }

    private static KeySpec rsa(long bits) throws PkiException {
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new PkiException(Defect.UNSUPPORTED_KEY, "RSA with " + bits + " bits is not taken");
        }
        return new Rsa((int) bits);
    }

    // No default methods: with one, a kind that is used first would wait for DEFAULT, and DEFAULT for that kind, and be
    // null.

    /** The name of the algorithm, as {@link java.security.KeyPairGenerator} and {@link java.security.KeyFactory} take it. */
    String algorithm();

    /** The signature that a key of this kind makes. It depends on the signer's key alone, never on what is signed. */
    String signature();

    /** What a generator of keys takes. */
    AlgorithmParameterSpec parameters();
}
