// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.derive.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names that Gateways of users, or of another plane, let pass at a gateway already. One that two of them let pass would make Envoy refuse the whole listener
 * (lab.md 3).
 *
 * @param others those Gateways, in order
 * @param ports by which the gateway is known
 */
record PassedNames(List<ConfigFact> others, List<Integer> ports) {

    static final PassedNames NONE = new PassedNames(List.of(), List.of());

    PassedNames {
        others = List.copyOf(others);
        ports = List.copyOf(ports);
    }

    static PassedNames at(GatewayFact gateway, String cluster, World world, Reads reads) {
        Scope scope = reads.of(world.scope);
        List<ConfigFact> others = reads.must(world.passthroughs, cluster).stream()
                .filter(other -> scope.holder(other).isPresent())
                .filter(other -> other.passthrough()
                        .filter(passthrough -> passthrough.mayConfigure(gateway.labels()))
                        .isPresent())
                .toList();
        if (others.isEmpty()) {
            return NONE;
        }
        List<Integer> ports = new ArrayList<>(List.of(gateway.containerPort()));
        gateway.addresses().forEach(address -> ports.add(address.port()));
        return new PassedNames(others, ports);
    }

    /** The first Gateway that lets a name pass. */
    Optional<ConfigFact> by(String host) {
        return others.stream()
                .filter(other -> other.passthrough()
                        .filter(passthrough -> passthrough.covers(host, ports))
                        .isPresent())
                .findFirst();
    }
}
