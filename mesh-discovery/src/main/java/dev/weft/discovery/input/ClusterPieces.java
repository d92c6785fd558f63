// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.Optional;

/**
 * What tells that a cluster is registered.
 *
 * @param watched what is known of its kinds, empty when nobody watches it
 * @param hasObject whether its KubernetesCluster exists
 */
record ClusterPieces(Optional<ClusterKnowledge> watched, boolean hasObject) {

    static final ClusterPieces NONE = new ClusterPieces(Optional.empty(), false);

    ClusterPieces with(Optional<ClusterKnowledge> changed) {
        return new ClusterPieces(changed, hasObject);
    }

    ClusterPieces withObject(boolean exists) {
        return new ClusterPieces(watched, exists);
    }

    /** Empty when it is not registered; without a watch everything about it is Unknown. */
    Optional<ClusterKnowledge> knowledge() {
        return watched.isPresent() || !hasObject ? watched : Optional.of(ClusterKnowledge.unknown("NotInSnapshot", ""));
    }
}
