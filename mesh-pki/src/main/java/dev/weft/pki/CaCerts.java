// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The content of Istio's Secret {@code cacerts}: what istiod signs workloads with. Istio refuses to start with a part of it, and takes the
 * whole only if the certificate fits the key and leads to a root; so there is none without that.
 */
public final class CaCerts {
    public static final String CA_CERT = "ca-cert.pem";
    public static final String CA_KEY = "ca-key.pem";
    public static final String CERT_CHAIN = "cert-chain.pem";
    public static final String ROOT_CERT = "root-cert.pem";

    private static final String ISTIOD = "istiod does not start with a part of the entries";

    /** Of the other layout, kubernetes.io/tls. Where it is there, istiod reads nothing else. */
    private static final String TLS_CERT = "tls.crt";

    private static final String TLS_ROOTS = "ca.crt";

    private final SigningKey key;
    private final Chain chain;
    private final TrustBundle roots;

    private CaCerts(SigningKey key, Chain chain, TrustBundle roots) {
        this.key = key;
        this.chain = chain;
        this.roots = roots;
    }

    /**
     * What istiod is to have.
     *
     * @param chain from the certificate for the key up, as the signer gave it
     * @throws PkiException when the certificate is for another key, is no authority's, or leads to none of the roots; an answer to an
     *     earlier request with an earlier key ends here
     */
    public static CaCerts of(SigningKey key, Chain chain, TrustBundle roots) throws PkiException {
        Certificate certificate = chain.first();
        if (!key.fits(certificate)) {
            throw new PkiException(Defect.KEY_MISMATCH, "is the key of another certificate than " + certificate)
                    .in(CA_KEY);
        }
        if (!certificate.isAuthority()) {
            throw new PkiException(Defect.NOT_A_CA, certificate + " is no certificate authority").in(CA_CERT);
        }
        // Whether it is valid today is another question; that it leads to a root is not.
        if (chain.structure(roots) instanceof ChainVerdict.Broken broken) {
            throw new PkiException(broken.defect(), broken.problem()).in(broken.position() == 0 ? CA_CERT : CERT_CHAIN);
        }
        return new CaCerts(key, chain, roots);
    }

    /**
     * Reads the entries; others are left alone, the reference's empty {@code key.pem} among them.
     *
     * @throws PkiException which names the entry
     */
    public static CaCerts read(Map<String, byte[]> data) throws PkiException {
        if (data.containsKey(TLS_CERT)) {
            throw new PkiException(Defect.UNSUPPORTED_LAYOUT, "is what istiod reads instead of the other entries")
                    .in(TLS_CERT);
        }
        SecretText secret = new SecretText(data);
        List<Certificate> first = secret.required(CA_CERT, ISTIOD, Certificate::readAll);
        SigningKey key = secret.required(CA_KEY, ISTIOD, SigningKey::read);
        TrustBundle roots = secret.required(ROOT_CERT, ISTIOD, TrustBundle::read);
        List<Certificate> above = new ArrayList<>(secret.required(CERT_CHAIN, ISTIOD, Certificate::readAll));
        above.addAll(roots.roots());
        return of(key, Chain.upFrom(first.getFirst(), above), roots);
    }

    /**
     * The first root of a Secret that somebody else has made, in either layout; all else in it may be as it likes.
     *
     * @return empty when there is none that can be read
     */
    public static Optional<Certificate> firstRoot(Map<String, byte[]> data) {
        try {
            return new SecretText(data)
                    .optional(data.containsKey(TLS_CERT) ? TLS_ROOTS : ROOT_CERT, TrustBundle::read)
                    .map(roots -> roots.roots().getFirst());
        } catch (PkiException e) {
            return Optional.empty();
        }
    }

    /** The entries, sorted by name. {@code cert-chain.pem} begins with the certificate itself and ends with its root, as with the reference. */
    public Map<String, byte[]> data() {
        Map<String, byte[]> data = new TreeMap<>();
        data.put(CA_CERT, SecretText.bytes(certificate().pem()));
        data.put(CA_KEY, SecretText.bytes(key.pem()));
        data.put(CERT_CHAIN, SecretText.bytes(chain.pem()));
        data.put(ROOT_CERT, SecretText.bytes(roots.text()));
        return data;
    }

    /** Whether peers that trust the same roots accept what is signed with it at this moment. */
    public ChainVerdict verdict(Instant now) {
        return chain.verdict(roots, now);
    }

    /** The same with other roots; nothing else changes between the phases of a rotation that trust and do not sign. */
    public CaCerts trusting(TrustBundle others) throws PkiException {
        return of(key, chain, others);
    }

    public Certificate certificate() {
        return chain.first();
    }

    public SigningKey key() {
        return key;
    }

    public Chain chain() {
        return chain;
    }

    public TrustBundle roots() {
        return roots;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CaCerts[" + certificate() + ", " + roots + "]";
    }
}
