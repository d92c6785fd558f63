// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.FlatWorld.awaitApp;
import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services of another cluster on one network of pods. There is no gateway, so whoever answers was called straight. */
@Tag("e2e")
class FlatNetworkScenarioTest {

    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;
    /** Meshes of the lab let nothing out that they do not know. */
    private static final int UNKNOWN = 502;

    private static final int SOME = 100;
    private static final Path REPORTS = Path.of("target/e2e/FlatNetworkScenarioTest");

    private static FlatWorld world;

    private final HttpCall reviews = world.client("client").callOn("west", "reviews", "/who");

    @BeforeAll
    static void start() throws Exception {
        world = FlatWorld.start(REPORTS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.diagnose(REPORTS.resolve("proxies"));
            world.close();
        }
    }

    @AfterEach
    void clear() throws Exception {
        world.plane().objects().delete(shift("v1") + "---\n" + LET_CLIENT_IN);
        world.clear();
    }

    @Test
    void aPodSeesTheIdentityOfACallerOfTheOtherCluster() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}");
        awaitStatus(reviews, 200);
        world.awaitEndpoints("reviews-v1", "reviews-v2");
        Seen seen = Seen.in(reviews.send());
        assertThat(seen.path()).isEqualTo("/who");
        assertThat(seen.caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
        assertThat(world.west()
                        .objects()
                        .find("/apis/networking.istio.io/v1/gateways")
                        .orElseThrow()
                        .path("items"))
                .isEmpty();
    }

    /** Its name is not known to callers. Who knows the addresses of its pods gets there all the same: what closes it is an AccessPolicy. */
    @Test
    void aServiceThatIsNotExportedIsNotKnown() throws Exception {
        world.federate("""
            federation:
              flatNetwork: true
              selectors:
                - destinationSelectors:
                    - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: west}]}
            """);
        awaitStatus(reviews, 200);
        HttpCall ratings = world.client("client").callOn("west", "ratings", "/");
        awaitStatus(ratings, UNKNOWN);
        world.west().workload("ratings-v1").app().reset(); // calls of the scenario before, while its names were known
        assertThat(ratings.send().status()).isEqualTo(UNKNOWN);
        assertThat(world.west().workload("ratings-v1").app().seen()).isEmpty();
    }

    @Test
    void podsThemselvesRefuseWhoIsNotLetIn() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}\nglobalAccessPolicy: ENABLED\n");
        awaitStatus(reviews, FORBIDDEN);
        world.plane().apply(LET_CLIENT_IN);
        awaitStatus(reviews, 200);
        awaitStatus(world.client("stranger").callOn("west", "reviews", "/who"), FORBIDDEN);
        awaitStatus(world.client("client").callOn("west", "ratings", "/who"), FORBIDDEN);
    }

    @Test
    void subsetsAreToldApartByTheLabelsOfPodsAndNoRequestIsLost() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}");
        awaitStatus(reviews, 200);
        try (Load load = Load.of(reviews)) {
            for (String version : new String[] {"v2", "v1"}) {
                world.plane().apply(shift(version));
                awaitApp(reviews, "reviews-" + version);
            }
            world.plane().objects().delete(shift("v1"));
            awaitApp(reviews, "reviews-v2");
            load.awaitMore(SOME);
            assertThat(load.failures()).isEmpty();
        }
    }

    /** With no other retries than Istio's own. */
    @Test
    void aPodGoesAndComesBackAndNoRequestIsLost() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}");
        awaitStatus(reviews, 200);
        world.awaitEndpoints("reviews-v1", "reviews-v2");
        try (Load load = Load.of(reviews)) {
            load.awaitMore(SOME);
            world.publish("reviews", "reviews-v1");
            world.west().workload("reviews-v2").leave();
            world.awaitEndpoints("reviews-v1");
            load.awaitMore(SOME);
            world.west().workload("reviews-v2").comeBack();
            world.publish("reviews", "reviews-v1", "reviews-v2");
            world.awaitEndpoints("reviews-v1", "reviews-v2");
            world.west().workload("reviews-v2").app().reset();
            load.awaitMore(SOME);
            assertThat(world.west().workload("reviews-v2").app().seen()).isNotEmpty();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aServiceWithoutReadyPodsKeepsItsNameAndAnswersNobody() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}");
        HttpCall ratings = world.client("client").callOn("west", "ratings", "/");
        awaitStatus(ratings, 200);
        world.publish("ratings");
        awaitStatus(ratings, UNAVAILABLE);
        world.publish("ratings", "ratings-v1");
        awaitStatus(ratings, 200);
    }

    @Test
    void aServiceWhosePodsAreAllGoneAnswersAgainWhenOneIsBack() throws Exception {
        world.federate("federation: {permissive: {}, flatNetwork: true}");
        HttpCall ratings = world.client("client").callOn("west", "ratings", "/");
        awaitStatus(ratings, 200);
        world.publish("ratings");
        world.west().workload("ratings-v1").leave();
        // Discovery does not know it as a service of the mesh any more, so its name goes too.
        awaitStatus(ratings, UNKNOWN);
        world.west().workload("ratings-v1").comeBack();
        world.publish("ratings", "ratings-v1");
        awaitStatus(ratings, 200);
    }

    private static String shift(String version) {
        return Policies.traffic("reviews", "west", """
            trafficShift:
              destinations:
                - kubeService:
                    {name: reviews, namespace: bookinfo, clusterName: west, port: 9080, subset: {version: VERSION}}
            """.replace("VERSION", version));
    }

    private static final String LET_CLIENT_IN = Policies.named("AccessPolicy", "client-calls-reviews-on-west", """

              sourceSelector:
                - kubeServiceAccountRefs:
                    serviceAccounts: [{name: client, namespace: bookinfo, clusterName: east}]
              destinationSelector:
                - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: west}]}
            """);
}
