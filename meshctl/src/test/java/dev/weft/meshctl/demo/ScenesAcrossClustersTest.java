// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.Ref;
import dev.weft.testkit.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenes about several clusters tell what is on the servers, and end the story when any of it is not. */
class ScenesAcrossClustersTest {

    private static final String ISTIO = Outputs.ISTIO;
    private static final String BOOKINFO = World.APPLICATIONS;
    private static final Path DEMO = Checkout.root().resolve("docs/demo");

    private static Rendering everything;

    @BeforeAll
    static void render(@TempDir Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(DEMO.resolve("bookinfo"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(DEMO.resolve("bookinfo").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, withoutCanary(Files.readString(file)));
            }
        }
        for (String name : List.of("virtualmesh", "shift", "failover", "access")) {
            String text = Files.readString(DEMO.resolve("virtualmesh/" + name + ".yaml"));
            Files.writeString(
                    folder.resolve("mgmt/" + name + ".yaml"),
                    text.replace("\n  federation:", "\n  globalAccessPolicy: ENABLED\n  federation:"));
        }
        RenderOptions options = new RenderOptions(
                "1970-01-01T00:00:00Z", false, DemoPlane.NAMESPACE, new Ref(DemoPlane.NAMESPACE, "settings"), false);
        everything = Render.of(SnapshotFolder.read(folder, Render.readKinds()), options);
    }

    /** The shift takes its place. */
    private static String withoutCanary(String documents) {
        return Stream.of(documents.split("(?m)^---$"))
                .filter(document -> !document.contains("name: reviews-canary\n"))
                .collect(Collectors.joining("---"));
    }

    /** They are rendered for the tests below, and for whoever tries them on the folder. */
    @Test
    void whatIsDeclaredIsAcceptedAndSetsNothingOnDetails() {
        assertThat(everything.rejected()).isFalse();
        assertThat(everything.findings().stream().map(finding -> finding.code().code()))
                .containsOnly("TrustDomainsDiffer", "AgentMissing"); // the folder has no pod of an agent
        assertThat(everything.outputs().values().stream().flatMap(List::stream))
                .isNotEmpty()
                .noneMatch(output -> output.id().name().contains("details"));
    }

    @Test
    void eachTellsWhatItHasRead() throws Exception {
        FakeStage stage = new FakeStage(everything);
        try (World world = world(stage)) {
            assertThat(new FederateMeshes().play(world).details())
                    .contains(
                            "reviews.bookinfo.svc.cluster-1.global   called from cluster-2",
                            "ratings.bookinfo.svc.cluster-2.global   called from cluster-1",
                            "VirtualMesh gloo-mesh/shop: ACCEPTED, Programmed",
                            "1 Gateway, 3 ServiceEntry",
                            "at 203.0.113.21:15443, the gateway of cluster-2",
                            "answered by spiffe://cluster-2.example/ns/bookinfo/sa/bookinfo-reviews",
                            "asks for outbound_.9080_._.reviews.bookinfo.svc.cluster.local",
                            "lets only these pass: ratings.bookinfo.svc.cluster.local",
                            "if the certificates of cluster-1.example and cluster-2.example are under one root",
                            "The VirtualMesh asks for one");
            assertThat(new ShiftAcross().play(world).details())
                    .contains(
                            "70 %  reviews.bookinfo.svc.cluster.local  version-v1",
                            "20 %  reviews.bookinfo.svc.cluster-2.global  version-v3",
                            "version-v3 asks for outbound_.9080_.version-v3_.reviews.bookinfo.svc.cluster.local",
                            "version-v3 is version=v3");
            assertThat(new FailOver().play(world).details())
                    .contains(
                            "reviews-failover.bookinfo.global: ACCEPTED, Programmed",
                            "1. 10.96.2.114:9080, Service reviews of cluster-1",
                            "2. 203.0.113.21:15443, the gateway of cluster-2",
                            "who fails 5 times is left out for 30s",
                            "tried 3 times more, elsewhere");
            assertThat(new DenyByDefault().play(world).details())
                    .contains(
                            "istio-system/global-access-control",
                            "istio-system/allow-ingress-gateway-203-0-113-11   but istio-eastwestgateway",
                            "istio-system/allow-ingress-gateway-203-0-113-10   but istio-ingressgateway",
                            "istio-system/allow-ingress-gateway-203-0-113-21   but istio-eastwestgateway",
                            "istio-system/allow-ingress-gateway-203-0-113-20   but istio-ingressgateway",
                            "GET /reviews/* by cluster-1.example/ns/bookinfo/sa/bookinfo-productpage",
                            "globalAccessPolicy: DISABLED");
            assertThat(stage.denies()).isFalse();
            assertThat(stage.applied()).hasSize(4);
        }
    }

