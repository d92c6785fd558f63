// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.certificates.IssuedCertificateSpec;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;

/** What an agent is told of the certificate that the authority of its mesh should have. */
public final class IssuedCertificates {

    /** Organisation of every intermediate, as in the reference. */
    private static final String ORGANISATION = "Istio";

    private IssuedCertificates() {}

    /**
     * @param signer the Secret of the management cluster whose key signs
     * @param restarts the PodBounceDirective to follow afterwards, on the same cluster
     * @param trust what istiod is to trust; empty where that comes with the certificate
     */
    public static IssuedCertificateSpec of(
            MeshAuthority authority, Ref signer, Optional<Ref> restarts, Optional<IssuedCertificateSpec.Trust> trust) {
        return new IssuedCertificateSpec(
                authority.identities(),
                ORGANISATION,
                MeshAuthority.wire(signer),
                MeshAuthority.wire(authority.secret()),
                restarts.map(MeshAuthority::wire).orElse(null),
                trust.orElse(null));
    }
}
