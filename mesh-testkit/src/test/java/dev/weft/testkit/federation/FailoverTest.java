// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static dev.weft.testkit.federation.Lab.CLIENT;
import static dev.weft.testkit.federation.Lab.REVIEWS;
import static dev.weft.testkit.federation.Lab.arrival;
import static dev.weft.testkit.federation.Lab.failure;
import static dev.weft.testkit.federation.Lab.file;
import static dev.weft.testkit.federation.Lab.pods;
import static dev.weft.testkit.federation.Lab.reached;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoints answer while others are dead. */
class FailoverTest {

    private static final String HOST = "reviews-fc.global";
    private static final String LOCAL_POD = "cluster-1/bookinfo/reviews-1";

    private static Lab threeTiers() {
        return threeTiers(file("failover"));
    }

    private static Lab threeTiers(String failover) {
        return new Lab().client(failover).exporting(file("export")).third();
    }

    private static Outage outage(String clusters) {
        Set<String> dead = clusters.isEmpty() ? Set.of() : Set.of(clusters.split("\\+"));
        return new Outage(dead, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, cluster-1",
        "cluster-1, 1, cluster-2",
        "cluster-2, 0, cluster-1",
        "cluster-3, 0, cluster-1",
        "cluster-1+cluster-2, 2, cluster-3",
        "cluster-1+cluster-3, 1, cluster-2",
        "cluster-2+cluster-3, 0, cluster-1"
    })
    void theFirstTierThatLivesAnswers(String dead, int tier, String cluster) {
        Resolution.Arrival arrival = arrival(threeTiers().during(outage(dead), HOST, 9080));

        assertThat(arrival.tier()).isEqualTo(tier);
        assertThat(arrival.at()).isEqualTo(new Resolution.Place(cluster, "bookinfo", "reviews", Map.of()));
        assertThat(arrival.share()).isEqualTo(100);
    }

    @Test
    void nothingAnswersWhenAllAreDead() {
        assertThat(failure(threeTiers().during(Outage.of("cluster-1", "cluster-2", "cluster-3"), HOST, 9080)))
                .isEqualTo(Reason.NO_ENDPOINTS);
    }

    @Test
    void theLocalPodsAreLeftWhenAllOfThemAreDead() {
        Resolution.Reached reached = reached(threeTiers().during(pods(LOCAL_POD), HOST, 9080));

        assertThat(reached.arrivals().getFirst().at().cluster()).isEqualTo("cluster-2");
        assertThat(reached.remarks()).containsExactly("ejected: " + REVIEWS + " has no pods");
    }

    @Test
    void theRouteSaysWhetherRequestsAreTriedAgain() {
        assertThat(reached(threeTiers().http(HOST, 9080)).retries()).contains(new Resolution.Retries(3, true));
        String withoutRoute = file("failover").substring(0, file("failover").lastIndexOf("---"));
        assertThat(reached(threeTiers(withoutRoute).http(HOST, 9080)).retries()).isEqualTo(Optional.empty());
    }

    @Test
    void withoutOutlierDetectionThereAreNoTiers() {
        Lab lab = threeTiers(file("failover").replaceAll("outlierDetection: .*", "connectionPool: {}"));

        assertThat(reached(lab.http(HOST, 9080)).arrivals())
                .extracting(arrival -> arrival.at().cluster())
                .containsExactly("cluster-1", "cluster-2", "cluster-3");
        assertThat(failure(lab.during(Outage.of("cluster-3"), HOST, 9080))).isEqualTo(Reason.DEAD);
    }

    @Test
    void outlierDetectionMustBeAllowedToEjectAllOfATier() {
        Lab lab = threeTiers(file("failover").replace("maxEjectionPercent: 100", "maxEjectionPercent: 50"));

        assertThat(arrival(lab.during(Outage.of("cluster-1"), HOST, 9080)).tier())
                .isEqualTo(1);
        assertThat(failure(lab.during(Outage.of("cluster-1", "cluster-2"), HOST, 9080)))
                .isEqualTo(Reason.NOT_EJECTED);
    }

    @Test
    void outlierDetectionThatCountsNoErrorsEjectsNothing() {
        Lab lab = threeTiers(file("failover")
                .replace("consecutive5xxErrors: 3, consecutiveGatewayErrors: 3", "consecutive5xxErrors: 0"));

        assertThat(failure(lab.during(Outage.of("cluster-1"), HOST, 9080))).isEqualTo(Reason.NOT_EJECTED);
    }

    @Test
    void aLabelCountsOnlyWhenAllBeforeItMatch() {
        String onlySecond =
                file("failover").replace("gm.failover/p0: \"1\", gm.failover/p1: \"1\"", "gm.failover/p1: \"1\"");

        assertThat(arrival(threeTiers(onlySecond).http(HOST, 9080)).at().cluster())
                .isEqualTo("cluster-2");
    }

    @Test
    void settingsOfThePortAreTheOnlyOnesThatCountThere() {
        String atDestination = file("failover")
                .replace(
                        "    portLevelSettings:\n",
                        "    outlierDetection: {maxEjectionPercent: 100}\n    portLevelSettings:\n")
                .replaceAll("      outlierDetection: .*\n", "");
        assertThat(failure(threeTiers(atDestination).during(Outage.of("cluster-1"), HOST, 9080)))
                .isEqualTo(Reason.NO_ENDPOINTS);
    }

