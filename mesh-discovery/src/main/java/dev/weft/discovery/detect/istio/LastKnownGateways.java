// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import static java.util.Objects.requireNonNullElse;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.MeshSpec.Istio.IngressGateway;
import dev.weft.api.discovery.MeshSpec.Istio.IngressGateway.Address;
import dev.weft.api.shared.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gateways that a Mesh has, to be asked for one whose cluster does not say now how it is reached. Each is given out once. A gateway is
 * the one of a Service when it says so; where it names none, when it has its pods and nobody else has its address.
 */
final class LastKnownGateways {

    private final List<IngressGateway> left = new ArrayList<>();
    private final String installation;
    private final Set<Address> taken = new HashSet<>();

    /** @param installation namespace of Services that are not named */
    LastKnownGateways(Optional<MeshSpec.Istio> given, String installation) {
        this.installation = installation;
        given.map(MeshSpec.Istio::ingressGateways).orElse(List.of()).stream()
                .filter(Objects::nonNull)
                .filter(gateway ->
                        !requireNonNullElse(gateway.externalAddress(), "").isEmpty())
                .forEach(left::add);
    }

    /** A gateway is reached at these now. */
    void take(List<Address> addresses) {
        addresses.stream().findFirst().ifPresent(taken::add);
    }

    /**
     * What was known of a gateway.
     *
     * @param labels of its pods
     * @param now where it is reached, empty when that is what is not known
     */
    Optional<IngressGateway> of(GatewayCandidate candidate, Map<String, String> labels, List<Address> now) {
        Optional<IngressGateway> found = left.stream()
                .filter(gateway -> labels.equals(gateway.workloadLabels()))
                .filter(gateway -> isOf(gateway.service(), candidate, address(gateway), now))
                .findFirst();
        found.ifPresent(left::remove);
        return found;
    }

    private boolean isOf(@Nullable ObjectRef service, GatewayCandidate candidate, Address address, List<Address> now) {
        if (service != null) {
            return candidate.ref().name().equals(service.name())
                    && candidate.ref().namespace().equals(service.namespace());
        }
        return candidate.ref().namespace().equals(installation) && (now.contains(address) || !taken.contains(address));
    }

    private static Address address(IngressGateway gateway) {
        return new Address(gateway.externalAddress(), gateway.externalTlsPort());
    }
}
