// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.spec.ECNamedCurveParameterSpec;
import org.bouncycastle.jce.spec.ECPublicKeySpec;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A private key with its public one. The private part leaves it in two ways only: {@link #pem}, for the Secret that keeps it, and {@link
 * #privateKey}, for TLS. Printing it shows its kind and the fingerprint of the public part.
 */
public final class SigningKey {
    private final KeySpec spec;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private SigningKey(KeySpec spec, PrivateKey privateKey, PublicKey publicKey) {
        this.spec = spec;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new key. RSA with 4096 bits takes about a second, P-256 less than one millisecond. */
    public static SigningKey generate(KeySpec spec, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(spec.algorithm(), BouncyCastle.PROVIDER);
            generator.initialize(spec.parameters(), random);
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(spec, pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the library does not know " + spec, e);
        }
    }

    /**
     * The one private key of a text: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or SEC1 ({@code EC PRIVATE KEY}, with
     * or without a block {@code EC PARAMETERS} before it, as openssl writes). That its parts belong together is checked.
     */
    public static SigningKey read(String pem) throws PkiException {
        List<Pem.Block> blocks = Pem.blocks(pem);
        List<Pem.Block> keys = blocks.stream()
                .filter(block -> block.label() != Pem.Label.EC_PARAMETERS)
                .toList();
        if (keys.size() != 1) {
            throw new PkiException(Defect.WRONG_COUNT, "holds " + keys.size() + " keys instead of one");
        }
        Pem.Block block = keys.getFirst();
        if (block.label() == Pem.Label.ENCRYPTED_KEY) {
            throw new PkiException(Defect.UNSUPPORTED_KEY, "line " + block.line() + ": an encrypted private key");
        }
        String problem = "line " + block.line() + ": not a private key, whatever its label says";
        return BouncyCastle.reading(Defect.UNREADABLE, problem, () -> of(info(block, blocks)));
    }

    private static PrivateKeyInfo info(Pem.Block block, List<Pem.Block> blocks) throws IOException, PkiException {
        ASN1Primitive content = ASN1Primitive.fromByteArray(block.content());
        return switch (block.label()) {
            case PKCS8_KEY -> PrivateKeyInfo.getInstance(content);
            case PKCS1_KEY ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(content));
            case SEC1_KEY -> {
                ECPrivateKey key = ECPrivateKey.getInstance(content);
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve(key, blocks)), key);
            }
            default -> throw block.wrong("a private key");
        };
    }

    private static ASN1Encodable curve(ECPrivateKey key, List<Pem.Block> blocks) throws IOException, PkiException {
        if (key.getParametersObject() != null) {
            return key.getParametersObject();
        }
        for (Pem.Block block : blocks) {
            if (block.label() == Pem.Label.EC_PARAMETERS) {
                return ASN1Primitive.fromByteArray(block.content());
            }
        }
        throw new PkiException(Defect.UNSUPPORTED_KEY, "is an EC key that does not name its curve");
    }

    private static SigningKey of(PrivateKeyInfo info) throws GeneralSecurityException, IOException, PkiException {
        var algorithm = info.getPrivateKeyAlgorithm();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
        }
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return ec(KeySpec.Ec.of(algorithm.getParameters()), ECPrivateKey.getInstance(info.parsePrivateKey()));
        }
        throw new PkiException(Defect.UNSUPPORTED_KEY, "is neither an RSA nor an EC key");
    }

    private static SigningKey rsa(RSAPrivateKey key) throws GeneralSecurityException, PkiException {
        KeyFactory factory = KeyFactory.getInstance("RSA", BouncyCastle.PROVIDER);
        // Before anything is computed with it.
        if (key.getModulus().bitLength() > KeySpec.MOST_RSA_BITS) {
            throw new PkiException(
                    Defect.UNSUPPORTED_KEY, "is an RSA key of more than " + KeySpec.MOST_RSA_BITS + " bits");
        }
        if (!isConsistent(key)) {
            throw new PkiException(Defect.KEY_MISMATCH, "is an RSA key whose parts contradict each other");
        }
        PublicKey publicKey = factory.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        PrivateKey privateKey = factory.generatePrivate(new RSAPrivateCrtKeySpec(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrime1(),
                key.getPrime2(),
                key.getExponent1(),
                key.getExponent2(),
                key.getCoefficient()));
        return new SigningKey(KeySpec.of(publicKey), privateKey, publicKey);
    }

    /** RFC 8017, 3.2. */
    private static boolean isConsistent(RSAPrivateKey key) {
        BigInteger p = key.getPrime1();
        BigInteger q = key.getPrime2();
        if (p.compareTo(BigInteger.TWO) <= 0
                || q.compareTo(BigInteger.TWO) <= 0
                || p.bitLength() + q.bitLength() > KeySpec.MOST_RSA_BITS + 1) {
            return false;
        }
        BigInteger one = BigInteger.ONE;
        BigInteger p1 = p.subtract(one);
        BigInteger q1 = q.subtract(one);
        BigInteger d = key.getPrivateExponent();
        BigInteger e = key.getPublicExponent();
        return p.multiply(q).equals(key.getModulus())
                && d.signum() > 0
                && d.bitLength() <= KeySpec.MOST_RSA_BITS
                && d.multiply(e).mod(p1).equals(one)
                && d.multiply(e).mod(q1).equals(one)
                && key.getExponent1().equals(d.mod(p1))
                && key.getExponent2().equals(d.mod(q1))
                && key.getCoefficient().multiply(q).mod(p).equals(one);
    }

    private static SigningKey ec(KeySpec.Ec spec, ECPrivateKey key)
            throws GeneralSecurityException, IOException, PkiException {
        ECNamedCurveParameterSpec curve = ECNamedCurveTable.getParameterSpec(spec.curve());
        BigInteger d = key.getKey();
        if (d.signum() <= 0 || d.compareTo(curve.getN()) >= 0) {
            throw new PkiException(Defect.KEY_MISMATCH, "is an EC key that does not fit its curve");
        }
        ECPoint point = curve.getG().multiply(d).normalize();
        if (key.getPublicKey() != null
                && !curve.getCurve().decodePoint(key.getPublicKey().getBytes()).equals(point)) {
            throw new PkiException(Defect.KEY_MISMATCH, "is an EC key whose parts contradict each other");
        }
        KeyFactory factory = KeyFactory.getInstance("EC", BouncyCastle.PROVIDER);
        PublicKey publicKey = factory.generatePublic(new ECPublicKeySpec(point, curve));
        // With the public part inside, as generated ones are: one key has one text, whatever it was read from.
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded());
        ECPrivateKey whole = new ECPrivateKey(
                curve.getN().bitLength(),
                d,
                info.getPublicKeyData(),
                info.getAlgorithm().getParameters());
        byte[] pkcs8 = new PrivateKeyInfo(info.getAlgorithm(), whole).getEncoded();
        return new SigningKey(spec, factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), publicKey);
    }

    public KeySpec spec() {
        return spec;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** The private part, for a TLS context of this process. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** The private key as PKCS#8, whatever it was read from: the one form that every reader takes. */
    public String pem() {
        return Pem.write(Pem.Label.PKCS8_KEY, privateKey.getEncoded());
    }

    /** Whether the certificate is about this key. */
    public boolean fits(Certificate certificate) {
        return BouncyCastle.same(publicKey, certificate.x509().getPublicKey());
    }

    /** Signs with what fits the key. */
    ContentSigner signer(SecureRandom random) {
        try {
            return new JcaContentSignerBuilder(spec.signature())
                    .setProvider(BouncyCastle.PROVIDER)
                    .setSecureRandom(random)
                    .build(privateKey);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("the library does not sign with " + spec, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && BouncyCastle.same(publicKey, key.publicKey);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    /** For people: the kind, and the SHA-256 of the public key. */
    @Override
    public String toString() {
        return "SigningKey[" + spec + ", public key sha256 " + Digests.sha256(publicKey.getEncoded()) + "]";
    }
}