    @Test
    void anEmptyValueMatchesEndpointsWithoutTheLabel() {
        Lab lab = new Lab()
                .client(withoutCanonicalName(file("failover-selector")))
                .exporting(file("export"));

        Resolution.Arrival local = arrival(lab.http("reviews-fb.global", 9080));
        assertThat(local.pods()).containsExactly("bookinfo/reviews-1");
        Resolution.Arrival remote = arrival(lab.during(Outage.of("cluster-1"), "reviews-fb.global", 9080));
        assertThat(remote.at().cluster()).isEqualTo("cluster-2");
        // Istio knows that the pod is gone, so that its tier is gone as well.
        assertThat(remote.tier()).isEqualTo(0);
    }

    private static String withoutCanonicalName(String text) {
        return text.replace("service.istio.io/canonical-name: reviews", "app: reviews");
    }

    @Test
    void applicationsMayKeepCallingTheLocalName() {
        Lab lab = threeTiers().client(file("local-name-to-failover").replace("reviews.failover.global", HOST));

        Resolution.Reached reached = reached(lab.during(Outage.of("cluster-1"), "reviews.bookinfo", 9080));
        assertThat(reached.arrivals().getFirst().at().cluster()).isEqualTo("cluster-2");
        assertThat(reached.retries()).contains(new Resolution.Retries(3, true));
    }

    @Test
    void aWorkloadEntryWithTheLabelsOfTheServiceIsAnEndpointOfIt() {
        Lab lab = new Lab().client(file("same-name")).exporting(file("export"));

        assertThat(arrival(lab.http(REVIEWS, 9080)).at().cluster()).isEqualTo("cluster-1");
        assertThat(arrival(lab.during(Outage.of("cluster-1"), REVIEWS, 9080))
                        .at()
                        .cluster())
                .isEqualTo("cluster-2");
    }

    @Test
    void backendsWithOtherNamesAreReachedByAnAliasOfTheExportingSide() {
        Lab lab = new Lab().client(file("alias-import")).exporting(file("alias-export"));

        assertThat(arrival(lab.http("reviews-alias.global", 7070)).at().cluster())
                .isEqualTo("cluster-1");
        Resolution.Arrival remote = arrival(lab.during(Outage.of("cluster-1"), "reviews-alias.global", 7070));
        assertThat(remote.pods()).containsExactly("bookinfo/reviews-v2-1");
        assertThat(remote.sni()).isEqualTo("outbound_.7070_._.reviews-alias.global");
        assertThat(lab.federation().audit()).isEmpty();
    }

    @Test
    void anAliasThatTheGatewayCannotSeeHasNoChain() {
        Lab lab = new Lab()
                .client(file("alias-import"))
                .exporting(file("alias-export").replace("[\".\", istio-gw]", "[\".\"]"));

        assertThat(failure(lab.during(Outage.of("cluster-1"), "reviews-alias.global", 7070)))
                .isEqualTo(Reason.NO_ENDPOINTS);
        assertThat(lab.federation().audit()).extracting(Problem::reason).contains(Reason.REFUSED_BY_GATEWAY);
    }

    @Test
    void withoutPrioritiesLocalitiesMakeTheTiers() {
        String near = file("import")
                .replace("endpoints: [", "endpoints: [{address: 10.3.0.15, locality: r1/z2, ports: {http: 15443}}, ")
                .replace("{address: 10.2.0.15,", "{address: 10.2.0.15, locality: r1/z1,")
                .replace(
                        "trafficPolicy: {portLevelSettings: [{port: {number: 9080},",
                        "trafficPolicy: {portLevelSettings: [{port: {number: 9080}, outlierDetection: {maxEjectionPercent: 100},");
        IstioFederation federation =
                new Lab().client(near).exporting(file("export")).third().federation();

        for (String zone : List.of("z1", "z2")) {
            Client client = new Client("cluster-1", "bookinfo", CLIENT.labels(), "r1/" + zone);
            Resolution resolution = federation.resolve(Request.http(client, Lab.REMOTE_REVIEWS, 9080));
            assertThat(arrival(resolution).at().cluster()).isEqualTo(zone.equals("z1") ? "cluster-2" : "cluster-3");
        }
    }

    @Test
    void aClusterIpLeadsToReadyPodsOnly() {
        World world = threeTiers().world();
        Cluster local = world.clusters().getFirst();
        List<Pod> pods = local.pods().stream().map(Pod::notReady).toList();
        List<Cluster> clusters = new ArrayList<>(world.clusters());
        clusters.set(0, new Cluster(local.mesh(), local.services(), pods, local.gateways(), local.objects()));

        Resolution resolution = IstioFederation.of(new World(clusters)).resolve(Request.http(CLIENT, HOST, 9080));
        assertThat(arrival(resolution).at().cluster()).isEqualTo("cluster-2");
    }

    @Test
    void clientsWithoutLabelsHaveNoTiers() {
        Client bare = Client.of("cluster-1", "bookinfo", Map.of());

        assertThat(reached(threeTiers().federation().resolve(Request.http(bare, HOST, 9080)))
                        .arrivals())
                .hasSize(3);
    }

    @Test
    void prioritiesMayBeTurnedOff() {
        Lab lab = threeTiers(file("failover").replace("enabled: true", "enabled: false"));

        assertThat(reached(lab.http(HOST, 9080)).arrivals()).hasSize(3);
    }
}
