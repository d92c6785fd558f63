// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.testkit.step.Crashes;
import dev.weft.testkit.step.WorldRig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The operator ends at any of its writes, before or after that one took effect, and another process goes on: the end is the same as without,
 * and nothing is ever to be seen that must not be (I1, I2, I3).
 */
class CrashTest {

    private static final String MGMT = ObjectId.MANAGEMENT;

    /** Policies appear, routes change subsets and access changes hands, a service goes, policies go. */
    private static final List<Crashes.Stage> STORY = List.of(
            new Crashes.Stage("policies appear", rig -> {
                shift(rig, "v1");
                access(rig, "productpage");
            }),
            new Crashes.Stage("both are edited", rig -> {
                shift(rig, "v2");
                access(rig, "ratings");
            }),
            new Crashes.Stage("the route goes back and a second one comes", rig -> {
                shift(rig, "v3");
                timeout(rig);
            }),
            new Crashes.Stage(
                    "all policies are removed",
                    rig -> List.copyOf(rig.objects().keySet()).stream()
                            .filter(id -> id.kind().kind().endsWith("Policy"))
                            .filter(id -> id.cluster().equals(MGMT))
                            .forEach(rig::delete)));

    @Test
    void theEndIsTheSameAndNothingForbiddenIsEverSeen() {
        int runs = new Crashes(OperatorRig::rig, STORY, "east", CrashTest::check).everywhere();

        assertThat(runs).as("runs with a crash").isGreaterThan(100);
    }

    /** What was the same before and after has been there all the time, in a form that a run without a crash shows as well. */
    private static void check(Crashes.Moment moment) {
        routesLeadToSubsetsThatExist(moment.objects());
        moment.before().forEach((id, before) -> {
            JsonNode after = moment.after().get(id);
            if (after != null) {
                assertThat(moment.objects()).as("I1: " + id).containsKey(id);
            }
        });
        moment.objects().forEach((id, now) -> {
            if (id.kind().kind().equals("AuthorizationPolicy")) {
                Set<JsonNode> allowed = new HashSet<>();
                for (Map<ObjectId, JsonNode> end : List.of(moment.before(), moment.after())) {
                    JsonNode object = end.get(id);
                    if (object != null) {
                        allowed.add(object.path("spec"));
                    }
                }
                assertThat(allowed).as("I2: " + id).contains(now.path("spec"));
            }
        });
    }

    private static void routesLeadToSubsetsThatExist(Map<ObjectId, JsonNode> objects) {
        Map<String, Set<String>> subsets = new HashMap<>();
        objects.forEach((id, object) -> {
            if (id.kind().kind().equals("DestinationRule")) {
                object.at("/spec/subsets")
                        .forEach(subset -> subsets.computeIfAbsent(
                                        object.at("/spec/host").asText(), host -> new HashSet<>())
                                .add(subset.path("name").asText()));
            }
        });
        objects.forEach((id, object) -> {
            for (JsonNode destination : destinations(object)) {
                if (destination.has("subset")) {
                    assertThat(subsets.getOrDefault(destination.path("host").asText(), Set.of()))
                            .as("I3: subsets of the rule while the route leads to one")
                            .contains(destination.path("subset").asText());
                }
            }
        });
    }

    private static List<JsonNode> destinations(JsonNode route) {
        List<JsonNode> destinations = new ArrayList<>();
        route.at("/spec/http")
                .forEach(http -> http.path("route").forEach(to -> destinations.add(to.path("destination"))));
        return destinations;
    }

    private static void shift(WorldRig rig, String version) {
        policy(rig, "TrafficPolicy", "shift", """
                trafficShift: {destinations: [{weight: 100, kubeService: {name: reviews, namespace: bookinfo,
                    clusterName: east, subset: {version: %s}}}]}""".formatted(version));
    }

    private static void timeout(WorldRig rig) {
        policy(rig, "TrafficPolicy", "timeout", "requestTimeout: 2s");
    }

    private static void access(WorldRig rig, String account) {
        policy(rig, "AccessPolicy", "access", """
                sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: %s, namespace: bookinfo,
                    clusterName: east}]}}]""".formatted(account));
    }

    private static void policy(WorldRig rig, String kind, String name, String feature) {
        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: %s
                metadata: {name: %s, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  %s
                """.formatted(kind, name, feature));
    }
}