    /**
     * Something that is not as it should be.
     *
     * @param path of the object on the cluster
     * @param change of the object; absent when it is missing
     * @param told names what is awaited
     */
    private record Flaw(Scene scene, String cluster, String path, Optional<Consumer<ObjectNode>> change, String told) {

        static Flaw missing(Scene scene, String cluster, ResourceType type, String namespace, String name) {
            String told = type.kind() + " " + namespace + "/" + name + " on " + cluster;
            return new Flaw(scene, cluster, type.path(namespace, name), Optional.empty(), told);
        }

        Flaw but(Consumer<ObjectNode> other) {
            return new Flaw(scene, cluster, path, Optional.of(other), told);
        }

        Flaw tells(String other) {
            return new Flaw(scene, cluster, path, change, other);
        }

        @Override
        public String toString() {
            return scene.name() + " on " + cluster + ": " + path + (change.isPresent() ? " is another" : " is missing");
        }
    }

    static Stream<Flaw> flaws() {
        return Stream.of(federation(), shift(), failover(), access()).flatMap(flaw -> flaw);
    }

    private static Stream<Flaw> federation() {
        Scene scene = new FederateMeshes();
        Flaw gateway = Flaw.missing(scene, "cluster-1", DemoKinds.GATEWAY, ISTIO, "shop-gloo-mesh");
        Flaw entry = Flaw.missing(
                scene, "cluster-1", DemoKinds.SERVICE_ENTRY, ISTIO, "reviews.bookinfo.svc.cluster-2.global");
        Flaw rule = Flaw.missing(scene, "cluster-2", DemoKinds.DESTINATION_RULE, ISTIO, "ratings-bookinfo-cluster-1");
        Flaw mesh = Flaw.missing(scene, "mgmt", DemoKinds.VIRTUAL_MESH, "gloo-mesh", "shop");
        Flaw target = Flaw.missing(scene, "mgmt", DemoKinds.TRAFFIC_TARGET, "gloo-mesh", "reviews-bookinfo-cluster-1");
        return Stream.of(
                gateway,
                gateway.but(object -> array(object, "/spec/servers/0/hosts").add("details.bookinfo.svc.cluster.local")),
                Flaw.missing(scene, "cluster-2", DemoKinds.GATEWAY, ISTIO, "shop-gloo-mesh"),
                entry,
                entry.but(object -> at(object, "/spec").remove("subjectAltNames")),
                Flaw.missing(
                        scene, "cluster-2", DemoKinds.SERVICE_ENTRY, ISTIO, "ratings.bookinfo.svc.cluster-1.global"),
                rule,
                rule.but(object -> at(object, "/spec/trafficPolicy/portLevelSettings/0/tls")
                        .remove("sni")),
                mesh.but(ScenesAcrossClustersTest::notWritten).tells("VirtualMesh gloo-mesh/shop: Programmed is False"),
                target.but(object -> at(object, "/status").remove("appliedFederation"))
                        .tells("TrafficTarget reviews-bookinfo-cluster-1 is called from Mesh"));
    }

    private static Stream<Flaw> shift() {
        Scene scene = new ShiftAcross();
        Flaw route = Flaw.missing(scene, "cluster-1", DemoKinds.VIRTUAL_SERVICE, BOOKINFO, "reviews");
        Flaw rule = Flaw.missing(scene, "cluster-1", DemoKinds.DESTINATION_RULE, ISTIO, "reviews-bookinfo-cluster-2");
        Flaw home = Flaw.missing(scene, "cluster-2", DemoKinds.DESTINATION_RULE, BOOKINFO, "reviews");
        return Stream.of(
                route,
                route.but(object -> array(object, "/spec/http/1/route").remove(2)),
                rule,
                rule.but(object -> at(object, "/spec").remove("subsets")),
                home,
                home.but(object -> at(object, "/spec/subsets/0/labels").put("version", "v2")));
    }

