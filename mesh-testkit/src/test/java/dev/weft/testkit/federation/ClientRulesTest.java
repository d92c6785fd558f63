// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static dev.weft.testkit.federation.Lab.CLIENT;
import static dev.weft.testkit.federation.Lab.REMOTE_REVIEWS;
import static dev.weft.testkit.federation.Lab.REVIEWS;
import static dev.weft.testkit.federation.Lab.arrival;
import static dev.weft.testkit.federation.Lab.failure;
import static dev.weft.testkit.federation.Lab.file;
import static dev.weft.testkit.federation.Lab.object;
import static dev.weft.testkit.federation.Lab.reached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client's proxy chooses among the objects of its cluster. */
class ClientRulesTest {

    private static final String TO_REMOTE = "{destination: {host: " + REMOTE_REVIEWS + "}}";
    private static final String TO_LOCAL = "{destination: {host: " + REVIEWS + "}}";

    private static Lab federated() {
        return new Lab().client(file("import")).exporting(file("export"), file("export-subsets"));
    }

    private static String routes(String name, String fields) {
        return object("VirtualService", name, "{hosts: [" + REVIEWS + "], " + fields + "}");
    }

    private static String cluster(Lab lab) {
        return arrival(lab.http(REVIEWS, 9080)).at().cluster();
    }

    @Test
    void aServiceIsReachedByAllItsNames() {
        for (String name : new String[] {"reviews", "reviews.bookinfo", "reviews.bookinfo.svc", REVIEWS}) {
            assertThat(arrival(federated().http(name, 9080)).at().cluster())
                    .as(name)
                    .isEqualTo("cluster-1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{port: 9080} | cluster-2",
                "{port: 9081} | cluster-1",
                "{sourceNamespace: bookinfo} | cluster-2",
                "{sourceNamespace: other} | cluster-1",
                "{sourceLabels: {app: client}} | cluster-2",
                "{sourceLabels: {app: other}} | cluster-1",
                "{port: 9080, sourceLabels: {app: other}} | cluster-1",
                "{port: 9081}, {sourceNamespace: bookinfo} | cluster-2"
            })
    void aRouteIsTakenWhenOneOfItsConditionsHolds(String match, String cluster) {
        Lab lab = federated()
                .client(routes(
                        "bookinfo/reviews",
                        "http: [{match: [" + match + "], route: [" + TO_REMOTE + "]}, {route: [" + TO_LOCAL + "]}]"));

        assertThat(cluster(lab)).isEqualTo(cluster);
    }

    @Test
    void whereNoRouteMatchesTheRequestFails() {
        Lab lab = federated()
                .client(routes("bookinfo/reviews", "http: [{match: [{port: 1}], route: [" + TO_LOCAL + "]}]"));

        assertThat(failure(lab.http(REVIEWS, 9080))).isEqualTo(Reason.NO_ROUTE);
    }

    @Test
    void routesForGatewaysAreNotForSidecars() {
        Lab lab = federated().client(routes("bookinfo/reviews", "gateways: [g], http: [{redirect: {}}]"));

        assertThat(cluster(lab)).isEqualTo("cluster-1");
    }

    @Test
    void routesThatTheNamespaceDoesNotSeeDoNotCount() {
        String fields = "http: [{route: [" + TO_REMOTE + "]}], exportTo: ";

        assertThat(cluster(federated().client(routes("elsewhere/reviews", fields + "['.']"))))
                .isEqualTo("cluster-1");
        assertThat(cluster(federated().client(routes("elsewhere/reviews", fields + "[bookinfo]"))))
                .isEqualTo("cluster-2");
    }

    @Test
    void twoVirtualServicesForOneHostAreAmbiguous() {
        String fields = "http: [{route: [" + TO_REMOTE + "]}]";
        Lab lab = federated().client(routes("bookinfo/a", fields), routes("bookinfo/b", fields));

        assertThat(failure(lab.http(REVIEWS, 9080))).isEqualTo(Reason.AMBIGUOUS_VIRTUAL_SERVICE);
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.AMBIGUOUS_VIRTUAL_SERVICE);
    }

    @Test
    void anExactHostWinsOverAWildcard() {
        Lab lab = federated()
                .client(
                        object(
                                "VirtualService",
                                "bookinfo/a",
                                "{hosts: ['*.local'], http: [{route: [" + TO_LOCAL + "]}]}"),
                        routes("bookinfo/b", "http: [{route: [" + TO_REMOTE + "]}]"));

        assertThat(cluster(lab)).isEqualTo("cluster-2");
    }

