// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static dev.weft.testkit.federation.Lab.CLIENT;
import static dev.weft.testkit.federation.Lab.REMOTE_REVIEWS;
import static dev.weft.testkit.federation.Lab.REVIEWS;
import static dev.weft.testkit.federation.Lab.REVIEWS_IDENTITY;
import static dev.weft.testkit.federation.Lab.arrival;
import static dev.weft.testkit.federation.Lab.failure;
import static dev.weft.testkit.federation.Lab.file;
import static dev.weft.testkit.federation.Lab.object;
import static dev.weft.testkit.federation.Lab.reached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What became of requests in the trial of federation by SNI, and why. */
class FederationByAliasTest {

    private static final String ROUTE_TO_V2 = object(
            "VirtualService",
            "istio-system/reviews-global-v2",
            "{hosts: [reviews.bookinfo.svc.cluster-2.global], http: [{route: [{destination: "
                    + "{host: reviews.bookinfo.svc.cluster-2.global, port: {number: 9080}, subset: v2}}]}]}");

    private static Lab federated() {
        return new Lab().client(file("import")).exporting(file("export"));
    }

    @Test
    void aFederatedHostReachesThePodsOfTheOtherCluster() {
        Resolution.Arrival arrival = arrival(federated().http(REMOTE_REVIEWS, 9080));

        assertThat(arrival.share()).isEqualTo(100);
        assertThat(arrival.at()).isEqualTo(new Resolution.Place("cluster-2", "bookinfo", "reviews", Map.of()));
        assertThat(arrival.pods()).containsExactly("bookinfo/reviews-v1-1", "bookinfo/reviews-v2-1");
        assertThat(arrival.identities()).containsExactly(REVIEWS_IDENTITY);
        assertThat(arrival.sni()).isEqualTo("outbound_.9080_._.reviews.bookinfo.svc.cluster.local");
    }

    @Test
    void nothingIsWrongWithWhatWasTried() {
        assertThat(federated().exporting(file("export-subsets")).federation().audit())
                .isEmpty();
    }

