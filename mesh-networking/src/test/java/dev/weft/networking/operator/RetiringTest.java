// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static dev.weft.networking.operator.Situations.MGMT;
import static dev.weft.networking.operator.Situations.SETTLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.Scope;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When what is wanted no longer may go: not before nothing leads there, and then indeed. */
class RetiringTest {

    private static final Duration HORIZON = Duration.ofSeconds(5);
    private static final GroupKind MESH = new GroupKind("discovery.mesh.gloo.solo.io", "Mesh");
    private static final ObjectId WAY_IN = new ObjectId("west", IstioKinds.GATEWAY, "istio-system", "vm-gloo-mesh");
    private static final String RATINGS = "ratings.bookinfo.svc.cluster.local";
    private static final String GLOBAL_RATINGS = "ratings.bookinfo.svc.west.global";

    private @Nullable NetworkingOperator operator;

    private WorldRig settledIn(String situation) {
        return Situations.settledIn(situation, started -> operator = started);
    }

    @Test
    void aReplacedGatewayGoesAlthoughACallersClusterIsSilent() {
        WorldRig rig = settledIn("all");
        Situations.bring(rig, "all", "renamed");
        // East takes no write, so its entries go on leading to the names.
        rig.settleUntil(HORIZON, writes -> {
            writes.forEach(write -> {
                if (write.id().cluster().equals("east")) {
                    rig.answer(write, new Written.Result.NotSent());
                } else {
                    rig.carryOut(write);
                }
            });
            return Ends.twice(Situations.outputs(rig)).isEmpty()
                    && !rig.objects().containsKey(WAY_IN);
        });

        assertThat(rig.objects()).doesNotContainKey(WAY_IN);
        assertThat(Ends.dangling(Situations.outputs(rig))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatMovesToAnotherNamespaceIsNotLeftBehind(boolean anew) {
        WorldRig rig = settledIn("shift");
        for (String cluster : Situations.CLUSTERS) {
            rig.edit(mesh(cluster), body -> {
                body.withObject("/spec/istio/installation").put("namespace", "istio-2");
                return body;
            });
        }
        if (anew) {
            rig.settleUntil(HORIZON, writes -> {
                rig.carryOut(writes);
                return rig.objects().containsKey(wayInOf("istio-2"));
            });
            rig.restart();
        }
        settle(rig);

        assertNothingTwice(rig);
        if (!anew) {
            assertThat(rig.objects()).containsKey(wayInOf("istio-2")).doesNotContainKey(WAY_IN);
        }
    }

    @Test
    void aServiceThatTakesTheNameOfAFailoverServiceHasItAlone() {
        WorldRig rig = settledIn("failover");
        rig.edit(
                new ObjectId(
                        MGMT,
                        new GroupKind("networking.mesh.gloo.solo.io", "FailoverService"),
                        "bookinfo",
                        "reviews-failover"),
                body -> {
                    body.withObject("/spec").put("hostname", "details.bookinfo.svc.west.global");
                    return body;
                });
        settle(rig);
        assertThat(hosts(rig, "east")).contains("details.bookinfo.svc.west.global");
        rig.apply(MGMT, Discovered.workload("details", "bookinfo", "west"));
        rig.apply(MGMT, Discovered.service("details", "bookinfo", "west").yaml());
        Situations.bring(rig, "failover", "all");
        settle(rig);

        assertThat(hosts(rig, "east")).contains("details.bookinfo.svc.west.global");
        assertNothingTwice(rig);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theGatewayOfAServiceThatMovesGoes(boolean otherPods) {
        WorldRig rig = settledIn("all");
        rig.edit(mesh("west"), body -> {
            ObjectNode gateway = (ObjectNode) body.at("/spec/istio/ingressGateways/0");
            gateway.putObject("service").put("name", "ingress").put("namespace", "ingress");
            if (otherPods) {
                gateway.put("externalAddress", "203.0.113.9");
                gateway.putObject("workloadLabels").put("istio", "elsewhere");
            }
            return body;
        });
        boolean[] hasGone = {false};
        rig.settleUntil(HORIZON, writes -> {
            rig.carryOut(writes);
            boolean isGone = !rig.objects().containsKey(WAY_IN);
            if (otherPods && isGone && !hasGone[0]) {
                assertThat(addresses(rig)).as("nothing leads to the old pods").doesNotContain("203.0.113.2");
            }
            hasGone[0] = isGone;
            return false;
        });

        assertThat(hasGone[0]).isTrue();
        assertThat(Ends.twice(Situations.outputs(rig))).isEmpty();
    }

    @Test
    void I1_aClusterThatIsNotReadAfterAStartMayLeadAnywhere() {
        WorldRig rig = settledIn("all");
        Situations.bring(rig, "all", "reviews");
        rig.restartBeforeReading();
        rig.read("west");
        rig.pass();
        rig.later(Duration.ofSeconds(11));
        rig.settle();

        assertThat(names(rig)).contains(RATINGS);
        assertThat(Ends.dangling(Situations.outputs(rig))).isEmpty();

        rig.read();
        settle(rig);
        assertThat(Situations.specs(rig)).isEqualTo(Situations.specs(settledIn("reviews")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "selector: {istio: elsewhere}, servers: [{port: {number: 15443, name: tls, protocol: TLS}",
                "selector: {istio: ingressgateway}, servers: [{port: {number: 9443, name: tls, protocol: TLS}"
            })
    void aNameThatOthersLetPassElsewhereStaysWhileItIsAskedFor(String gateway) {
        WorldRig rig = settledIn("all");
        rig.apply("west", """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: users, namespace: istio-system}
                spec: {%s, tls: {mode: AUTO_PASSTHROUGH}, hosts: [%s]}]}
                """.formatted(gateway, RATINGS));
        Situations.bring(rig, "all", "reviews");
        rig.settleUntil(HORIZON, writes -> {
            boolean isAskedFor = hosts(rig, "east").contains(GLOBAL_RATINGS);
            rig.carryOut(writes);
            if (isAskedFor) {
                assertThat(names(rig)).contains(RATINGS);
            }
            return false;
        });

        assertThat(names(rig)).doesNotContain(RATINGS);
    }

    @Test
    void whatLeadsSomewhereForAnotherPlaneKeepsNothingOfOurs() {
        WorldRig rig = settledIn("all");
        Map<ObjectId, ObjectNode> before = Map.copyOf(rig.objects());
        before.forEach((id, body) -> {
            if (id.cluster().equals("east") && body.toString().contains(GLOBAL_RATINGS)) {
                ObjectNode other = body.deepCopy();
                other.withObject("/metadata").put("name", "other-" + id.name());
                other.withObject("/metadata/labels").put("weft.dev/plane", "ffffffffffff");
                rig.apply("east", other.toString());
            }
        });
        Situations.bring(rig, "all", "reviews");
        settle(rig);

        assertThat(hosts(rig, "east")).contains(GLOBAL_RATINGS);
        assertThat(names(rig)).doesNotContain(RATINGS);
    }

    @Test
    void whatWasSentWithoutAnAnswerCountsUntilItIsSeen() {
        WorldRig rig = settledIn("reviews");
        Situations.bring(rig, "reviews", "all");
        Predicate<Write> isEntry = write -> write instanceof Write.Create create
                && write.id().cluster().equals("east")
                && write.id().kind().equals(IstioKinds.SERVICE_ENTRY)
                && new String(create.output().json(), StandardCharsets.UTF_8).contains(GLOBAL_RATINGS);
        rig.settleUntil(HORIZON, writes -> {
            writes.stream().filter(isEntry.negate()).forEach(rig::carryOut);
            writes.stream()
                    .filter(isEntry)
                    .forEach(write -> rig.answer(write, new Written.Result.Failed("timeout", Optional.empty())));
            return writes.stream().anyMatch(isEntry);
        });
        Situations.bring(rig, "all", "reviews");
        rig.settle();

        assertThat(names(rig)).as("it may have taken effect").contains(RATINGS);

        rig.later(Duration.ofSeconds(31));
        settle(rig);
        assertThat(Situations.specs(rig)).isEqualTo(Situations.specs(settledIn("reviews")));
    }

    @Test
    void usersAreToldOfSomeOfThoseThatLeadThere() {
        RetiringParts retiring = new RetiringParts(
                new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false), SETTLE, id -> true);
        WorldRig rig = settledIn("shift");
        for (int i = 0; i < 30; i++) {
            String name = "more-" + i;
            Map.copyOf(rig.objects()).forEach((id, body) -> {
                if (id.cluster().equals("east")
                        && id.kind().equals(IstioKinds.VIRTUAL_SERVICE)
                        && body.toString().contains("reviews.bookinfo.svc.west.global")) {
                    ObjectNode other = body.deepCopy();
                    other.withObject("/metadata").put("name", name);
                    rig.apply("east", other.toString());
                }
            });
        }
        rig.objects()
                .forEach((id, body) -> retiring.observe(
                        new RawObject(id, body.path("apiVersion").asText(), body, "test"), rig.now()));
        ObjectId entry = rig.objects().keySet().stream()
                .filter(id -> id.cluster().equals("east")
                        && id.kind().equals(IstioKinds.SERVICE_ENTRY)
                        && id.name().startsWith("reviews"))
                .findFirst()
                .orElseThrow();

        assertThat(retiring.leadingTo(entry, rig.now()).from()).hasSize(20).isSorted();
    }

    /** Also deletes that want a second look. */
    private void settle(WorldRig rig) {
        for (int i = 0; i < 4; i++) {
            rig.settle();
            rig.later(HORIZON);
        }
        assertThat(Objects.requireNonNull(operator).outputs().values())
                .noneMatch(OutputState.WaitingFor.class::isInstance);
    }

    private static void assertNothingTwice(WorldRig rig) {
        Set<String> once = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        Situations.outputs(rig).forEach((id, tree) -> {
            JsonNode spec = tree.path("spec");
            String host = spec.path("host").asText(spec.at("/hosts/0").asText());
            String text = id.cluster() + " " + id.kind().kind() + " " + host;
            if (!host.isEmpty() && !once.add(text)) {
                twice.add(text);
            }
        });
        assertThat(twice).isEmpty();
        assertThat(Ends.twice(Situations.outputs(rig))).isEmpty();
    }

    private static ObjectId mesh(String cluster) {
        return new ObjectId(MGMT, MESH, "gloo-mesh", "istiod-istio-system-" + cluster);
    }

    private static ObjectId wayInOf(String namespace) {
        return new ObjectId("west", IstioKinds.GATEWAY, namespace, "vm-gloo-mesh");
    }

    private static List<String> names(WorldRig rig) {
        return rig.at(WAY_IN)
                .at("/spec/servers/0/hosts")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private static Set<String> hosts(WorldRig rig, String cluster) {
        Set<String> hosts = new TreeSet<>();
        rig.objects().forEach((id, body) -> {
            if (id.cluster().equals(cluster) && id.kind().equals(IstioKinds.SERVICE_ENTRY)) {
                hosts.add(body.at("/spec/hosts/0").asText());
            }
        });
        return hosts;
    }

    private static Set<String> addresses(WorldRig rig) {
        Set<String> addresses = new TreeSet<>();
        rig.objects().forEach((id, body) -> {
            if (id.cluster().equals("east") && id.kind().equals(IstioKinds.SERVICE_ENTRY)) {
                addresses.addAll(body.path("spec").findValuesAsText("address"));
            }
        });
        return addresses;
    }
}
