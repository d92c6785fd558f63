// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.Ref;
import java.util.Optional;

/**
 * Whose plane this is, and how it was asked to behave.
 *
 * @param installNamespace where the plane is installed; also the value of its owner label
 * @param plane first 12 hex digits of the uid of the management cluster's kube-system namespace; empty when not known
 * @param settings which Settings object counts
 * @param disallowIntersectingConfig whether a user's own Istio object on a host keeps ours from that host
 */
public record Scope(String installNamespace, String plane, Ref settings, boolean disallowIntersectingConfig) {

    /** Who has an object that we must not write to; empty when it is ours. */
    public Optional<String> holder(ConfigFact object) {
        return OwnerLabels.holder(installNamespace, plane, object.owner(), object.plane());
    }
}
