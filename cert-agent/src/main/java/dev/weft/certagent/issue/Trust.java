// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.issue;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.certagent.meshconfig.Entries;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What istiod is to trust, and under which root its certificate is to be.
 *
 * @param bundle text of {@code root-cert.pem}; empty for the roots that come with the certificate
 * @param signingRoot fingerprint of the root that the certificate leads to; empty for any of the bundle
 * @param meshConfig what the mesh configuration is to trust besides
 * @param takeOver fingerprint of the first root of a {@code cacerts} of somebody else that may be replaced; empty: none may be
 * @param objection why that cannot be meant, with what to do about it; then nothing of it counts, and nothing is written
 */
public record Trust(
        Optional<TrustBundle> bundle,
        String signingRoot,
        Optional<MeshConfig> meshConfig,
        String takeOver,
        Optional<String> objection) {

    /** Nothing is said: what comes with the certificate is trusted. */
    public static final Trust NONE = new Trust(Optional.empty(), "", Optional.empty(), "", Optional.empty());

    /** What the agent's entries in the mesh configuration of a ConfigMap say. */
    public record MeshConfig(Ref configMap, Entries entries) {}

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    /** What the wire says, empty texts for none. */
    static Trust of(IssuedCertificateSpec.@Nullable Trust wire) {
        if (wire == null) {
            return NONE;
        }
        try {
            String signingRoot = fingerprint("spec.trust.signingRoot", wire.signingRoot());
            String takeOver = fingerprint("spec.trust.takeOver", wire.takeOver());
            Optional<TrustBundle> bundle = authorities("spec.trust.bundle", wire.bundle());
            Trust trust = new Trust(bundle, signingRoot, meshConfig(wire.meshConfig()), takeOver, Optional.empty());
            return bundle.isPresent() && trust.signers(bundle.get()).isEmpty()
                    ? refused("spec.trust.signingRoot " + signingRoot
                            + " is not among the roots of spec.trust.bundle; add that root first")
                    : trust;
        } catch (UnsuitableException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<MeshConfig> meshConfig(IssuedCertificateSpec.@Nullable MeshConfig wire)
            throws UnsuitableException {
        if (wire == null) {
            return Optional.empty();
        }
        Optional<TrustBundle> roots = authorities("spec.trust.meshConfig.roots", wire.roots());
        List<String> trustDomains = trustDomains(wire.trustDomains());
        return roots.map(bundle -> new MeshConfig(
                Ref.of(wire.configMap()),
                new Entries(bundle.roots().stream().distinct().toList(), trustDomains)));
    }

    private static List<String> trustDomains(@Nullable List<@Nullable String> wire) throws UnsuitableException {
        SortedSet<String> all = new TreeSet<>();
        for (String one : wire == null ? List.<@Nullable String>of() : wire) {
            if (!Entries.isTrustDomain(one)) {
                throw new UnsuitableException(
                        "spec.trust.meshConfig.trustDomains has one that is none: letters, digits,"
                                + " dots, dashes and underscores, at most " + Entries.LONGEST_TRUST_DOMAIN);
            }
            all.add(String.valueOf(one));
        }
        return List.copyOf(all);
    }

    private static String fingerprint(String field, @Nullable String text) throws UnsuitableException {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (!FINGERPRINT.matcher(text).matches()) {
            throw new UnsuitableException(field + " is not the SHA-256 of a certificate as 64 lower-case hex digits");
        }
        return text;
    }

    private static Optional<TrustBundle> authorities(String field, @Nullable String text) throws UnsuitableException {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            TrustBundle bundle = TrustBundle.read(text);
            for (Certificate root : bundle.roots()) {
                if (!root.isAuthority()) {
                    throw new UnsuitableException(field + ": " + root
                            + " is no certificate authority; whoever has its key would be trusted, so leave it out");
                }
            }
            return Optional.of(bundle);
        } catch (PkiException e) {
            throw new UnsuitableException(field + ": " + e.getMessage());
        }
    }

    /** Its message is the objection. */
    private static final class UnsuitableException extends Exception {
        UnsuitableException(String message) {
            super(message);
        }
    }

    private static Trust refused(String objection) {
        return new Trust(Optional.empty(), "", Optional.empty(), "", Optional.of(objection));
    }

    /** Those of the roots that the certificate may lead to. */
    public List<Certificate> signers(TrustBundle roots) {
        return roots.roots().stream()
                .filter(root -> signingRoot.isEmpty() || root.sha256().equals(signingRoot))
                .toList();
    }

    /**
     * What is stored, with the wanted roots beside it.
     *
     * @return empty when its certificate leads to none of those that it may lead to: then they need another certificate
     */
    Optional<CaCerts> with(CaCerts stored) {
        try {
            CaCerts next = bundle.isPresent() ? stored.trusting(bundle.get()) : stored;
            return signers(next.roots()).stream().anyMatch(next.chain()::leadsTo)
                    ? Optional.of(next)
                    : Optional.empty();
        } catch (PkiException e) {
            return Optional.empty();
        }
    }
}
