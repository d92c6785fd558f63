// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * House rule 3.18 over clusters and a corpus of changes: from every situation to every other one, nobody is sent to a host, a rule, a name at a
 * gateway or a subset behind it that is not there, however far the writing has come, whatever of a pass has taken effect, and also when the
 * plane begins anew from there.
 */
class WriteOrderOverClustersTest {

    private static final String MGMT = ObjectId.MANAGEMENT;
    private static final List<String> CLUSTERS = List.of("east", "west");
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Pattern APPROVAL = Pattern.compile("weft.dev/approve-deletes=([0-9a-f]+)");

    private static final String PERMISSIVE = virtualMesh("permissive: {}");
    private static final String REVIEWS_ONLY =
            virtualMesh("selectors: [{destinationSelectors: [{kubeServiceRefs: {services:"
                    + " [{name: reviews, namespace: bookinfo, clusterName: west}]}}]}]");
    private static final String OUTLIERS = """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata: {name: outliers, namespace: bookinfo}
            spec: {outlierDetection: {consecutiveErrors: 2}}
            """;
    private static final String USERS_GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: users, namespace: istio-system}
            spec:
              selector: {istio: ingressgateway}
              servers:
                - {port: {number: 15443, name: tls, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}, hosts: [ratings.bookinfo.svc.cluster.local]}
            """;

    /** What each situation has, on the management cluster but for the user's Gateway, which is on west. */
    private static final Map<String, List<String>> SITUATIONS = new TreeMap<>(Map.of(
            "nothing", List.of(),
            "all", List.of(PERMISSIVE),
            "reviews", List.of(REVIEWS_ONLY),
            "shift",
                    List.of(
                            PERMISSIVE,
                            shift(
                                    "{kubeService: {name: reviews, namespace: bookinfo, clusterName: west, subset: {version: v2}}}")),
            "another",
                    List.of(
                            PERMISSIVE,
                            shift(
                                    "{kubeService: {name: ratings, namespace: bookinfo, clusterName: west, subset: {version: v1}}}")),
            "failover", List.of(PERMISSIVE, OUTLIERS, failover("reviews@east", "reviews@west"), toFailover("")),
            "unalike",
                    List.of(
                            PERMISSIVE,
                            OUTLIERS,
                            failover("reviews@east", "ratings@west", "reviews@west"),
                            toFailover("")),
            "subset",
                    List.of(
                            REVIEWS_ONLY,
                            OUTLIERS,
                            failover("reviews@west", "reviews@east"),
                            toFailover(", subset: {version: v2}")),
            "users", List.of(PERMISSIVE, USERS_GATEWAY)));

    private record Step(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /**
     * The own gateway of the callers goes, and gateways are asked for another name, which it never knew: entry and rule would have to change in
     * one write.
     */
    private static final Step NO_ORDER = new Step("subset", "unalike");

    /** What is led to and what there is, from one point in time to another. */
    private record Moment(Instant start, Instant end, Set<String> used, Set<String> there) {}

    /** The one that was started last. */
    private @Nullable NetworkingOperator operator;

    private final Set<String> approved = new TreeSet<>();

    /** A user's own Gateway is nobody's to keep, so no change begins with it. */
    static Stream<Step> changes() {
        return SITUATIONS.keySet().stream()
                .filter(from -> !from.equals("users"))
                .flatMap(from -> SITUATIONS.keySet().stream()
                        .filter(to -> !to.equals(from))
                        .map(to -> new Step(from, to)))
                .filter(step -> !step.equals(NO_ORDER));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void I3_noPrefixOfAChangeDangles(Step step) {
        WorldRig rig = settledIn(step.from());
        bring(rig, step.from(), step.to());
        List<Moment> moments = new ArrayList<>();
        moments.add(moment(rig, rig.now().minus(SETTLE), rig.now()));
        int writes = 0;
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, parts of %s", step, pass)
                    .isEmpty();
            moments.add(moment(rig, moments.getLast().end(), rig.now()));
            rig.carryOut(pass);
            moments.add(moment(rig, rig.now(), rig.now()));
            writes += pass.size();
        }
        moments.add(moment(rig, moments.getLast().end(), rig.now().plus(SETTLE)));
        // Istio takes a while: until then a proxy may have the routes of one moment with what there was at another.
        for (Moment using : moments) {
            for (Moment having : moments) {
                if (areClose(using, having)) {
                    assertThat(having.there())
                            .as("%s: %s, %s", step, using, having)
                            .containsAll(using.used());
                }
            }
        }
        assertThat(Ends.twice(outputs(rig)))
                .as("%s: names that two Gateways let pass", step)
                .isEmpty();
        Map<ObjectId, JsonNode> end = specs(rig);
        assertThat(end).as("%s: nothing is left over", step).isEqualTo(specs(settledIn(step.to())));
        for (int prefix = 0; prefix <= writes; prefix += 1 + writes / 2) {
            assertThat(specs(begunAnewAfter(prefix, step)))
                    .as("%s, begun anew after %d writes", step, prefix)
                    .isEqualTo(end);
        }
    }

    @Test
    void theCorpusHasEveryKindOfUse() {
        Set<String> used = new TreeSet<>();
        SITUATIONS.keySet().forEach(name -> used.addAll(Ends.used(outputs(settledIn(name)))));

        assertThat(used).anyMatch(use -> use.startsWith("entry east reviews-failover"));
        assertThat(used).anyMatch(use -> use.startsWith("rule east"));
        assertThat(used).anyMatch(use -> use.startsWith("passed west weft-alias"));
        assertThat(used).anyMatch(use -> use.startsWith("passed west ratings"));
        assertThat(used).anyMatch(use -> use.startsWith("subset west reviews.bookinfo.svc.cluster.local version-v2"));
        assertThat(used).anyMatch(use -> use.startsWith("subset east reviews.bookinfo.svc.west.global version-v2"));
    }

    @Test
    void whatIsTakenAwayByHandIsSeenAsDangling() {
        for (String kind : List.of("ServiceEntry", "DestinationRule", "Gateway")) {
            WorldRig rig = settledIn("shift");
            assertThat(Ends.dangling(outputs(rig))).isEmpty();
            List.copyOf(rig.objects().keySet()).stream()
                    .filter(id -> id.kind().kind().equals(kind))
                    .forEach(rig::delete);

            assertThat(Ends.dangling(outputs(rig))).as(kind).isNotEmpty();
        }
    }

    @Test
    void aNameThatAUsersGatewayLetsPassNowIsNotKeptInOurs() {
        WorldRig rig = settledIn("all");
        bring(rig, "all", "users");
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            rig.carryOut(pass);
        }

        assertThat(Ends.twice(outputs(rig))).isEmpty();
    }

    private static boolean areClose(Moment one, Moment other) {
        return one.start().isBefore(other.end().plus(SETTLE))
                && other.start().isBefore(one.end().plus(SETTLE));
    }

    /** The next writes to outputs; statuses are written, deletes approved, and the clock goes on, until there are some or nothing is left to do. */
    private List<Write> next(WorldRig rig) {
        for (int i = 0; i < 80; i++) {
            List<Write> writes = rig.pass();
            List<Write> outputs = writes.stream()
                    .filter(write -> !(write instanceof Write.Status))
                    .toList();
            rig.carryOut(writes.stream().filter(Write.Status.class::isInstance).toList());
            if (!outputs.isEmpty() || (writes.isEmpty() && !rig.sleep() && !approve(rig))) {
                return outputs;
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    /** Somebody looks at the deletes after a start. */
    private boolean approve(WorldRig rig) {
        boolean isAsked = false;
        for (Map.Entry<ObjectId, OutputState> output :
                Objects.requireNonNull(operator).outputs().entrySet()) {
            String cluster = output.getKey().cluster();
            Matcher asked =
                    APPROVAL.matcher(output.getValue() instanceof OutputState.Guarded guarded ? guarded.message() : "");
            if (asked.find() && approved.add(cluster + asked.group(1))) {
                isAsked = true;
                rig.edit(
                        new ObjectId(
                                MGMT, new GroupKind("multicluster.solo.io", "KubernetesCluster"), "gloo-mesh", cluster),
                        body -> {
                            body.withObject("/metadata/annotations").put("weft.dev/approve-deletes", asked.group(1));
                            return body;
                        });
            }
        }
        return isAsked;
    }

    /** Writes of one pass are sent at the same time: any of them may be in effect while any other is not. */
    private static Set<String> danglingInPart(WorldRig rig, List<Write> pass) {
        Set<String> dangling = new TreeSet<>();
        Map<ObjectId, JsonNode> before = outputs(rig);
        // What leads somewhere and what it leads to are two objects, so two writes at a time show nearly all that any
        // part does.
        for (int first = 0; first < pass.size(); first++) {
            for (int second = first; second < pass.size(); second++) {
                Map<ObjectId, JsonNode> with = new TreeMap<>(before);
                take(pass.get(first), with);
                take(pass.get(second), with);
                dangling.addAll(Ends.dangling(with));
            }
            Map<ObjectId, JsonNode> without = new TreeMap<>(before);
            for (Write write : pass) {
                if (write != pass.get(first)) {
                    take(write, without);
                }
            }
            dangling.addAll(Ends.dangling(without));
        }
        return dangling;
    }

    private static void take(Write write, Map<ObjectId, JsonNode> trees) {
        switch (write) {
            case Write.Create create ->
                trees.put(write.id(), CanonicalJson.object(create.output().json()));
            case Write.Replace replace ->
                trees.put(write.id(), CanonicalJson.object(replace.output().json()));
            case Write.Delete delete -> trees.remove(write.id());
            case Write.Status status -> {}
            case Write.Answer answer -> {}
        }
    }

    private WorldRig begunAnewAfter(int prefix, Step step) {
        WorldRig rig = settledIn(step.from());
        bring(rig, step.from(), step.to());
        int left = prefix;
        while (left > 0) {
            List<Write> pass = next(rig);
            List<Write> done = pass.subList(0, Math.min(left, pass.size()));
            rig.carryOut(done);
            left -= done.size();
        }
        rig.restart();
        approved.clear();
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, begun anew after %d writes: parts of %s", step, prefix, pass)
                    .isEmpty();
            rig.carryOut(pass);
        }
        return rig;
    }

    private WorldRig settledIn(String name) {
        WorldRig rig = new WorldRig(() -> {
            operator = new NetworkingOperator(
                    new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false), SETTLE);
            return operator;
        });
        rig.know(MGMT, WorldRig.ALIVE);
        OperatorRig.settings(rig, "");
        for (int i = 0; i < CLUSTERS.size(); i++) {
            String cluster = CLUSTERS.get(i);
            rig.know(cluster, WorldRig.ALIVE);
            OperatorRig.cluster(rig, cluster, "");
            rig.apply(MGMT, """
                    apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                    kind: Mesh
                    metadata: {name: istiod-istio-system-%1$s, namespace: gloo-mesh}
                    spec:
                      istio:
                        installation: {namespace: istio-system, cluster: %1$s, version: 1.28.1}
                        citadelInfo: {trustDomain: cluster.local}
                        smartDnsProxyingEnabled: true
                        ingressGateways:
                          - {workloadLabels: {istio: ingressgateway}, externalAddress: 203.0.113.%2$d, externalTlsPort: 15443, tlsContainerPort: 15443}
                    """.formatted(cluster, i + 1));
            for (String service : List.of("reviews", "ratings")) {
                rig.apply(MGMT, Discovered.workload(service, "bookinfo", cluster));
                rig.apply(
                        MGMT,
                        Discovered.service(service, "bookinfo", cluster)
                                .subset("version", "v1", "v2")
                                .yaml());
            }
        }
        bring(rig, "nothing", name);
        rig.settle();
        return rig;
    }

    private static void bring(WorldRig rig, String from, String to) {
        Set<ObjectId> before = new TreeSet<>();
        situation(from).forEach(yaml -> before.add(rig.apply(place(yaml), yaml)));
        Set<ObjectId> now = new TreeSet<>();
        situation(to).forEach(yaml -> now.add(rig.apply(place(yaml), yaml)));
        before.stream().filter(id -> !now.contains(id)).forEach(rig::delete);
    }

    private static String place(String yaml) {
        return yaml.equals(USERS_GATEWAY) ? "west" : MGMT;
    }

    private static List<String> situation(String name) {
        return Objects.requireNonNull(SITUATIONS.get(name), name);
    }

    private static String virtualMesh(String federation) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: vm, namespace: gloo-mesh}
                spec:
                  meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}, {name: istiod-istio-system-west, namespace: gloo-mesh}]
                  federation: {%s}
                """.formatted(federation);
    }

    /** Calls of reviews in the east go there. */
    private static String shift(String destination) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: shift, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  trafficShift: {destinations: [%s]}
                """.formatted(destination);
    }

    private static String toFailover(String more) {
        return shift("{failoverService: {name: reviews-failover, namespace: bookinfo%s}}".formatted(more));
    }

    /** @param services each {@code NAME@CLUSTER} */
    private static String failover(String... services) {
        List<String> backings = Stream.of(services)
                .map(service -> service.split("@", -1))
                .map(parts ->
                        "{kubeService: {name: %s, namespace: bookinfo, clusterName: %s}}".formatted(parts[0], parts[1]))
                .toList();
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: FailoverService
                metadata: {name: reviews-failover, namespace: bookinfo}
                spec:
                  hostname: reviews-failover.global
                  port: {number: 9080, protocol: http}
                  meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}]
                  backingServices: [%s]
                """.formatted(String.join(", ", backings));
    }

    private static Moment moment(WorldRig rig, Instant start, Instant end) {
        Map<ObjectId, JsonNode> trees = outputs(rig);
        return new Moment(start, end, Ends.used(trees), Ends.there(trees));
    }

    private static Map<ObjectId, JsonNode> outputs(WorldRig rig) {
        Map<ObjectId, JsonNode> trees = new TreeMap<>();
        rig.objects().forEach((ObjectId id, ObjectNode object) -> {
            if (CLUSTERS.contains(id.cluster())) {
                trees.put(id, object);
            }
        });
        return trees;
    }

    private static Map<ObjectId, JsonNode> specs(WorldRig rig) {
        Map<ObjectId, JsonNode> specs = new TreeMap<>();
        outputs(rig).forEach((id, tree) -> specs.put(id, tree.path("spec")));
        return specs;
    }
}
