// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.MeshFact;
import dev.weft.networking.translate.istio.mesh.FailoverTier;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where Istio does not keep the order of a FailoverService. It does for endpoints with IP addresses, in all releases, at callers and at
 * gateways, in subsets too. As soon as DNS finds one of them it does at callers only, from 1.30 on, and not in subsets (istio.io/istio
 * {@code pilot/pkg/networking/core/cluster.go}: buildOutboundClusters gives such endpoints priorities since pull request 58674,
 * buildSubsetCluster and buildOutboundSniDnatClusters do not).
 *
 * @param what happens instead, as the rest of a sentence
 */
record FailoverOrder(String what, String remedy) {

    private static final IstioVersion ORDERS_NAMES = new IstioVersion(1, 30);
    /** Addresses of Services are told by discovery, which did not do so at first. */
    private static final String UNTOLD = "if it has one, update mesh-discovery, which tells it";

    private static final String ADDRESS = "Give a Service that is called by its name a cluster IP (" + UNTOLD
            + "), and a gateway an IP address in place of a host name";

    /**
     * How workloads of a mesh miss it.
     *
     * @param areSubsetsAsked whether policies send to subsets, which gateways choose
     */
    static Optional<FailoverOrder> missedAtCallers(MeshFact mesh, List<FailoverTier> tiers, boolean areSubsetsAsked) {
        String names = names(tiers.stream()
                .map(FailoverTier::endpoints)
                .flatMap(List::stream)
                .toList());
        if (tiers.size() < 2 || names.isEmpty()) {
            return Optional.empty();
        }
        if (IstioVersion.parse(mesh.version())
                .filter(version -> version.isBefore(ORDERS_NAMES))
                .isPresent()) {
            return Optional.of(new FailoverOrder(
                    "calls are spread over all services that live, whatever their order: DNS finds " + names
                            + ", and Istio " + mesh.version() + " does not order such endpoints",
                    ADDRESS + "; or install Istio " + ORDERS_NAMES + " or newer."));
        }
        boolean isChosenByGateways =
                tiers.stream().filter(FailoverTier::isGateway).count() > 1;
        return areSubsetsAsked && isChosenByGateways
                ? Optional.of(new FailoverOrder(
                        "calls of a subset are spread over the gateways of all clusters that live, whatever their order:"
                                + " DNS finds " + names + ", and Istio does not order such endpoints in subsets",
                        ADDRESS + "."))
                : Optional.empty();
    }

    /**
     * How a gateway misses it.
     *
     * @param services of its cluster that are called by one name
     */
    static Optional<FailoverOrder> missedAtGateway(String cluster, List<FailoverTier.Endpoint> services) {
        String names = names(services);
        return services.size() < 2 || names.isEmpty()
                ? Optional.empty()
                : Optional.of(new FailoverOrder(
                        "calls through the gateway of cluster " + cluster + " are spread over its services that live,"
                                + " whatever their order: DNS finds " + names
                                + ", and gateways of Istio do not order such endpoints",
                        "Give each of these Services a cluster IP; headless ones have none; " + UNTOLD + "."));
    }

    private static String names(Collection<FailoverTier.Endpoint> endpoints) {
        return String.join(
                ", ",
                endpoints.stream()
                        .filter(FailoverTier.Endpoint::isByName)
                        .map(FailoverTier.Endpoint::address)
                        .distinct()
                        .toList());
    }
}
