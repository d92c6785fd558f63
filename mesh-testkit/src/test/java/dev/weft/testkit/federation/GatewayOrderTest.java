// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static dev.weft.testkit.federation.Lab.arrival;
import static dev.weft.testkit.federation.Lab.file;
import static dev.weft.testkit.federation.Lab.pods;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two services that a gateway knows by one name, each with a pod of its own. */
class GatewayOrderTest {

    private static final String V1 = "bookinfo/reviews-v1-1";
    private static final String V2 = "bookinfo/reviews-v2-1";

    private static final String SERVICE = """
        apiVersion: v1
        kind: Service
        metadata: {name: NAME, namespace: bookinfo}
        spec:
          clusterIP: ADDRESS
          selector: {app: reviews, version: VERSION}
          ports: [{name: http, port: 9080, targetPort: 9080, protocol: TCP}]
        ---
        """;

    private static final String SERVICES =
            service("one", "10.2.200.41", "v1") + service("two", "10.2.200.42", "v2") + """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: alias, namespace: istio-gw}
        spec:
          host: reviews-alias.global
          trafficPolicy:
            loadBalancer: {localityLbSetting: {enabled: true, failoverPriority: ["gm.failover/p0=1"]}}
            outlierDetection: {consecutive5xxErrors: 3, interval: 1s, baseEjectionTime: 5s, maxEjectionPercent: 100}
        """;

    private static String service(String name, String address, String version) {
        return SERVICE.replace("NAME", name).replace("ADDRESS", address).replace("VERSION", version);
    }

    /** The local service is dead, so calls go through the gateway of the other cluster. */
    private static Resolution.Arrival behindGateway(String resolution, String one, String two, String... dead) {
        String endpoint = "{address: %s, ports: {http: 9080}, labels: {security.istio.io/tlsMode: istio%s}}";
        String export = file("alias-export")
                .replace("{name: gm-alias-reviews, namespace: bookinfo}", "{name: alias, namespace: istio-gw}")
                .replace("resolution: STATIC", "resolution: " + resolution)
                .replace(
                        "workloadSelector: {labels: {app: reviews, version: v2}}",
                        "endpoints: ["
                                + endpoint.formatted(one, ", gm.failover/p0: \"1\"") + ", "
                                + endpoint.formatted(two, "") + "]");
        Lab lab = new Lab().client(file("alias-import")).exporting(SERVICES, export);
        Outage outage = new Outage(Set.of("cluster-1"), pods(dead).pods());
        return arrival(lab.during(outage, "reviews-alias.global", 7070));
    }

    @Test
    void addressesAreCalledInTheirOrder() {
        assertThat(behindGateway("STATIC", "10.2.200.41", "10.2.200.42").pods()).containsExactly(V1);
        assertThat(behindGateway("STATIC", "10.2.200.42", "10.2.200.41").pods()).containsExactly(V2);
        assertThat(behindGateway("STATIC", "10.2.200.41", "10.2.200.42", "cluster-2/" + V1)
                        .pods())
                .containsExactly(V2);
    }

    @Test
    void namesAreCalledInAnyOrder() {
        String one = "one.bookinfo.svc.cluster.local";
        String two = "two.bookinfo.svc.cluster.local";

        assertThat(behindGateway("DNS", one, two).pods()).containsExactly(V1, V2);
        assertThat(behindGateway("DNS", one, two, "cluster-2/" + V1).pods()).containsExactly(V2);
    }

    @Test
    void oneNameIsEnoughForThat() {
        assertThat(behindGateway("DNS", "10.2.200.41", "two.bookinfo.svc.cluster.local")
                        .pods())
                .containsExactly(V1, V2);
    }

    @Test
    void sidecarsOfOlderReleasesCallNamesInAnyOrder() {
        String names = file("failover").replace("resolution: STATIC", "resolution: DNS");
        Lab lab = new Lab().client(names).exporting(file("export")).third();
        World world = lab.world();
        Cluster local = world.clusters().getFirst();
        List<Cluster> clusters = new ArrayList<>(world.clusters());
        clusters.set(
                0,
                new Cluster(
                        local.mesh().olderThanOrderOfNames(),
                        local.services(),
                        local.pods(),
                        local.gateways(),
                        local.objects()));
        Request request = Request.http(Lab.CLIENT, "reviews-fc.global", 9080);

        assertThat(Lab.reached(IstioFederation.of(world).resolve(request)).arrivals())
                .hasSize(1);
        assertThat(Lab.reached(IstioFederation.of(new World(clusters)).resolve(request))
                        .arrivals())
                .hasSize(3);
    }
}
