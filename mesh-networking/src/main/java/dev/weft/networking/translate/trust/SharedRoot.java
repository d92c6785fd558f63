// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.ref.Ref;
import java.util.List;

/**
 * The root that the authorities of a VirtualMesh are to be under.
 *
 * @param secret of the management cluster, whose key signs under it
 * @param bundle what is to be trusted in the end; the root itself is the last one and is there once
 */
public record SharedRoot(Ref secret, TrustBundle bundle) {

    public Certificate root() {
        return bundle.roots().getLast();
    }

    public String sha256() {
        return root().sha256();
    }

    /** Whether a text is one that this root may be signed under, and that can be cut to {@link #bundle}: it ends with the root. */
    boolean isPreparedIn(TrustBundle there) {
        return there.roots().getLast().equals(root())
                && there.cutTo(bundle).filter(bundle::equals).isPresent();
    }

    /** UNION: what is there, byte for byte, then the roots that others need, then all of {@link #bundle}, which so stands together. */
    TrustBundle addedTo(TrustBundle there, TrustBundle needed) {
        TrustBundle longer = there.union(needed);
        if (isPreparedIn(longer)) {
            return longer;
        }
        for (Certificate root : bundle.roots()) {
            longer = longer.trusts(root) ? longer.repeat(root) : longer.union(TrustBundle.of(List.of(root)));
        }
        return longer;
    }
}
