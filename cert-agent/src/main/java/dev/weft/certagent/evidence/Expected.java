// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.evidence;

import dev.weft.certagent.issue.Stored;
import dev.weft.certagent.issue.Trust;
import dev.weft.certagent.issue.Wanted;
import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import java.util.List;
import java.util.Optional;

/**
 * What is to be seen.
 *
 * @param generation of the IssuedCertificate that says so
 * @param istioNamespace where istiod runs
 * @param bundle empty where nobody says what is to be trusted, and nothing is stored
 * @param signers roots of the bundle that served certificates may lead to
 */
public record Expected(
        long generation, String istioNamespace, Optional<TrustBundle> bundle, List<Certificate> signers) {

    public Expected {
        signers = List.copyOf(signers);
    }

    /** What the spec says; where it says nothing, what is stored. */
    public static Expected of(Wanted wanted, Optional<Stored> stored) {
        Trust trust = wanted.trust();
        Optional<TrustBundle> bundle = trust.objection().isPresent()
                ? Optional.empty()
                : trust.bundle().or(() -> stored.map(one -> one.caCerts().roots()));
        return new Expected(
                wanted.generation(),
                wanted.secret().namespace(),
                bundle,
                bundle.map(trust::signers).orElse(List.of()));
    }
}
