// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Backing;
import dev.weft.networking.policy.TargetDecision;

/**
 * A target and what was decided for it.
 *
 * @param meshType {@code UNKNOWN} when the target belongs to no known mesh
 * @param backing who runs behind the service; asked for on Open Service Mesh only
 */
public record DecidedTarget(TargetFact target, MeshFact.Type meshType, TargetDecision decision, Backing backing) {

    boolean isIstio() {
        return meshType == MeshFact.Type.ISTIO;
    }

    boolean isOsm() {
        return meshType == MeshFact.Type.OSM;
    }
}
