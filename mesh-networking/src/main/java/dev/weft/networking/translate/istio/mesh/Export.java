// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import static java.util.Comparator.comparing;

import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.TargetDecision;
import dev.weft.runtime.ref.Ref;
import java.util.Comparator;
import java.util.List;

/**
 * A service that can be called from other clusters, with all that is the same for every caller.
 *
 * @param decision its policies, decided
 * @param virtualMesh because of which
 * @param host its global name
 * @param serverHost its name on its own cluster
 * @param ports never empty
 * @param identities who may answer, as SPIFFE ids, ordered; empty where anybody with a certificate of the common root may
 * @param way how its pods are reached
 */
public record Export(
        TargetFact target,
        TargetDecision decision,
        Ref virtualMesh,
        String host,
        String serverHost,
        List<FederatedPort> ports,
        List<String> identities,
        Way way) {

    public static final Comparator<Export> ORDER =
            comparing((Export export) -> export.target().service());

    public Export {
        ports = List.copyOf(ports);
        identities = List.copyOf(identities);
    }
}