    @Test
    void copiesAreFollowedToo() {
        Lab lab = federated()
                .client(routes(
                        "bookinfo/reviews",
                        "http: [{route: [" + TO_LOCAL + "], mirror: {host: " + REMOTE_REVIEWS + "}}]"));

        Resolution.Reached reached = reached(lab.http(REVIEWS, 9080));
        assertThat(reached.mirrors()).hasSize(1);
        assertThat(arrival(reached.mirrors().getFirst()).at().cluster()).isEqualTo("cluster-2");
    }

    @Test
    void oneFailingDestinationOfAShiftFailsIt() {
        Lab lab = new Lab().client(file("import"), file("shift"));

        assertThat(failure(lab.http(REVIEWS, 9080))).isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void theNamespaceOfTheClientIsAskedBeforeThatOfTheServiceAndTheRootNamespace() {
        String nearer = object(
                "DestinationRule",
                "bookinfo/mine",
                "{host: " + REMOTE_REVIEWS + ", trafficPolicy: {tls: {mode: DISABLE}}}");
        Lab lab = federated().client(nearer);

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.REFUSED_BY_GATEWAY);
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.AMBIGUOUS_DESTINATION_RULE);
        Client elsewhere = Client.of("cluster-1", "elsewhere", Map.of("app", "x"));
        assertThat(arrival(lab.federation().resolve(Request.http(elsewhere, REMOTE_REVIEWS, 9080)))
                        .at()
                        .cluster())
                .isEqualTo("cluster-2");
    }

    @Test
    void twoDestinationRulesForOneHostAreAmbiguous() {
        Lab lab =
                federated().client(object("DestinationRule", "istio-system/second", "{host: " + REMOTE_REVIEWS + "}"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.AMBIGUOUS_DESTINATION_RULE);
    }

    @Test
    void twoEntriesForOneHostAreAmbiguous() {
        String entry = file("import").substring(0, file("import").indexOf("---"));
        Lab lab = federated().client(entry.replace("namespace: istio-system", "namespace: bookinfo"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.AMBIGUOUS_HOST);
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.AMBIGUOUS_HOST);
    }

    @Test
    void anAddressOfTwoHostsIsReportedAndFailsTcp() {
        String tcp = file("import-tcp").replace("c2.example", "cluster.local");
        String other = tcp.substring(0, tcp.indexOf("---")).replace("tcpsvc.", "other.");
        Lab lab = new Lab().client(tcp, other).exporting(file("export-tcp"));

        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.CLASHING_ADDRESS);
        assertThat(failure(lab.federation().resolve(Request.tcp(CLIENT, "tcpsvc.bookinfo.svc.cluster-2.global", 9191))))
                .isEqualTo(Reason.CLASHING_ADDRESS);
    }

    @Test
    void settingsOfASubsetAreMergedOverThoseOfItsDestination() {
        String rule = object(
                "DestinationRule",
                "bookinfo/reviews",
                "{host: reviews, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, outlierDetection: {}}, subsets: ["
                        + "{name: v1, labels: {version: v1}, trafficPolicy: {tls: {mode: DISABLE}}},"
                        + "{name: v2, labels: {version: v1}, trafficPolicy: {portLevelSettings: [{port: {number: 9080}}]}}]}");
        Lab lab = federated().client(rule);

        Policy own = policy(lab, "");
        assertThat(own.tls().path("mode").asText()).isEqualTo("ISTIO_MUTUAL");
        assertThat(own.detectsOutliers()).isTrue();
        Policy subset = policy(lab, "v1");
        assertThat(subset.tls().path("mode").asText()).isEqualTo("DISABLE");
        assertThat(subset.detectsOutliers()).isTrue();
        Policy atPort = policy(lab, "v2");
        assertThat(atPort.tls().isMissingNode()).isTrue();
        assertThat(atPort.detectsOutliers()).isFalse();
    }

    private static Policy policy(Lab lab, String subset) {
        ClusterView view = new Network(lab.world()).cluster("cluster-1");
        MeshService service = view.registry().visible(REVIEWS, "bookinfo").getFirst();
        return view.outboundClusters(service, "bookinfo").stream()
                .filter(cluster -> cluster.subset().equals(subset))
                .findFirst()
                .orElseThrow()
                .policy();
    }

    @Test
    void aSubsetWithoutPodsFailsAndIsReported() {
        String rule = object(
                "DestinationRule", "bookinfo/reviews", "{host: reviews, subsets: [{name: v9, labels: {version: v9}}]}");
        Lab lab = federated()
                .client(
                        rule,
                        routes("bookinfo/reviews", "http: [{route: [{destination: {host: reviews, subset: v9}}]}]"));

        assertThat(failure(lab.http(REVIEWS, 9080))).isEqualTo(Reason.NO_ENDPOINTS);
        assertThat(lab.federation().audit()).extracting(Problem::reason).containsOnly(Reason.NO_ENDPOINTS);
    }

    @Test
    void mutualTlsNeedsASidecarAtTheOtherEnd() {
        String rule = object(
                "DestinationRule", "bookinfo/reviews", "{host: reviews, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}");
        World plain = withoutSidecars(federated().world());
        World demanding = withoutSidecars(federated().client(rule).world());
        Request request = Request.http(CLIENT, REVIEWS, 9080);

        assertThat(arrival(IstioFederation.of(plain).resolve(request)).sni()).isEmpty();
        assertThat(failure(IstioFederation.of(demanding).resolve(request))).isEqualTo(Reason.NO_SIDECAR);
    }

    private static World withoutSidecars(World world) {
        return new World(world.clusters().stream()
                .map(cluster -> new Cluster(
                        cluster.mesh(),
                        cluster.services(),
                        cluster.pods().stream().map(Pod::withoutSidecar).toList(),
                        cluster.gateways(),
                        cluster.objects()))
                .toList());
    }

    @Test
    void podsAreReachedByIpWithinTheirNetworkOnly() {
        String entry = object(
                "ServiceEntry",
                "istio-system/flat",
                "{hosts: [flat.global], location: MESH_INTERNAL, resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}],"
                        + " endpoints: [{address: 10.2.1.20, ports: {http: 9080}, labels: {security.istio.io/tlsMode: istio}}]}");
        World apart = new Lab().client(entry).world();
        World flat = onOneNetwork(apart);
        World elsewhere = onOneNetwork(
                new Lab().client(entry.replace("http: 9080", "http: 80")).world());
        Request request = Request.http(CLIENT, "flat.global", 80);

        assertThat(failure(IstioFederation.of(apart).resolve(request))).isEqualTo(Reason.ADDRESS_LEADS_NOWHERE);
        assertThat(arrival(IstioFederation.of(flat).resolve(request)).pods()).containsExactly("bookinfo/reviews-v1-1");
        assertThat(failure(IstioFederation.of(elsewhere).resolve(request)))
                .as("where the pod does not listen")
                .isEqualTo(Reason.ADDRESS_LEADS_NOWHERE);
    }

    private static World onOneNetwork(World apart) {
        return new World(apart.clusters().stream()
                .map(cluster -> new Cluster(
                        cluster.mesh().inNetwork("one"),
                        cluster.services(),
                        cluster.pods(),
                        cluster.gateways(),
                        cluster.objects()))
                .toList());
    }

    @Test
    void aRouteToWhatIsNotThereIsReported() {
        Lab lab =
                federated().client(routes("bookinfo/reviews", "http: [{route: [{destination: {host: gone.global}}]}]"));

        assertThat(lab.federation().audit()).extracting(Problem::reason).containsExactly(Reason.NO_SUCH_HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EnvoyFilter|{}",
                "ServiceEntry|{hosts: [a.global], ports: [], location: MESH_INTERNAL, resolution: STATIC, endpoints: [{address: 1.2.3.4, network: n}]}",
                "DestinationRule|{host: a.global, workloadSelector: {}}",
                "DestinationRule|{host: a.global, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: []}}}}",
                "DestinationRule|{host: a.global, trafficPolicy: {outlierDetection: {minHealthPercent: 50}}}",
                "DestinationRule|{host: a.global, subsets: [{name: a, trafficPolicy: {tunnel: {}}}]}",
                "VirtualService|{hosts: [a.global], http: [{match: [{uri: {exact: /}}], route: []}]}",
                "VirtualService|{hosts: [a.global], tls: []}",
                "Gateway|{selector: {a: b}, servers: [{bind: 1.2.3.4}]}"
            })
    void whatItDoesNotKnowItRefuses(String object) {
        String[] parts = object.split("\\|", 2);
        Lab lab = new Lab().exporting(object(parts[0], "istio-gw/x", parts[1]));

        assertThatThrownBy(lab::federation)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not know");
    }
}
