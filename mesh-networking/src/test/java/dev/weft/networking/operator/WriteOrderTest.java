// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * House rule 3.18 over a corpus of changes: from every situation to every other one, no route leads to a subset that is not there, however
 * far the writing has come, whatever of a pass has taken effect and whatever has not, and also when the plane begins anew from there.
 */
class WriteOrderTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final String EAST = "east";
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final GroupKind TARGET = new GroupKind("discovery.mesh.gloo.solo.io", "TrafficTarget");
    private static final GroupKind POLICY = new GroupKind("networking.mesh.gloo.solo.io", "TrafficPolicy");

    /** Each situation: the policies by name, each as SERVICE and feature; and what else differs from the usual. */
    private static final Map<String, Situation> SITUATIONS = new TreeMap<>(Map.of(
            "nothing", new Situation(Map.of(), true, false),
            "timeout", new Situation(Map.of("first", List.of("reviews", "requestTimeout: 1s")), true, false),
            "v1", new Situation(Map.of("first", List.of("reviews", shift("100 reviews v1"))), true, false),
            "v2", new Situation(Map.of("first", List.of("reviews", shift("100 reviews v2"))), true, false),
            "both",
                    new Situation(
                            Map.of("first", List.of("reviews", shift("50 reviews v1", "50 reviews v2"))), true, false),
            "other", new Situation(Map.of("first", List.of("reviews", shift("100 ratings v1"))), true, false),
            "otherIsGone", new Situation(Map.of("first", List.of("reviews", shift("100 ratings v1"))), false, false),
            "crosswise",
                    new Situation(
                            Map.of(
                                    "first", List.of("reviews", shift("50 ratings v2", "50 reviews v1")),
                                    "second", List.of("ratings", shift("100 reviews v3"))),
                            true,
                            false),
            "mutualTls", new Situation(Map.of("first", List.of("reviews", shift("100 reviews v1"))), true, true),
            "onlyMutualTls", new Situation(Map.of(), true, true)));

    private record Situation(Map<String, List<String>> policies, boolean ratings, boolean mutualTls) {}

    /** A change of situation, by names. */
    private record Step(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    static Stream<Step> changes() {
        return SITUATIONS.keySet().stream()
                .flatMap(from -> SITUATIONS.keySet().stream()
                        .filter(to -> !to.equals(from))
                        .map(to -> new Step(from, to)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void I3_noPrefixOfAChangeDangles(Step step) {
        WorldRig rig = settledIn(step.from());
        bring(rig, step);
        Moments moments = new Moments(SETTLE);
        moment(moments, rig, rig.now().minus(SETTLE), rig.now());
        int writes = 0;
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, parts of %s", step, pass)
                    .isEmpty();
            moment(moments, rig, moments.end(), rig.now());
            rig.carryOut(pass);
            moment(moments, rig, rig.now(), rig.now());
            writes += pass.size();
        }
        moment(moments, rig, moments.end(), rig.now().plus(SETTLE));
        moments.mustNotDangle(step);
        Map<ObjectId, String> end = outputs(rig);
        for (int prefix = 0; prefix <= writes; prefix++) {
            assertThat(outputs(begunAnewAfter(prefix, step)))
                    .as("%s, begun anew after %d writes", step, prefix)
                    .isEqualTo(end);
        }
    }

    @Test
    void theCorpusHasRoutesToSubsetsThatComeAndGo() {
        Map<String, Set<String>> used = new TreeMap<>();
        SITUATIONS.keySet().forEach(name -> used.put(name, used(outputsAsTrees(settledIn(name)))));

        assertThat(used.get("nothing")).isEmpty();
        assertThat(used.get("both")).hasSize(2);
        assertThat(used.get("other")).isNotEmpty().doesNotContainAnyElementsOf(used.get("v1"));
        assertThat(used.get("crosswise")).hasSize(3);
    }

    @Test
    void aRouteWithoutItsRuleIsSeenAsDangling() {
        WorldRig rig = settledIn("v1");
        assertThat(dangling(outputsAsTrees(rig))).isEmpty();

        rig.delete(new ObjectId(EAST, new GroupKind("networking.istio.io", "DestinationRule"), "bookinfo", "reviews"));

        assertThat(dangling(outputsAsTrees(rig))).hasSize(1);
    }

    /** The next writes to outputs; statuses are written, and the clock goes on, until there are some or nothing is left to do. */
    private static List<Write> next(WorldRig rig) {
        for (int i = 0; i < 50; i++) {
            List<Write> writes = rig.pass();
            List<Write> outputs = writes.stream()
                    .filter(write -> !(write instanceof Write.Status))
                    .toList();
            rig.carryOut(writes.stream().filter(Write.Status.class::isInstance).toList());
            if (!outputs.isEmpty() || (writes.isEmpty() && !rig.sleep())) {
                return outputs;
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    /** Writes of one pass are sent at the same time: any of them may be in effect while any other is not. */
    private static Set<String> danglingInPart(WorldRig rig, List<Write> pass) {
        Set<String> dangling = new TreeSet<>();
        for (int part = 0; part < (1 << pass.size()); part++) {
            Map<ObjectId, JsonNode> trees = outputsAsTrees(rig);
            for (int i = 0; i < pass.size(); i++) {
                if (((part >> i) & 1) == 1) {
                    Moments.take(pass.get(i), trees);
                }
            }
            dangling.addAll(dangling(trees));
        }
        return dangling;
    }

    private static WorldRig begunAnewAfter(int prefix, Step step) {
        WorldRig rig = settledIn(step.from());
        bring(rig, step);
        Moments.carryOut(rig, prefix, WriteOrderTest::next);
        rig.restart();
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, begun anew after %d writes: parts of %s", step, prefix, pass)
                    .isEmpty();
            rig.carryOut(pass);
        }
        return rig;
    }

    private static WorldRig settledIn(String name) {
        WorldRig rig = OperatorRig.bare();
        rig.know(MGMT, WorldRig.ALIVE);
        rig.know(EAST, WorldRig.ALIVE);
        rig.apply(MGMT, """
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: gloo-mesh}
                spec: {secretName: east, clusterDomain: cluster.local}
                status: {conditions: [{type: Discovered, status: "True"}]}
                """);
        rig.apply(MGMT, Discovered.mesh(EAST));
        rig.apply(MGMT, Discovered.workload("reviews", "bookinfo", EAST));
        rig.apply(
                MGMT,
                Discovered.service("reviews", "bookinfo", EAST)
                        .subset("version", "v1", "v2", "v3")
                        .yaml());
        bring(rig, new Step("nothing", name));
        rig.settle();
        return rig;
    }

    private static void bring(WorldRig rig, Step step) {
        Situation from = situation(step.from());
        Situation to = situation(step.to());
        rig.apply(MGMT, """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh}
                spec: {%s}
                """.formatted(to.mutualTls() ? "mtls: {istio: {tlsMode: ISTIO_MUTUAL}}" : ""));
        if (to.ratings()) {
            rig.apply(
                    MGMT,
                    Discovered.service("ratings", "bookinfo", EAST)
                            .subset("version", "v1", "v2")
                            .yaml());
        } else {
            rig.delete(new ObjectId(MGMT, TARGET, "gloo-mesh", "ratings-bookinfo-east"));
        }
        from.policies().keySet().stream()
                .filter(policy -> !to.policies().containsKey(policy))
                .forEach(policy -> rig.delete(new ObjectId(MGMT, POLICY, "bookinfo", policy)));
        to.policies()
                .forEach((policy, content) ->
                        rig.apply(MGMT, """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: %s, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: east}]}}]
                  %s
                """.formatted(policy, content.getFirst(), content.getLast())));
    }

    private static Situation situation(String name) {
        return Objects.requireNonNull(SITUATIONS.get(name), name);
    }

    /** @param destinations each as {@code WEIGHT SERVICE VERSION} */
    private static String shift(String... destinations) {
        return Stream.of(destinations)
                .map(destination -> {
                    String[] words = destination.split(" ", -1);
                    return "{weight: %s, kubeService: {name: %s, namespace: bookinfo, clusterName: east, subset: {version: %s}}}"
                            .formatted(words[0], words[1], words[2]);
                })
                .collect(joining(", ", "trafficShift: {destinations: [", "]}"));
    }

    private static void moment(Moments moments, WorldRig rig, Instant start, Instant end) {
        Map<ObjectId, JsonNode> trees = outputsAsTrees(rig);
        moments.add(start, end, used(trees), there(trees));
    }

    private static Set<String> dangling(Map<ObjectId, JsonNode> trees) {
        Set<String> dangling = used(trees);
        dangling.removeAll(there(trees));
        return dangling;
    }

    private static Set<String> used(Map<ObjectId, JsonNode> trees) {
        Set<String> used = new TreeSet<>();
        of("VirtualService", trees)
                .flatMap(spec -> spec.findParents("subset").stream())
                .forEach(destination -> used.add(destination.path("host").asText() + " "
                        + destination.path("subset").asText()));
        return used;
    }

    private static Set<String> there(Map<ObjectId, JsonNode> trees) {
        Set<String> there = new TreeSet<>();
        of("DestinationRule", trees)
                .forEach(spec -> spec.path("subsets")
                        .forEach(subset -> there.add(spec.path("host").asText() + " "
                                + subset.path("name").asText())));
        return there;
    }

    private static Stream<JsonNode> of(String kind, Map<ObjectId, JsonNode> trees) {
        return trees.entrySet().stream()
                .filter(entry -> entry.getKey().kind().kind().equals(kind))
                .map(entry -> entry.getValue().path("spec"));
    }

    private static Map<ObjectId, JsonNode> outputsAsTrees(WorldRig rig) {
        Map<ObjectId, JsonNode> trees = new TreeMap<>();
        rig.objects().forEach((id, object) -> {
            if (id.cluster().equals(EAST)) {
                trees.put(id, object);
            }
        });
        return trees;
    }

    private static Map<ObjectId, String> outputs(WorldRig rig) {
        Map<ObjectId, String> outputs = new TreeMap<>();
        outputsAsTrees(rig)
                .forEach((id, tree) -> outputs.put(id, tree.path("spec").toString()));
        return outputs;
    }
}
