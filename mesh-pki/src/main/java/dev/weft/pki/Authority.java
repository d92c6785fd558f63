// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who signs: a certificate with its key, the chain above it, and the roots that its certificates are to be trusted by. It is made only of
 * what belongs together; whether it may sign at a given moment is asked when it does.
 */
public final class Authority {
    private final SigningKey key;
    private final Chain chain;
    private final TrustBundle roots;

    private Authority(SigningKey key, Chain chain, TrustBundle roots) {
        this.key = key;
        this.chain = chain;
        this.roots = roots;
    }

    /**
     * A new root with a new key: subject {@code O=organization}, no alternative names, CA without a limit to its path, keyCertSign and
     * cRLSign, signed with what fits its key.
     */
    public static Authority selfSigned(RootTerms terms, Instant now, SecureRandom random) throws PkiException {
        if (terms.organization().isEmpty()) {
            throw new PkiException(Defect.UNSUITABLE_TERMS, "a root without organization, so without a name");
        }
        CertificateDraft.check(terms.life());
        SigningKey key = SigningKey.generate(terms.key(), random);
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        CertificateDraft draft = new CertificateDraft(
                Names.subject(terms.organization()),
                List.of(),
                key.publicKey(),
                second.minus(CertificateDraft.BACK_DATED),
                second.plus(terms.life()),
                OptionalInt.empty());
        Certificate root = draft.selfSigned(key, random);
        return new Authority(key, new Chain(List.of(root)), TrustBundle.of(List.of(root)));
    }

    /**
     * A signer that somebody provided.
     *
     * @param chain from the signer's certificate up to a root, which is the last one
     * @param roots what peers are to trust; the last one of the chain among them
     * @throws PkiException when key and certificate do not belong together, the certificate is not one of an authority that may sign, or
     *     the chain does not lead to one of the roots
     */
    public static Authority of(SigningKey key, Chain chain, TrustBundle roots) throws PkiException {
        Certificate signer = chain.first();
        if (!key.fits(signer)) {
            throw new PkiException(Defect.KEY_MISMATCH, "is the key of another certificate than " + signer);
        }
        if (!signer.isAuthority()) {
            throw new PkiException(Defect.NOT_A_CA, signer + " is to sign and is no certificate authority");
        }
        Certificate top = chain.last();
        if (!top.isSelfSigned() || !roots.trusts(top)) {
            throw new PkiException(
                    Defect.UNTRUSTED,
                    top + " is where the chain ends, and no root; it was issued by "
                            + top.facts().issuer());
        }
        // Times are the business of each signature.
        if (chain.structure(roots) instanceof ChainVerdict.Broken broken) {
            throw new PkiException(broken.defect(), broken.problem());
        }
        return new Authority(key, chain, roots);
    }

    /**
     * Signs an intermediate for the key of a request. Only the key is the request's. It is valid from a while ago, at most until the first
     * of the authorities above it ends.
     *
     * @return the new certificate, followed by the chain of this authority
     * @throws PkiException when the terms are none, or this authority may not sign now
     */
    public Chain issue(SigningRequest request, IntermediateTerms terms, Instant now, SecureRandom random)
            throws PkiException {
        CertificateDraft.check(terms.life());
        if (terms.organization().isEmpty() && terms.hosts().isEmpty()) {
            throw new PkiException(
                    Defect.UNSUITABLE_TERMS, "an intermediate without organization and hosts, so without a name");
        }
        maySign(terms.pathLength(), now);
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        CertificateDraft draft = new CertificateDraft(
                Names.subject(terms.organization()),
                terms.hosts(),
                request.publicKey(),
                latest(second.minus(CertificateDraft.BACK_DATED)),
                earliest(second.plus(terms.life())),
                OptionalInt.of(terms.pathLength()));
        return chain.below(draft.signedBy(certificate(), key, random));
    }

    private void maySign(int pathLength, Instant now) throws PkiException {
        if (pathLength < 0) {
            throw new PkiException(Defect.UNSUITABLE_TERMS, "a path length below 0");
        }
        if (chain.verdict(roots, now) instanceof ChainVerdict.Broken broken) {
            throw new PkiException(broken.defect(), broken.problem());
        }
        List<Certificate> above = chain.certificates();
        for (int height = 0; height < above.size(); height++) {
            OptionalInt most = above.get(height).pathLength();
            // The new one is below all of them, what it may have below it too.
            int needed = height + 1 + pathLength;
            if (most.isPresent() && most.getAsInt() < needed) {
                throw new PkiException(
                        Defect.PATH_TOO_LONG,
                        above.get(height) + " allows " + most.getAsInt() + " authorities below it; " + needed
                                + " are needed");
            }
        }
    }

    private Instant latest(Instant notBefore) {
        return chain.certificates().stream()
                .map(above -> above.facts().notBefore())
                .reduce(notBefore, (a, b) -> a.isAfter(b) ? a : b);
    }

    private Instant earliest(Instant notAfter) {
        return chain.certificates().stream()
                .map(above -> above.facts().notAfter())
                .reduce(notAfter, (a, b) -> a.isBefore(b) ? a : b);
    }

    /** The signer's own. */
    public Certificate certificate() {
        return chain.first();
    }

    /** From the signer to its root. */
    public Chain chain() {
        return chain;
    }

    /** What peers are to trust. */
    public TrustBundle roots() {
        return roots;
    }

    SigningKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "Authority[" + certificate() + "]";
    }
}