    @Test
    void whatIsNotExportedIsRefused() {
        Lab lab = federated().client(file("import-of-what-is-not-exported"));

        assertThat(failure(lab.http("secretsvc.bookinfo.svc.cluster-2.global", 9080)))
                .isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void withoutAGatewayEverythingIsRefused() {
        assertThat(failure(new Lab().client(file("import")).http(REMOTE_REVIEWS, 9080)))
                .isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void aGatewayForOtherPodsOpensNothing() {
        Lab lab = new Lab()
                .client(file("import"))
                .exporting(file("export").replace("{istio: eastwestgateway}", "{istio: other}"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void aSubsetReachesItsPodsOnceTheExportingSideHasIt() {
        Lab lab = federated().client(ROUTE_TO_V2);
        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.REFUSED_BY_GATEWAY);

        Resolution.Arrival arrival =
                arrival(lab.exporting(file("export-subsets")).http(REMOTE_REVIEWS, 9080));
        assertThat(arrival.pods()).containsExactly("bookinfo/reviews-v2-1");
        assertThat(arrival.at().subset()).containsExactly(Map.entry("version", "v2"));
    }

    @Test
    void aSubsetThatTheClientSideDoesNotHaveFails() {
        Lab lab = federated().client(ROUTE_TO_V2.replace("subset: v2", "subset: v3"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.NO_SUCH_SUBSET);
    }

    @Test
    void aServerOfAnotherIdentityIsRefused() {
        Lab lab = new Lab()
                .client(file("import").replace("sa/reviews", "sa/other"))
                .exporting(file("export"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.WRONG_IDENTITY);
    }

    @Test
    void identitiesOfTheRuleWinOverThoseOfTheEntry() {
        String wrong = file("import")
                .replace(
                        "mode: ISTIO_MUTUAL, sni: outbound_.9080_._",
                        "mode: ISTIO_MUTUAL, subjectAltNames: ['spiffe://x'], sni: outbound_.9080_._");
        assertThat(failure(new Lab().client(wrong).exporting(file("export")).http(REMOTE_REVIEWS, 9080)))
                .isEqualTo(Reason.WRONG_IDENTITY);
    }

    @Test
    void withoutIdentitiesAnyIsAcceptedAndRemarkedOn() {
        String open = file("import").replace("subjectAltNames: [\"" + REVIEWS_IDENTITY + "\"]", "subjectAltNames: []");

        Resolution.Reached reached =
                reached(new Lab().client(open).exporting(file("export")).http(REMOTE_REVIEWS, 9080));
        assertThat(reached.remarks()).containsExactly("any identity is accepted of " + REMOTE_REVIEWS + ":9080");
    }

    @Test
    void ofItsOwnTrustDomainAClientExpectsTheAliasesToo() {
        World world = federated().world();
        Cluster client = world.clusters().getFirst();
        Cluster server = world.clusters().getLast();
        World apart = World.of(
                client,
                new Cluster(
                        server.mesh().withTrustDomains("c2.example"),
                        server.services(),
                        server.pods(),
                        server.gateways(),
                        server.objects()));
        World alias = World.of(
                new Cluster(
                        client.mesh().withTrustDomains("cluster.local", "c2.example"),
                        client.services(),
                        client.pods(),
                        client.gateways(),
                        client.objects()),
                apart.clusters().getLast());
        Request request = Request.http(CLIENT, REMOTE_REVIEWS, 9080);

        assertThat(failure(IstioFederation.of(apart).resolve(request))).isEqualTo(Reason.WRONG_IDENTITY);
        assertThat(arrival(IstioFederation.of(alias).resolve(request)).identities())
                .containsExactly("spiffe://c2.example/ns/bookinfo/sa/reviews");
    }

    @Test
    void twoServersForOneHostLoseTheListener() {
        Lab lab = federated().exporting(file("native-gateway"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.REJECTED_LISTENER);
        assertThat(lab.federation().audit())
                .extracting(Problem::cluster, Problem::reason)
                .contains(tuple("cluster-2", Reason.REJECTED_LISTENER));
    }

    @Test
    void theNativeGatewayAloneExportsEverything() {
        Lab lab = new Lab()
                .client(file("import"), file("import-of-what-is-not-exported"))
                .exporting(file("native-gateway"));

        assertThat(arrival(lab.http(REMOTE_REVIEWS, 9080)).at().cluster()).isEqualTo("cluster-2");
        assertThat(arrival(lab.http("secretsvc.bookinfo.svc.cluster-2.global", 9080))
                        .at()
                        .service())
                .isEqualTo("secretsvc");
    }

    @Test
    void ofTwoServersWithTheSameTextTheLaterOneIsLeftOut() {
        Lab lab = federated()
                .exporting(file("export")
                        .replace("name: gm-vm", "name: later")
                        .replace("hosts: [", "hosts: [secretsvc.bookinfo.svc.cluster.local, "));

        assertThat(arrival(lab.http(REMOTE_REVIEWS, 9080)).at().service()).isEqualTo("reviews");
        assertThat(lab.federation().chains("cluster-2")).containsExactly("outbound_.9080_._." + REVIEWS);
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.SERVER_IGNORED);
    }

    @Test
    void theGatewayOfTheReferenceHasNoChainAtAll() {
        Lab lab = new Lab().client(file("import")).exporting(file("export").replace(REVIEWS, "'*.global'"));

        assertThat(lab.federation().chains("cluster-2")).isEmpty();
        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void aGatewayWithoutSelectorIsForEveryGatewayAndReported() {
        Lab lab = new Lab()
                .client(file("import"))
                .exporting(file("export")
                        .replace("selector: {istio: eastwestgateway}, ", "")
                        .replace("namespace: istio-gw", "namespace: elsewhere"));

        assertThat(arrival(lab.http(REMOTE_REVIEWS, 9080)).at().cluster()).isEqualTo("cluster-2");
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.SELECTS_EVERY_GATEWAY);
    }

    @Test
    void aNamespaceInFrontOfAHostSaysNothing() {
        Lab lab = new Lab().client(file("import")).exporting(file("export").replace("hosts: [", "hosts: [other/"));

        assertThat(arrival(lab.http(REMOTE_REVIEWS, 9080)).at().service()).isEqualTo("reviews");
    }

    @Test
    void chainsAreForPortsThatAreNotUdpAndForSubsets() {
        Lab lab = federated()
                .exporting(
                        file("export-subsets"),
                        """
                apiVersion: v1
                kind: Service
                metadata: {name: dns, namespace: bookinfo}
                spec:
                  selector: {app: reviews}
                  ports: [{name: udp-dns, port: 53, protocol: UDP}, {name: tcp-dns, port: 53, protocol: TCP}]
                """,
                        file("export")
                                .replace("name: gm-vm", "name: dns")
                                .replace(REVIEWS, "dns.bookinfo.svc.cluster.local"));

        assertThat(lab.federation().chains("cluster-2"))
                .containsExactly(
                        "outbound_.53_._.dns.bookinfo.svc.cluster.local",
                        "outbound_.9080_._." + REVIEWS,
                        "outbound_.9080_.v1_." + REVIEWS,
                        "outbound_.9080_.v2_." + REVIEWS);
    }

    @Test
    void aGatewayServesNoPodsWithoutSidecars() {
        World world = federated().world();
        Cluster server = world.clusters().getLast();
        Cluster bare = new Cluster(
                server.mesh(),
                server.services(),
                server.pods().stream().map(Pod::withoutSidecar).toList(),
                server.gateways(),
                server.objects());

        assertThat(failure(IstioFederation.of(World.of(world.clusters().getFirst(), bare))
                        .resolve(Request.http(CLIENT, REMOTE_REVIEWS, 9080))))
                .isEqualTo(Reason.NO_ENDPOINTS);
    }

    @Test
    void withoutARuleTheClientSaysItsOwnNameWhichNobodyServes() {
        String entry = file("import").substring(0, file("import").indexOf("---"));

        assertThat(failure(new Lab().client(entry).exporting(file("export")).http(REMOTE_REVIEWS, 9080)))
                .isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void plainTextAndTlsOfOthersAreRefusedByTheGateway() {
        for (String mode : new String[] {"DISABLE", "SIMPLE"}) {
            Lab lab = new Lab()
                    .client(file("import").replace("ISTIO_MUTUAL", mode))
                    .exporting(file("export"));
            assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).as(mode).isEqualTo(Reason.REFUSED_BY_GATEWAY);
        }
    }

    @Test
    void aHostThatNobodyDefinesIsNone() {
        assertThat(failure(federated().http("ratings.bookinfo.svc.cluster-2.global", 9080)))
                .isEqualTo(Reason.NO_SUCH_HOST);
        assertThat(failure(federated().http(REMOTE_REVIEWS, 9081))).isEqualTo(Reason.NO_SUCH_PORT);
    }

    @Test
    void trafficIsShiftedByWeight() {
        Resolution.Reached reached = reached(federated().client(file("shift")).http("reviews", 9080));

        assertThat(reached.arrivals())
                .extracting(Resolution.Arrival::share, arrival -> arrival.at().cluster())
                .containsExactly(tuple(50.0, "cluster-1"), tuple(50.0, "cluster-2"));
    }

    @Test
    void anAddressThatLeadsNowhereFails() {
        Lab lab = new Lab()
                .client(file("import").replace("10.2.0.15", "10.9.9.9"))
                .exporting(file("export"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.ADDRESS_LEADS_NOWHERE);
    }

    @Test
    void theWrongPortOfAGatewayLeadsNowhere() {
        Lab lab = new Lab()
                .client(file("import").replace("{http: 15443}", "{https: 15443}"))
                .exporting(file("export"));

        assertThat(failure(lab.http(REMOTE_REVIEWS, 9080))).isEqualTo(Reason.ADDRESS_LEADS_NOWHERE);
    }

    @Test
    void hostnamesNeedResolutionByDns() {
        World world = new Lab()
                .client(file("import-dns").replace("c2.example", "cluster.local"))
                .exporting(file("export"))
                .world();
        Cluster server = world.clusters().getLast();
        GatewayProxy byName = GatewayProxy.of(
                "istio-gw", Map.of("istio", "eastwestgateway"), 15443, new Address("gw.c2.test", 15443));
        Cluster named = new Cluster(server.mesh(), server.services(), server.pods(), List.of(byName), server.objects());
        Cluster client = world.clusters().getFirst();
        Cluster fixed = KubernetesObjects.read(
                client.mesh(),
                Lab.objects(List.of(
                        file("client-cluster"), file("import-dns").replace("resolution: DNS", "resolution: STATIC"))));
        Request request = Request.http(CLIENT, "dns.bookinfo.svc.cluster-2.global", 9080);

        assertThat(arrival(IstioFederation.of(World.of(client, named)).resolve(request))
                        .at()
                        .service())
                .isEqualTo("reviews");
        assertThat(failure(IstioFederation.of(World.of(fixed, named)).resolve(request)))
                .isEqualTo(Reason.ENDPOINT_NEEDS_IP);
    }

    @Test
    void tcpIsFederatedAsHttpIs() {
        Lab lab = new Lab()
                .client(file("import-tcp").replace("c2.example", "cluster.local"))
                .exporting(file("export-tcp"));
        Request request = Request.tcp(CLIENT, "tcpsvc.bookinfo.svc.cluster-2.global", 9191);

        assertThat(arrival(lab.federation().resolve(request)).pods()).containsExactly("bookinfo/reviews-v1-1");
        assertThat(failure(federated().federation().resolve(Request.tcp(CLIENT, REMOTE_REVIEWS, 9080))))
                .isEqualTo(Reason.NOT_HTTP);
    }

    @Test
    void settingsOfAPortInheritNothing() {
        String inherited = file("import")
                .replace(
                        "trafficPolicy: {portLevelSettings: [{port: {number: 9080}, tls: {mode: ISTIO_MUTUAL, sni: outbound_.9080_._.reviews.bookinfo.svc.cluster.local}}]},\n",
                        "trafficPolicy: {tls: {mode: ISTIO_MUTUAL, sni: outbound_.9080_._.reviews.bookinfo.svc.cluster.local}, portLevelSettings: [{port: {number: 9080}, connectionPool: {}}]},\n");
        assertThat(inherited).isNotEqualTo(file("import"));

        assertThat(failure(new Lab().client(inherited).exporting(file("export")).http(REMOTE_REVIEWS, 9080)))
                .isEqualTo(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void whatIsOutsideOfTheMeshHasNoChain() {
        String external = object(
                "ServiceEntry",
                "bookinfo/web",
                "{hosts: [web.global], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}");
        String gateway = file("export").replace(REVIEWS, "'*.global'");

        assertThat(new Lab().exporting(external, gateway).federation().chains("cluster-2"))
                .isEmpty();
        assertThat(new Lab()
                        .exporting(external.replace("MESH_EXTERNAL", "MESH_INTERNAL"), gateway)
                        .federation()
                        .chains("cluster-2"))
                .containsExactly("outbound_.443_._.web.global");
    }

    @Test
    void podsThatAreNotReadyGetNothing() {
        World world = federated().world();
        Cluster server = world.clusters().getLast();
        List<Pod> pods = server.pods().stream()
                .map(pod -> pod.name().endsWith("v1-1") ? pod.notReady() : pod)
                .toList();
        Cluster half = new Cluster(server.mesh(), server.services(), pods, server.gateways(), server.objects());

        Resolution resolution = IstioFederation.of(World.of(world.clusters().getFirst(), half))
                .resolve(Request.http(CLIENT, REMOTE_REVIEWS, 9080));
        assertThat(arrival(resolution).pods()).containsExactly("bookinfo/reviews-v2-1");
    }
}
