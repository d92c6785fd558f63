// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.leader.LeaseTimes;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A process of the running plane ends at one of its writes, before or after the server has done it, and another one takes over: the end is
 * that of a run without a fault, and nothing forbidden was ever there. The step machines' own crash tests end a process at every write of
 * more stories; this one has the HTTP, the election and the reading of a new process in it.
 */
final class PlaneCrashTest {

    private static final LeaseTimes SHORT =
            new LeaseTimes(Duration.ofSeconds(2), Duration.ofMillis(1500), Duration.ofMillis(200));
    private static final String ACCOUNT = "system:serviceaccount:gloo-mesh:";
    private static final String POLICIES = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/";
    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final String BOOKINFO = "/namespaces/bookinfo/";
    private static final List<String> OUTPUTS = List.of(
            "/apis/networking.istio.io/v1" + BOOKINFO + "virtualservices",
            "/apis/networking.istio.io/v1" + BOOKINFO + "destinationrules",
            "/apis/security.istio.io/v1" + BOOKINFO + "authorizationpolicies");
    private static final List<String> ON_MANAGEMENT = List.of(
            DISCOVERY + "meshes",
            DISCOVERY + "workloads",
            DISCOVERY + "traffictargets",
            POLICIES + "trafficpolicies",
            POLICIES + "accesspolicies");

    private static final List<String> OF_THE_STORY = List.of("trafficpolicies/reviews", "accesspolicies/reviews");

    /** A process that may end. */
    private enum Victim {
        DISCOVERY,
        NETWORKING;

        /** Under whom it writes. */
        Set<String> users() {
            return this == DISCOVERY
                    ? Set.of(ACCOUNT + "mesh-discovery")
                    : Set.of(ACCOUNT + "mesh-networking", ACCOUNT + "cluster-1");
        }

        OperatorProcess start(LivePlane plane) {
            return this == DISCOVERY ? plane.startDiscovery() : plane.startNetworking();
        }
    }

    /** What both servers hold after each part of the story. */
    private record End(Map<String, JsonNode> outputs, Map<String, JsonNode> management) {}

    @Test
    void afterACrashAtSomeWritesTheEndIsTheSame() throws Exception {
        crash(Victim.NETWORKING, 2);
        crash(Victim.DISCOVERY, 1);
    }

    @Test
    @Tag("slow")
    void afterACrashAtAnyWriteTheEndIsTheSame() throws Exception {
        crash(Victim.NETWORKING, Integer.MAX_VALUE);
        crash(Victim.DISCOVERY, Integer.MAX_VALUE);
    }

    /** @param most how many of the writes at most, evenly spread; with fewer than there are, each in one of the two ways */
    private static void crash(Victim victim, int most) throws Exception {
        KillSwitch never = new KillSwitch(victim.users(), 0, false);
        List<End> ends = new Run(victim, never).tell(List.of());
        int writes = never.writes();
        assertThat(writes).as("writes of " + victim).isGreaterThan(most == Integer.MAX_VALUE ? 10 : most);
        int step = Math.max(1, writes / most);
        for (int at : IntStream.iterate(1, at -> at <= writes, at -> at + step).toArray()) {
            for (boolean made : step == 1 ? List.of(true, false) : List.of(at / step % 2 == 0)) {
                KillSwitch kill = new KillSwitch(victim.users(), at, made);
                assertThat(new Run(victim, kill).tell(ends))
                        .as("%s ends at write %d of %d, which is %s", victim, at, writes, made ? "made" : "not made")
                        .isEqualTo(ends);
                // How many statuses are written together depends on time, so the last writes may not come.
                assertThat(kill.hasStruck() || at > writes / 2)
                        .as("it has ended at write %d", at)
                        .isTrue();
            }
        }
    }

    /** The story, told once. */
    private static final class Run {

        private final Victim victim;
        private final KillSwitch kill;
        private final List<End> ends = new ArrayList<>();
        private final LivePlane plane = new LivePlane(Operators.Pace.USUAL.with(SHORT));
        private final List<Sandbox> servers;
        private OperatorProcess mortal;
        private boolean restarted;

        Run(Victim victim, KillSwitch kill) throws Exception {
            this.victim = victim;
            this.kill = kill;
            servers = List.of(plane.management, plane.cluster("cluster-1", Bookinfo.objects("cluster-1")));
            LivePlane.namespace(plane.management, "bookinfo");
            plane.registerByMeshctl("cluster-1");
            servers.forEach(server -> server.faults().decide(kill));
        }

