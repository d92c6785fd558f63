// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.GatewayDetector;
import dev.weft.discovery.input.NodeFact;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.List;
import java.util.Optional;

/**
 * What the Mesh of an Istio control plane is made of.
 *
 * @param shard of the control plane
 * @param facts of that shard
 * @param nodes of its cluster, by name
 * @param controlPlanes all Istio control planes of the cluster
 * @param routers Services of the cluster that select router proxies, or no pod now and may have been gateways
 * @param detector how Settings describe gateways
 * @param given the Mesh as it exists already
 * @param givenOthers gateways that it tells of, and which are no way in from other clusters
 */
public record IstioMeshInput(
        ShardId shard,
        ShardFacts facts,
        ControlPlane controlPlane,
        ControllerFact deployment,
        PersistentMap<String, NodeFact> nodes,
        List<ControlPlane> controlPlanes,
        List<GatewayCandidate> routers,
        GatewayDetector detector,
        Optional<MeshSpec.Istio> given,
        List<OtherGateway> givenOthers) {

    /** Whether a gateway belongs to this control plane: its pods name its revision, or no control plane's at all. */
    boolean isOurs(GatewayCandidate candidate) {
        return candidate.revisions().contains(controlPlane.revision())
                || controlPlanes.stream()
                        .noneMatch(other -> candidate.revisions().contains(other.revision()));
    }

    /** Whether a gateway belongs to another revision beside this one, which during an upgrade leads to the same services. */
    boolean isOfNeighbour(GatewayCandidate candidate) {
        return controlPlanes.stream()
                .filter(other -> other.deployment().shard().equals(shard))
                .anyMatch(other -> candidate.revisions().contains(other.revision()));
    }
}
