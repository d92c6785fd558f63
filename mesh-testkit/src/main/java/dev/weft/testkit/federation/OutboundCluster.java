// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.List;
import java.util.Map;

/**
 * What Envoy calls a cluster: a port of a host, and maybe a subset of it, as proxies of a namespace see it.
 *
 * @param subset its name, or empty
 * @param labels of the subset
 * @param endpoints that have the labels
 */
record OutboundCluster(
        MeshService service,
        MeshService.Port port,
        String subset,
        Map<String, String> labels,
        Policy policy,
        List<Endpoint> endpoints) {

    /** What a client says to gateways unless it is told otherwise (BuildDNSSrvSubsetKey). */
    String sni() {
        return sni(port.number(), subset, service.host());
    }

    static String sni(int port, String subset, String host) {
        return "outbound_." + port + "_." + subset + "_." + host;
    }

    /** As sentences name it. */
    String name() {
        return service.host() + ":" + port.number() + (subset.isEmpty() ? "" : " subset " + subset);
    }

    Resolution.Place place(String cluster) {
        return new Resolution.Place(cluster, service.namespace(), service.name(), labels);
    }

    /** The same without endpoints that are pods and dead: Istio knows of pods. */
    OutboundCluster without(String cluster, Outage outage) {
        List<Endpoint> alive = endpoints.stream()
                .filter(endpoint -> !(endpoint instanceof Endpoint.OfPod(Pod pod) && outage.kills(cluster, pod)))
                .toList();
        return new OutboundCluster(service, port, subset, labels, policy, alive);
    }
}