        /** @param expected after each part; empty in a run that finds out */
        List<End> tell(List<End> expected) throws Exception {
            try (plane;
                    History history = new History(servers.getLast(), OUTPUTS)) {
                shift("v1", "bookinfo-productpage");
                for (Victim operator : Victim.values()) {
                    OperatorProcess process = operator.start(plane);
                    mortal = operator == victim ? process : mortal;
                }
                settle("all is programmed", expected);
                shift("v2", "bookinfo-ratings");
                settle("all is changed", expected);
                OF_THE_STORY.forEach(policy -> LivePlane.call(plane.management, "DELETE", POLICIES + policy));
                settle("all is removed", expected);
                history.replay(PlaneCrashTest::routesLeadToSubsetsThatExist);
                history.replay(this::accessIsThatOfOneOfTheEnds);
            }
            return ends;
        }

        private void settle(String what, List<End> expected) {
            if (expected.isEmpty()) {
                plane.awaitQuiet();
            } else {
                End end = expected.get(ends.size());
                try {
                    await(what, () -> {
                        restartAfterTheCrash();
                        return there().equals(end);
                    });
                } catch (AssertionError e) {
                    assertThat(there()).as(what).isEqualTo(end);
                }
            }
            ends.add(there());
        }

        private void restartAfterTheCrash() {
            if (kill.hasStruck() && !restarted) {
                restarted = true;
                plane.end(mortal);
                servers.forEach(server -> server.faults().clear());
                mortal = victim.start(plane);
            }
        }

        private End there() {
            Map<String, JsonNode> outputs = new TreeMap<>();
            OUTPUTS.forEach(path -> list(servers.getLast(), path)
                    .forEach(object -> outputs.put(key(path, object), object.path("spec"))));
            Map<String, JsonNode> management = new TreeMap<>();
            ON_MANAGEMENT.forEach(path -> list(servers.getFirst(), path)
                    .forEach(object -> management.put(key(path, object), withoutTimes(object))));
            return new End(outputs, management);
        }

        private static String key(String path, JsonNode object) {
            return path + " " + object.at("/metadata/namespace").asText() + "/"
                    + object.at("/metadata/name").asText();
        }

        private static JsonNode withoutTimes(JsonNode object) {
            ObjectNode told = JsonNodeFactory.instance.objectNode();
            told.set("labels", object.at("/metadata/labels"));
            told.set("spec", object.path("spec"));
            told.set("status", object.path("status").deepCopy());
            told.findParents("lastTransitionTime")
                    .forEach(condition -> ((ObjectNode) condition).remove("lastTransitionTime"));
            return told;
        }

        /** I1 and I2: what is closed before and after a part is never open in between. */
        private void accessIsThatOfOneOfTheEnds(Map<String, ObjectNode> objects) {
            Set<JsonNode> known = new HashSet<>();
            ends.forEach(end -> known.addAll(end.outputs().values()));
            objects.forEach((key, object) -> {
                if (key.startsWith("AuthorizationPolicy")) {
                    assertThat(known).as("I2: " + key).contains(object.path("spec"));
                }
            });
        }

        private void shift(String version, String account) {
            plane.apply(POLICIES + "trafficpolicies", """
                    {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: reviews},
                     spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: cluster-1}]}}],
                            trafficShift: {destinations: [{weight: 100, kubeService: {name: reviews, namespace: bookinfo,
                              clusterName: cluster-1, subset: {version: %s}}}]}}}""".formatted(version));
            plane.apply(POLICIES + "accesspolicies", """
                    {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: AccessPolicy, metadata: {name: reviews},
                     spec: {sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}],
                            destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: cluster-1}]}}]}}""".formatted(account));
        }
    }

    /** I3. */
    private static void routesLeadToSubsetsThatExist(Map<String, ObjectNode> objects) {
        Set<String> subsets = new HashSet<>();
        objects.forEach((key, object) -> {
            if (key.startsWith("DestinationRule")) {
                String host = object.at("/spec/host").asText();
                object.at("/spec/subsets")
                        .forEach(subset ->
                                subsets.add(host + " " + subset.path("name").asText()));
            }
        });
        objects.forEach((key, object) -> {
            for (JsonNode destination : object.path("spec").findValues("destination")) {
                if (destination.has("subset")) {
                    assertThat(subsets)
                            .as("I3: where " + key + " leads to")
                            .contains(destination.path("host").asText() + " "
                                    + destination.path("subset").asText());
                }
            }
        });
    }
}
