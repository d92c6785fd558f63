// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.runtime.kube.ApiException;
import java.util.ArrayList;
import java.util.List;

/**
 * A user of one cluster who asks the gateway of another for what he likes, by objects of his own: what that cluster lets pass does not depend
 * on what its callers are told.
 */
final class GatewayCaller implements AutoCloseable {

    private final LabCluster from;
    private final LabCluster to;
    private final List<String> written = new ArrayList<>();

    GatewayCaller(LabCluster from, LabCluster to) {
        this.from = from;
        this.to = to;
    }

    /**
     * A request to a service, on its port 9080.
     *
     * @param account as which who answers must run
     */
    HttpCall asksFor(String service, String account) throws ApiException, InterruptedException {
        String host = service + ".by-hand";
        String yaml = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: HOST, namespace: bookinfo}
            spec:
              hosts: [HOST]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 9080, name: http, protocol: HTTP}]
              endpoints: [{address: GATEWAY, ports: {http: 15443}, labels: {security.istio.io/tlsMode: istio}}]
              subjectAltNames: ["spiffe://cluster.local/ns/bookinfo/sa/ACCOUNT"]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: HOST, namespace: bookinfo}
            spec:
              host: HOST
              trafficPolicy:
                tls: {mode: ISTIO_MUTUAL, sni: outbound_.9080_._.SERVICE.bookinfo.svc.cluster.local}
            """.replace("HOST", host)
                .replace("SERVICE", service)
                .replace("ACCOUNT", account)
                .replace("GATEWAY", to.workload("gateway").address());
        from.objects().apply(yaml);
        written.add(yaml);
        return from.workload("client").call("", "/").with("host", host + ":9080");
    }

    @Override
    public void close() throws ApiException {
        try {
            for (String yaml : written) {
                from.objects().delete(yaml);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
