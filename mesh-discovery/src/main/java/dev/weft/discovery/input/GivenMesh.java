// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.OtherGateway;
import dev.weft.runtime.ref.Ref;
import java.util.List;

/** A Mesh object that exists already. */
public record GivenMesh(Ref ref, MeshSpec spec, List<OtherGateway> otherGateways) {

    public GivenMesh {
        otherGateways = List.copyOf(otherGateways);
    }
}
