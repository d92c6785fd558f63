// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.certificates.IssuedCertificateStatus.EvidencePhase;
import dev.weft.pki.PkiException;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** An authority of a VirtualMesh, as far as is known what it trusts and under which root it signs. */
public sealed interface Trustee {

    String cluster();

    /**
     * What was said to it last is known.
     *
     * @param id of its IssuedCertificate
     * @param readable whether its cluster answers; otherwise all of this is what was known last
     * @param bundle what it was told to trust
     * @param signer SHA-256 of the root that it was told to be under
     * @param secret the Secret of the management cluster with the key of that root
     * @param besides what its mesh configuration was told to trust; empty for nothing
     */
    record Known(
            ObjectId id,
            boolean readable,
            TrustBundle bundle,
            String signer,
            Ref secret,
            Seen seen,
            Optional<Besides> besides)
            implements Trustee {

        public Known(ObjectId id, boolean readable, TrustBundle bundle, String signer, Ref secret, Seen seen) {
            this(id, readable, bundle, signer, secret, seen, Optional.empty());
        }

        /** Whether istiod still signs with the root that it has made, and has no other certificate. */
        boolean isSelfSigned() {
            return besides.flatMap(Besides::own).isPresent();
        }

        /** Whether nothing that it was told to trust is in effect there: then it was never called by those that it was told of. */
        boolean isApart() {
            return !isSelfSigned()
                    && seen.bundle().flatMap(Trustee::read).stream()
                            .anyMatch(running -> running.roots().stream().noneMatch(bundle::trusts));
        }

        @Override
        public String cluster() {
            return id.cluster();
        }
    }

    /**
     * Roots in a mesh configuration.
     *
     * @param configMap its name, beside istiod
     * @param roots PEM; empty for none
     * @param own what is trusted there by itself, where istiod has no certificate but its own; empty once it was told to have one
     */
    record Besides(String configMap, String roots, Optional<TrustBundle> own) {}

    private static Optional<TrustBundle> read(String pem) {
        try {
            return Optional.of(TrustBundle.read(pem));
        } catch (PkiException e) {
            return Optional.empty();
        }
    }

    /**
     * It has an authority of which that is not known.
     *
     * @param why a sentence about it, for people
     */
    record Untold(ObjectId id, String why) implements Trustee {
        @Override
        public String cluster() {
            return id.cluster();
        }
    }

    /** Nobody knows whether it has one: its cluster has not been read. */
    record Unread(String cluster) implements Trustee {}

    /**
     * What its agent has seen.
     *
     * @param phase how far what was told has come; empty when nothing has been seen since it was told
     * @param bundle the text that was trusted when somebody looked last, whatever was told since
     * @param served SHA-256 of the roots over certificates that were answered with when somebody looked last, whatever was told since
     * @param lacking where it has not come, for people
     */
    record Seen(
            Optional<EvidencePhase> phase, Optional<String> bundle, SortedSet<String> served, List<String> lacking) {

        public static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty(), new TreeSet<>(), List.of());

        public Seen {
            served = Collections.unmodifiableSortedSet(new TreeSet<>(served));
            lacking = List.copyOf(lacking);
        }

        boolean isTrusted() {
            return phase.isPresent() && phase.get() != EvidencePhase.SPREADING;
        }

        boolean isServed() {
            return phase.filter(EvidencePhase.SERVED::equals).isPresent();
        }
    }
}
