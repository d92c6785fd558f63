// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.List;

/**
 * Clusters {@code east} and {@code west}, both with Istio, default TLS mode ISTIO_MUTUAL, and in namespace {@code bookinfo} of both the
 * services {@code reviews} (port 9080) and {@code ratings} (ports 9080 and 9443).
 */
final class TwoClusters {

    /** The beginning of a spec that selects service {@code reviews} in the east. */
    static final String REVIEWS_EAST = """
        destinationSelector:
        - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}
        """;

    /** The beginning of a spec that selects service {@code ratings} in the east. */
    static final String RATINGS_EAST = """
        destinationSelector:
        - kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}
        """;

    static final String REVIEWS_EAST_KEY = "reviews-bookinfo-east.gloo-mesh.";

    private TwoClusters() {}

    static Situation situation() {
        return withoutSettings().mgmt(Written.settings("mtls: {istio: {tlsMode: ISTIO_MUTUAL}}"));
    }

    static Situation withoutSettings() {
        Situation situation = InProcess.situation();
        for (String cluster : List.of("east", "west")) {
            situation
                    .cluster(cluster)
                    .mgmt(
                            Discovered.mesh(cluster),
                            Discovered.service("reviews", "bookinfo", cluster).yaml(),
                            Discovered.service("ratings", "bookinfo", cluster)
                                    .ports("http:9080", "https:9443")
                                    .yaml());
        }
        return situation;
    }

    /** What comes out for policies {@code bookinfo/p0}, {@code bookinfo/p1}, ... on service {@code reviews} in the east. */
    static Outcome onReviews(String... actions) {
        return on(REVIEWS_EAST, actions);
    }

    /** The same on service {@code ratings} with its two ports. */
    static Outcome onRatings(String... actions) {
        return on(RATINGS_EAST, actions);
    }

    private static Outcome on(String selector, String... actions) {
        Situation situation = situation();
        for (int i = 0; i < actions.length; i++) {
            situation.mgmt(Written.trafficPolicy("bookinfo/p" + i, selector + actions[i]));
        }
        return situation.render();
    }

    static List<JsonNode> routes(Outcome outcome, String service) {
        return outcome.routes("east", "bookinfo", service);
    }

    /** The only route of {@code reviews} in the east, for one policy with {@code actions}. */
    static JsonNode routeOf(String actions) {
        List<JsonNode> routes = routes(onReviews(actions), "reviews");
        if (routes.size() != 1) {
            throw new AssertionError(routes.size() + " routes: " + routes);
        }
        return routes.getFirst();
    }

    /** {@code errors} of policy {@code bookinfo/NAME} on {@code reviews} in the east. */
    static List<String> errors(Outcome outcome, String name) {
        return Texts.of(outcome.status("TrafficPolicy", "bookinfo", name)
                .path("trafficTargets")
                .path(REVIEWS_EAST_KEY)
                .path("errors"));
    }

    static String state(Outcome outcome, String name) {
        return outcome.status("TrafficPolicy", "bookinfo", name).path("state").asText();
    }
}