    private static Stream<Flaw> failover() {
        Scene scene = new FailOver();
        Flaw entry = Flaw.missing(scene, "cluster-1", DemoKinds.SERVICE_ENTRY, ISTIO, "reviews-failover");
        Flaw rule = Flaw.missing(scene, "cluster-1", DemoKinds.DESTINATION_RULE, ISTIO, "reviews-failover");
        Flaw route = Flaw.missing(scene, "cluster-1", DemoKinds.VIRTUAL_SERVICE, ISTIO, "reviews-failover");
        Flaw service = Flaw.missing(scene, "mgmt", DemoKinds.FAILOVER_SERVICE, BOOKINFO, "reviews-failover");
        return Stream.of(
                entry,
                entry.but(ScenesAcrossClustersTest::preferTheOther),
                entry.but(object -> array(object, "/spec/endpoints").remove(1)),
                rule,
                rule.but(object ->
                        at(object, "/spec/trafficPolicy/portLevelSettings/0").remove("loadBalancer")),
                route,
                route.but(object -> at(object, "/spec/http/0").remove("retries")),
                service.but(ScenesAcrossClustersTest::notWritten)
                        .tells("FailoverService bookinfo/reviews-failover: Programmed is False"));
    }

    private static Stream<Flaw> access() {
        Scene scene = new DenyByDefault();
        ResourceType type = DemoKinds.AUTHORIZATION_POLICY;
        Flaw denial = Flaw.missing(scene, "cluster-1", type, ISTIO, "global-access-control");
        Flaw gateway = Flaw.missing(scene, "cluster-2", type, ISTIO, "allow-ingress-gateway-203-0-113-21")
                .tells("gateways of cluster-2 are let through");
        Flaw ingress = Flaw.missing(scene, "cluster-1", type, ISTIO, "allow-ingress-gateway-203-0-113-10")
                .tells("gateways of cluster-1 are let through");
        Flaw allowed = Flaw.missing(scene, "cluster-2", type, BOOKINFO, "reviews");
        return Stream.of(
                denial,
                denial.but(object -> at(object, "/spec").putArray("rules").addObject()),
                Flaw.missing(scene, "cluster-2", type, ISTIO, "global-access-control"),
                gateway,
                gateway.but(object -> at(object, "/spec").remove("selector")),
                ingress,
                allowed,
                allowed.but(object -> at(object, "/spec/rules/0").remove("from")));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void whatIsNotThereEndsTheStory(Flaw flaw) throws Exception {
        FakeStage stage = new FakeStage(everything);
        FakeServer server = stage.server(flaw.cluster());
        flaw.change()
                .ifPresentOrElse(change -> change.accept(server.object(flaw.path())), () -> server.remove(flaw.path()));
        try (World world = world(stage)) {
            assertThatThrownBy(() -> flaw.scene().play(world))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining(flaw.told());
        }
    }

    @Test
    void accessThatIsThereBeforeItsPolicyEndsTheStory() throws Exception {
        FakeStage stage = new FakeStage(everything);
        ObjectNode policy = DemoData.ofVirtualMesh("access");
        try (World world = world(stage)) {
            world.management().apply(DemoKinds.ACCESS_POLICY, policy);
            assertThatThrownBy(() -> new DenyByDefault().play(world))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("something allows access to reviews of cluster-2");
        }
    }

    private static World world(FakeStage stage) throws Exception {
        World world = new World(new DemoOptions(Optional.empty(), Duration.ofMillis(1), false, false), stage);
        world.startClusters(Map.of());
        return world;
    }

    private static ObjectNode at(ObjectNode object, String pointer) {
        return (ObjectNode) object.at(pointer);
    }

    private static ArrayNode array(ObjectNode object, String pointer) {
        return (ArrayNode) object.at(pointer);
    }

    private static void notWritten(ObjectNode object) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText("").equals("Programmed")) {
                ((ObjectNode) condition).put("status", "False");
            }
        }
    }

    /** The label that decides moves to the endpoint of the other cluster. */
    private static void preferTheOther(ObjectNode entry) {
        at(entry, "/spec/endpoints/0/labels").remove("weft.dev/p0");
        at(entry, "/spec/endpoints/1/labels").put("weft.dev/p0", "1");
    }
}
