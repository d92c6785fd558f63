// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import static java.util.Comparator.comparing;

import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.TargetDecision;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A service that can be called from other clusters, with all that is the same for every caller.
 *
 * @param decision its policies, decided
 * @param virtualMesh because of which
 * @param host its global name
 * @param serverHost its name on its own cluster
 * @param ports never empty
 * @param identities who may answer, as SPIFFE ids, ordered; empty where anybody with a certificate of the common root may
 * @param endpoints addresses of the gateway that leads to it, never empty
 * @param gateway our Gateway that lets its name pass; empty where a user's does
 */
public record Export(
        TargetFact target,
        TargetDecision decision,
        Ref virtualMesh,
        String host,
        String serverHost,
        List<FederatedPort> ports,
        List<String> identities,
        List<GatewayFact.Address> endpoints,
        Optional<ObjectId> gateway) {

    public static final Comparator<Export> ORDER =
            comparing((Export export) -> export.target().service());

    public Export {
        ports = List.copyOf(ports);
        identities = List.copyOf(identities);
        endpoints = List.copyOf(endpoints);
    }
}
