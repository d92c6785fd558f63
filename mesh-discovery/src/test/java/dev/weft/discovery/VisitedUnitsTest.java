// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How much of the world a pass looks at after one event: the namespace that it is in, and there what it concerns. */
class VisitedUnitsTest {

    private static final int NAMESPACES = 4;
    private static final int SERVICES = 5;

    /** Clusters c0, c1, ... with Istio and namespaces n0 to n3 of services s0 to s4. */
    private static final class Grid {
        private final DiscoveryTranslator translator = new DiscoveryTranslator();
        private DiscoveryAssembly assembly;

        Grid(int clusters) {
            Scene scene = new Scene();
            for (int c = 0; c < clusters; c++) {
                String cluster = "c" + c;
                scene.on(cluster, Objects.ISTIOD);
                for (int n = 0; n < NAMESPACES; n++) {
                    for (int s = 0; s < SERVICES; s++) {
                        String name = "s" + s;
                        scene.on(
                                cluster,
                                in(
                                        "n" + n,
                                        Objects.injected(name, "app: " + name)
                                                + Objects.service(name, "app: " + name)
                                                + slice(name, "n" + n, "true")));
                    }
                }
            }
            assembly = scene.assembly();
            translator.translate(assembly.snapshot());
        }

        /** Units visited by the pass after this change, by step; steps that visited none are left out. */
        Map<String, Long> visits(UnaryOperator<DiscoveryAssembly> change) {
            Map<String, Long> visits = new TreeMap<>(translator.computations());
            assembly = change.apply(assembly);
            translator.translate(assembly.snapshot());
            visits.replaceAll((step, before) -> translator.computations().get(step) - before);
            visits.values().removeIf(count -> count == 0);
            return visits;
        }
    }

    private static String in(String namespace, String documents) {
        return documents.replace("namespace: shop", "namespace: " + namespace);
    }

    private static String slice(String name, String namespace, String ready) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %1$s-x, namespace: %2$s, labels: {kubernetes.io/service-name: %1$s}}
                addressType: IPv4
                endpoints: [{addresses: [10.0.0.1], conditions: {ready: %3$s},
                  targetRef: {name: %1$s-7d9f-abcde, namespace: %2$s}}]
                ports: [{port: 8080, name: http}]
                """.formatted(name, namespace, ready);
    }

    private static UnaryOperator<DiscoveryAssembly> put(String document) {
        RawObject object = Scene.object("c1", document.split("(?m)^---$")[0]);
        return assembly -> assembly.changed(List.of(object), List.of());
    }

    private static String pod(String name, String condition) {
        return in(
                "n1",
                Objects.pod(
                                name,
                                "app: s2",
                                "ReplicaSet/s2-7d9f",
                                "containers: [{name: app, image: registry.example.com/app:1}, "
                                        + "{name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2}]")
                        .replace(
                                "{phase: Running}",
                                "{phase: Running, conditions: [{type: Ready, status: '" + condition + "'}]}"));
    }

    private static final UnaryOperator<DiscoveryAssembly> NOT_READY = put(slice("s2", "n1", "false"));
    private static final UnaryOperator<DiscoveryAssembly> OTHER_PORT =
            put(in("n1", Objects.service("s2", "app: s2").replace("port: 80,", "port: 81,")));
    private static final UnaryOperator<DiscoveryAssembly> NEW_POD = put(pod("s2-7d9f-fghij", "True"));

    @Test
    void nothingNewVisitsNothing() {
        Grid grid = new Grid(10);
        assertThat(grid.visits(assembly -> assembly)).isEmpty();
        assertThat(grid.visits(put(slice("s2", "n1", "true"))))
                .as("an object again")
                .isEmpty();
        assertThat(grid.visits(assembly -> assembly.knowing("c1", ClusterKnowledge.SYNCED)))
                .isEmpty();
        assertThat(grid.visits(put(pod("s2-7d9f-abcde", "False"))))
                .as("the pod's own word on readiness, which only the EndpointSlice counts by")
                .isEmpty();
    }

    @Test
    void aPodThatIsNoLongerReadyMakesOneTargetOfItsNamespaceAgain() {
        Grid grid = new Grid(10);
        assertThat(grid.visits(NOT_READY))
                .isEqualTo(Map.of(
                        "marks", 1L,
                        "workloads", 1L,
                        "targets", 1L,
                        "madeTargets", 1L,
                        "traffictargetsClaims", 1L,
                        "outputs", 1L,
                        "writtenObjects", 1L));
    }

    @Test
    void anotherPortOfAServiceMakesOneTargetOfItsNamespaceAgain() {
        Grid grid = new Grid(10);
        assertThat(grid.visits(OTHER_PORT)).containsEntry("madeTargets", 1L).containsEntry("writtenObjects", 1L);
    }

    @Test
    void aNewPodOfAKnownWorkloadWritesNothing() {
        Grid grid = new Grid(10);
        assertThat(grid.visits(NEW_POD))
                .containsEntry("workloads", 1L)
                .containsEntry("madeTargets", 1L)
                .doesNotContainKey("writtenObjects");
    }

    @Test
    void whatAnEventVisitsDoesNotGrowWithTheWorld() {
        Grid small = new Grid(2);
        Grid large = new Grid(10);
        List<UnaryOperator<DiscoveryAssembly>> events = List.of(
                NOT_READY,
                OTHER_PORT,
                NEW_POD,
                assembly -> assembly.changed(
                        List.of(), List.of(new ObjectId("c1", SourceKinds.POD, "n1", "s2-7d9f-fghij"))),
                put(in("n1", Objects.controller("s9", "app: s9"))),
                put(in("n9", Objects.service("s9", "app: s9"))));
        for (int i = 0; i < events.size(); i++) {
            Map<String, Long> visits = small.visits(events.get(i));
            assertThat(visits).as("event %s", i).isNotEmpty().isEqualTo(large.visits(events.get(i)));
        }
    }

    @Test
    void aClusterThatTurnsStaleMakesNoTargetAndWritesNothing() {
        Grid grid = new Grid(10);
        assertThat(grid.visits(assembly -> assembly.knowing(
                        "c1", new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>()))))
                .doesNotContainKey("madeTargets")
                .doesNotContainKey("writtenObjects");
    }
}
