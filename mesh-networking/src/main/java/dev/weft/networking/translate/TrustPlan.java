// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.translate.trust.Rotation;
import dev.weft.networking.translate.trust.SharedRoot;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.Optional;

/**
 * How the authorities of a VirtualMesh come under its root.
 *
 * @param secret of the management cluster, that is to hold the root
 * @param wanted the root; empty while it is not known
 * @param problem why it is not known, for people; empty when it is, or has not been read
 * @param next what is said to the authorities; empty while the root is not known, and then they are told what they were told
 * @param restarts where certificates come into use by restarts only, and why
 */
public record TrustPlan(
        Ref secret,
        Optional<SharedRoot> wanted,
        Optional<String> problem,
        Optional<Rotation.Next> next,
        List<Rotation.Wait> restarts) {

    public TrustPlan {
        restarts = List.copyOf(restarts);
    }
}
