// SPDX-License-Identifier: Apache-2.0

package dev.weft.pki;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Certificates, each issued by the next one. The first is the one that somebody uses; the last may be a root, or be issued by one.
 *
 * @param certificates at least one
 */
public record Chain(List<Certificate> certificates) {
    /** Longer ones are nobody's; it bounds what strangers can make us compute. */
    private static final int LONGEST = 10;

    public Chain {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain without certificates");
        }
    }

    /** Reads a chain as it stands; whether it holds together says {@link #verdict}. */
    public static Chain read(String pem) throws PkiException {
        return new Chain(Certificate.readAll(pem));
    }

    /**
     * The way up from a certificate among others, as far as it leads. Where several could have issued a certificate, a root comes before
     * an authority that somebody else vouches for, and then the one that is valid longest.
     *
     * @param others in any order
     */
    public static Chain upFrom(Certificate first, Collection<Certificate> others) {
        List<Certificate> chain = new ArrayList<>(List.of(first));
        while (chain.size() < LONGEST && !chain.getLast().isSelfSigned()) {
            Certificate last = chain.getLast();
            Optional<Certificate> issuer = others.stream()
                    .filter(other -> !chain.contains(other) && last.isIssuedBy(other))
                    .max(Comparator.comparing(Certificate::isSelfSigned)
                            .thenComparing(other -> other.x509().getNotAfter().toInstant()));
            if (issuer.isEmpty()) {
                break;
            }
            chain.add(issuer.get());
        }
        return new Chain(chain);
    }

    public Certificate first() {
        return certificates.getFirst();
    }

    public Certificate last() {
        return certificates.getLast();
    }

    /** The text of {@code cert-chain.pem}: the certificates in order, each with one line end after it. */
    public String pem() {
        return certificates.stream().map(Certificate::pem).collect(Collectors.joining());
    }

    /** Whether this root ends it, or may: of several roots with one name and key, each does. Says nothing of rights and times. */
    public boolean leadsTo(Certificate root) {
        return certificates.contains(root)
                || certificates.reversed().stream()
                        .filter(certificate -> !certificate.isSelfSigned())
                        .findFirst()
                        .filter(certificate -> certificate.isIssuedBy(root))
                        .isPresent();
    }

    Chain below(Certificate first) {
        List<Certificate> longer = new ArrayList<>(List.of(first));
        longer.addAll(certificates);
        return new Chain(longer);
    }

    /**
     * Whether who trusts these roots accepts this chain at this moment: each certificate is within its life, issued and signed by the next,
     * and allowed to by its kind, its usage and its path length, up to a root, which is held to the same rules. Where RFC 5280 (6.1) and
     * what proxies do differ, the stricter rule counts: Go, so istiod, checks the life of roots and counts self-issued authorities.
     *
     * <p>An authority at the beginning is there to sign others, so it takes part in path lengths. Names in the certificates are not compared
     * with anything.
     */
    public ChainVerdict verdict(TrustBundle roots, Instant now) {
        return verdict(roots, Optional.of(now));
    }

    /** The same without looking at times: whether this can ever be accepted. */
    ChainVerdict structure(TrustBundle roots) {
        return verdict(roots, Optional.empty());
    }

    private ChainVerdict verdict(TrustBundle roots, Optional<Instant> now) {
        if (certificates.size() > LONGEST) {
            return broken(certificates, LONGEST, Defect.PATH_TOO_LONG, "is one more than any chain needs");
        }
        List<Certificate> path = path(roots);
        int authorities = 0;
        for (int i = 0; i < path.size(); i++) {
            Optional<ChainVerdict> own = fault(path, i, authorities, now);
            if (own.isPresent()) {
                return own.get();
            }
            if (i + 1 < path.size()) {
                Optional<ChainVerdict> link = faultOfLink(path, i);
                if (link.isPresent()) {
                    return link.get();
                }
            }
            authorities += path.get(i).isAuthority() ? 1 : 0;
        }
        return roots.trusts(path.getLast())
                ? new ChainVerdict.Trusted(path.getLast())
                : broken(path, path.size() - 1, Defect.UNTRUSTED, "is no trusted root, nor was it issued by one");
    }

    /** Up to the first certificate that is trusted, or with the trusted one that issued the last. */
    private List<Certificate> path(TrustBundle roots) {
        for (int i = 0; i < certificates.size(); i++) {
            if (roots.trusts(certificates.get(i))) {
                return certificates.subList(0, i + 1);
            }
        }
        List<Certificate> path = new ArrayList<>(certificates);
        roots.roots().stream().filter(last()::isIssuedBy).findFirst().ifPresent(path::add);
        return path;
    }

    private static Optional<ChainVerdict> fault(List<Certificate> path, int i, int authorities, Optional<Instant> now) {
        Certificate certificate = path.get(i);
        CertificateFacts facts = certificate.facts();
        if (now.filter(facts::isExpiredAt).isPresent()) {
            return Optional.of(broken(path, i, Defect.EXPIRED, "expired at " + facts.notAfter()));
        }
        if (now.filter(moment -> !facts.isValidAt(moment)).isPresent()) {
            return Optional.of(broken(path, i, Defect.NOT_YET_VALID, "is valid from " + facts.notBefore() + " on"));
        }
        if (!certificate.hasUsableKey()) {
            return Optional.of(broken(path, i, Defect.UNSUPPORTED_KEY, "has a key that is not taken, " + facts.key()));
        }
        if (certificate.hasUnknownExtension()) {
            return Optional.of(
                    broken(path, i, Defect.UNKNOWN_EXTENSION, "has a critical extension that is not understood"));
        }
        if (i > 0 && !certificate.isAuthority()) {
            return Optional.of(broken(path, i, Defect.NOT_A_CA, "signed others and is no certificate authority"));
        }
        if (certificate.isAuthority() && !certificate.maySign()) {
            return Optional.of(
                    broken(path, i, Defect.NOT_ALLOWED_TO_SIGN, "has a usage that does not allow to sign others"));
        }
        OptionalInt most = certificate.pathLength();
        if (i > 0 && most.isPresent() && authorities > most.getAsInt()) {
            String problem = "has " + authorities + " authorities below it and allows " + most.getAsInt();
            return Optional.of(broken(path, i, Defect.PATH_TOO_LONG, problem));
        }
        return Optional.empty();
    }

    private static Optional<ChainVerdict> faultOfLink(List<Certificate> path, int i) {
        Certificate certificate = path.get(i);
        Certificate issuer = path.get(i + 1);
        if (!certificate.isNamedIssuer(issuer)) {
            return Optional.of(broken(path, i, Defect.WRONG_ISSUER, "was not issued by the next one, " + issuer));
        }
        if (!certificate.isStronglySigned()) {
            return Optional.of(
                    broken(path, i, Defect.WEAK_SIGNATURE, "has a signature that is not SHA-2 with RSA or ECDSA"));
        }
        return certificate.isIssuedBy(issuer)
                ? Optional.empty()
                : Optional.of(broken(path, i, Defect.BAD_SIGNATURE, "was not signed by the next one, " + issuer));
    }

    private static ChainVerdict broken(List<Certificate> path, int i, Defect defect, String problem) {
        return new ChainVerdict.Broken(defect, i, path.get(i), path.get(i) + " " + problem);
    }
}
