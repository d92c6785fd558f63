// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How much of the world a pass looks at: what an edit concerns, and nothing else. */
class VisitedUnitsTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String POLICIES = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String DISCOVERY = "discovery.mesh.gloo.solo.io/v1alpha2";
    private static final int NAMESPACES = 4;
    private static final int SERVICES = 5;

    /** Clusters c0, c1, ... with namespaces n0 to n3 of services s0 to s4, and policies of every reach. */
    private static final class Grid {
        private final NetworkingTranslator translator = new NetworkingTranslator();
        private SnapshotAssembly assembly;
        private Translation last;

        Grid(int clusters) {
            Scope scope = new Scope("gloo-mesh", "", new Ref("gloo-mesh", "settings"), false);
            List<RawObject> discovered = new ArrayList<>();
            List<RawObject> management = new ArrayList<>();
            SortedMap<String, ClusterInput> inputs = new TreeMap<>();
            for (int c = 0; c < clusters; c++) {
                inputs.put("c" + c, new ClusterInput(List.of(), ClusterKnowledge.SYNCED));
                discovered.add(object(
                        DISCOVERY,
                        "Mesh",
                        "m-c" + c,
                        "{'istio': {'installation': {'cluster': 'c%d', 'namespace': 'istio-system'}}}".formatted(c)));
                for (int n = 0; n < NAMESPACES; n++) {
                    for (int s = 0; s < SERVICES; s++) {
                        discovered.add(target("s" + s, "n" + n, "c" + c, 8080));
                    }
                    management.add(policy(
                            "team-n%d-c%d".formatted(n, c),
                            "{'kubeServiceMatcher': {'namespaces': ['n%d'], 'clusters': ['c%d']}}".formatted(n, c),
                            "'retries': {'attempts': 2}"));
                }
                management.add(policy("one-c" + c, named("s0", "n0", "c" + c), "'requestTimeout': '5s'"));
            }
            management.add(policy(
                    "app",
                    "{'kubeServiceMatcher': {'labels': {'app': 's1'}}}",
                    "'headerManipulation': {'removeRequestHeaders': ['x']}"));
            assembly = SnapshotAssembly.of(scope, management, discovered, inputs);
            last = translator.translate(assembly.snapshot());
        }

        /** Units visited by the pass after this change. */
        long visits(UnaryOperator<SnapshotAssembly> change) {
            long before = total();
            assembly = change.apply(assembly);
            last = translator.translate(assembly.snapshot());
            return total() - before;
        }

        private long total() {
            return translator.computations().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static String named(String service, String namespace, String cluster) {
        return "{'kubeServiceRefs': {'services': [{'name': '%s', 'namespace': '%s', 'clusterName': '%s'}]}}"
                .formatted(service, namespace, cluster);
    }

    private static RawObject policy(String name, String selector, String rules) {
        return object(POLICIES, "TrafficPolicy", name, "{'destinationSelector': [%s], %s}".formatted(selector, rules));
    }

    private static RawObject target(String service, String namespace, String cluster, int port) {
        return object(DISCOVERY, "TrafficTarget", service + "-" + namespace + "-" + cluster, """
                {'kubeService': {'ref': {'name': '%1$s', 'namespace': '%2$s', 'clusterName': '%3$s'}, 'labels': {'app': '%1$s'},
                'ports': [{'port': %4$d, 'name': 'http', 'protocol': 'TCP'}]}, 'mesh': {'name': 'm-%3$s', 'namespace': 'gloo-mesh'}}""".formatted(
                        service, namespace, cluster, port));
    }

    private static RawObject object(String apiVersion, String kind, String name, String spec) {
        try {
            ObjectNode body =
                    MAPPER.createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
            body.putObject("metadata").put("name", name).put("namespace", "gloo-mesh");
            JsonNode tree = MAPPER.readTree(spec.replace((char) 39, '"'));
            body.set("spec", tree);
            String group = apiVersion.substring(0, apiVersion.indexOf('/'));
            ObjectId id = new ObjectId(ObjectId.MANAGEMENT, new GroupKind(group, kind), "gloo-mesh", name);
            return new RawObject(id, apiVersion, body, "test");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UnaryOperator<SnapshotAssembly> put(RawObject object) {
        return assembly -> assembly.changed(List.of(object), List.of());
    }

    @Test
    void noEditVisitsNothing() {
        Grid grid = new Grid(3);
        assertThat(grid.visits(assembly -> assembly)).isZero();
        assertThat(grid.visits(put(target("s2", "n1", "c1", 8080))))
                .as("the same object again")
                .isZero();
        assertThat(grid.visits(assembly -> assembly.knowing("c1", ClusterKnowledge.SYNCED)))
                .isZero();
    }

    @Test
    void anEditOfOneTargetsPolicyVisitsItsShardAndItsReport() {
        Grid grid = new Grid(3);
        long visits = grid.visits(put(policy("one-c1", named("s0", "n0", "c1"), "'requestTimeout': '6s'")));
        // premise; decisions, exports and outputs of the shard; one target decided and drawn; report
        assertThat(visits).isEqualTo(7);
    }

    @Test
    void whatAnEditVisitsDoesNotGrowWithTheWorld() {
        List<UnaryOperator<SnapshotAssembly>> edits = List.of(
                put(policy("one-c1", named("s0", "n0", "c1"), "'requestTimeout': '6s'")),
                put(policy("one-c1", named("s3", "n2", "c0"), "'requestTimeout': '6s'")),
                put(policy(
                        "team-n2-c1",
                        "{'kubeServiceMatcher': {'namespaces': ['n2'], 'clusters': ['c1']}}",
                        "'retries': {'attempts': 3}")),
                put(target("s2", "n1", "c1", 9090)),
                put(target("s9", "n1", "c1", 9090)),
                assembly -> assembly.changed(
                        List.of(),
                        List.of(policy("one-c0", "{}", "'retries': {}").id())));
        Grid small = new Grid(2);
        Grid large = new Grid(20);
        for (int i = 0; i < edits.size(); i++) {
            long visits = small.visits(edits.get(i));
            assertThat(visits).as("edit %s", i).isPositive().isEqualTo(large.visits(edits.get(i)));
        }
    }

    @Test
    void whatAnEditVisitsDoesNotGrowWithTheFailoverServices() {
        List<UnaryOperator<SnapshotAssembly>> edits = List.of(
                put(policy("outlier-c1", named("s0", "n0", "c1"), "'outlierDetection': {'consecutiveErrors': 4}")),
                put(policy("outlier-c1", named("s0", "n0", "c1"), "'requestTimeout': '6s'")),
                put(policy("outlier-c1", named("s0", "n0", "c1"), "'outlierDetection': {}")),
                put(failover("c1", 8080)),
                put(policy("one-c0", named("s1", "n1", "c0"), "'requestTimeout': '6s'")));
        List<Grid> grids = List.of(new Grid(2), new Grid(20));
        for (Grid grid : grids) {
            for (int c = 0; c < (grid == grids.getFirst() ? 2 : 20); c++) {
                String cluster = "c" + c;
                grid.visits(put(policy("outlier-" + cluster, named("s0", "n0", cluster), "'outlierDetection': {}")));
                grid.visits(put(failover(cluster, 80)));
            }
            assertThat(grid.last.failoverServices().values())
                    .allMatch(report -> report.decision().isAccepted());
        }
        for (int i = 0; i < edits.size(); i++) {
            long visits = grids.getFirst().visits(edits.get(i));
            assertThat(visits)
                    .as("edit %s", i)
                    .isPositive()
                    .isEqualTo(grids.getLast().visits(edits.get(i)));
        }
    }

    private static RawObject failover(String cluster, int port) {
        return object(POLICIES, "FailoverService", "fo-" + cluster, """
                {'hostname': 'fo-%1$s.example', 'port': {'number': %2$d, 'protocol': 'http'},
                'meshes': [{'name': 'm-%1$s', 'namespace': 'gloo-mesh'}], 'backingServices':
                [{'kubeService': {'name': 's0', 'namespace': 'n0', 'clusterName': '%1$s'}}]}""".formatted(cluster, port));
    }

    @Test
    void anEditOfAPolicyByLabelVisitsOnlyShardsThatHoldTheLabel() {
        Grid grid = new Grid(5);
        grid.visits(put(target("unique", "n3", "c4", 8080)));
        long added = grid.visits(put(
                policy("unique", "{'kubeServiceMatcher': {'labels': {'app': 'unique'}}}", "'requestTimeout': '6s'")));
        assertThat(added).isEqualTo(7);
    }

    @Test
    void anEditThatChangesNoAnswerStopsWhereItMakesNoDifference() {
        Grid grid = new Grid(5);
        RawObject mesh = object(
                DISCOVERY,
                "Mesh",
                "m-c1",
                "{'istio': {'installation': {'cluster': 'c1', 'namespace': 'istio-system', 'version': '1.99'}}}");
        assertThat(grid.visits(put(mesh)))
                .as("type and cluster of the mesh, what applies to it, its outputs")
                .isLessThanOrEqualTo(4);
    }

    @Test
    void aClusterThatCannotBeReadDisturbsNoTargetThatIsKnown() {
        Grid grid = new Grid(5);
        long drawn = grid.translator.computations().get("drawnTargets");
        long decided = grid.translator.computations().get("decidedTargets");
        grid.visits(assembly -> assembly.knowing(
                "c1", new ClusterKnowledge(new Knowledge.Unknown("Unreachable", ""), new TreeMap<>())));
        assertThat(grid.translator.computations())
                .containsEntry("drawnTargets", drawn)
                .containsEntry("decidedTargets", decided);
        assertThat(grid.last.allFindings().map(finding -> finding.code().code()))
                .contains("SourceUnknown");
    }
}
