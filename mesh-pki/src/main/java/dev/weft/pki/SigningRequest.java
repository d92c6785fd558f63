// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.OptionalLong;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A certificate signing request (PKCS#10, RFC 2986) whose signature has been verified: whoever made it has the key. Nothing but that key
 * can be asked of it. What a request says about names is a wish of a cluster that may be in other hands; who signs, names.
 */
public final class SigningRequest {
    private final PKCS10CertificationRequest request;
    private final PublicKey publicKey;
    private final KeySpec spec;

    private SigningRequest(PKCS10CertificationRequest request, PublicKey publicKey, KeySpec spec) {
        this.request = request;
        this.publicKey = publicKey;
        this.spec = spec;
    }

    /**
     * A request as agents of the reference write it: subject {@code O=organization}, and a critical alternative name for each host.
     *
     * @throws PkiException when the organization or a host cannot be in a certificate
     */
    public static SigningRequest by(SigningKey key, String organization, List<String> hosts, SecureRandom random)
            throws PkiException {
        var builder = new JcaPKCS10CertificationRequestBuilder(Names.subject(organization), key.publicKey());
        if (!hosts.isEmpty()) {
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions(hosts));
        }
        return new SigningRequest(builder.build(key.signer(random)), key.publicKey(), key.spec());
    }

    private static Extensions extensions(List<String> hosts) throws PkiException {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, true, Names.alternative(hosts));
            return extensions.generate();
        } catch (IOException e) {
            throw new IllegalStateException("names that were checked cannot be written", e);
        }
    }

    /** Reads the one request of a text, and verifies that it was signed by the key that it is for. */
    public static SigningRequest read(String pem) throws PkiException {
        List<Pem.Block> blocks = Pem.blocks(pem);
        if (blocks.size() != 1) {
            throw new PkiException(
                    Defect.WRONG_COUNT, "holds " + blocks.size() + " PEM blocks instead of one signing request");
        }
        Pem.Block block = blocks.getFirst();
        return switch (block.label()) {
            case REQUEST, NEW_REQUEST -> verified(block);
            default -> throw block.wrong("a certificate signing request");
        };
    }

    private static SigningRequest verified(Pem.Block block) throws PkiException {
        String problem = "line " + block.line() + ": not a signing request, whatever its label says";
        return BouncyCastle.reading(Defect.UNREADABLE, problem, () -> {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(block.content());
            PublicKey publicKey = publicKey(request);
            KeySpec spec = KeySpec.of(publicKey);
            if (!BouncyCastle.isStrong(
                    request.getSignatureAlgorithm().getAlgorithm().getId())) {
                throw new PkiException(
                        Defect.WEAK_SIGNATURE, "is a request whose signature is not SHA-2 with RSA or ECDSA");
            }
            if (!isSigned(request, publicKey)) {
                throw new PkiException(Defect.NO_POSSESSION, "is a request that was not signed by its own key");
            }
            return new SigningRequest(request, publicKey, spec);
        });
    }

    private static PublicKey publicKey(PKCS10CertificationRequest request)
            throws IOException, GeneralSecurityException, PkiException {
        SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
        boolean rsa = info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
        if (rsa) {
            // Before the library looks at the number: that takes seconds for one that a stranger made long.
            BigInteger modulus = RSAPublicKey.getInstance(info.parsePublicKey()).getModulus();
            KeySpec.asked(OptionalLong.of(modulus.bitLength()));
        }
        return KeyFactory.getInstance(rsa ? "RSA" : "EC", BouncyCastle.PROVIDER)
                .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    private static boolean isSigned(PKCS10CertificationRequest request, PublicKey key) throws OperatorException {
        try {
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(BouncyCastle.PROVIDER)
                    .build(key));
        } catch (PKCSException e) {
            return false;
        }
    }

    /** The key that the certificate is to be about. */
    public PublicKey publicKey() {
        return publicKey;
    }

    public KeySpec spec() {
        return spec;
    }

    public String pem() {
        try {
            return Pem.write(Pem.Label.REQUEST, request.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a request that was read or made cannot be written", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningRequest that && request.equals(that.request);
    }

    @Override
    public int hashCode() {
        return request.hashCode();
    }

    @Override
    public String toString() {
        return "SigningRequest[" + spec + ", public key sha256 " + Digests.sha256(publicKey.getEncoded()) + "]";
    }
}
