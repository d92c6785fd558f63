// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.ShardId;
import java.util.Optional;

/** Tells whether a Deployment is a control plane. */
public interface ControlPlaneDetector {

    Optional<ControlPlane> detect(ShardId shard, ControllerFact deployment);
}
