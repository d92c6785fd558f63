// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Discovery that follows events one by one, in any world; the number of worlds is {@code -Dcases}. */
class DiscoveryEventsTest {

    private static final int CASES = Integer.getInteger("cases", 10);
    private static final int EDITS = 30;

    @Test
    void followingEventsGivesWhatReadingEverythingAtOnceDoesWhateverTheOrder() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomClusters world = new RandomClusters(seed);
            for (int step = 0; step < EDITS; step++) {
                String where = "seed " + seed + " step " + step;
                assertSame(world.followed(), world.atOnce(), where);
                world.edit();
            }
            assertSame(world.retold(), world.atOnce(), "seed " + seed + " retold");
        }
    }

    private static void assertSame(DiscoveryAssembly one, DiscoveryAssembly other, String where) {
        assertThat(one.snapshot()).as(where).isEqualTo(other.snapshot());
        assertThat(one.findings()).as(where).isEqualTo(other.findings());
        assertThat(one.undecodable()).as(where).isEqualTo(other.undecodable());
        assertThat(one.settingsReadable()).as(where).isEqualTo(other.settingsReadable());
    }

    @Test
    void aPassThatRemembersAnswersLikeOneThatDoesNot() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomClusters world = new RandomClusters(seed);
            DiscoveryTranslator remembering = new DiscoveryTranslator();
            for (int step = 0; step < EDITS; step++) {
                Discovered remembered = remembering.translate(world.followed().snapshot());
                Discovered fresh =
                        new DiscoveryTranslator().translate(world.atOnce().snapshot());
                assertThat(hashes(remembered)).as("seed %s step %s", seed, step).isEqualTo(hashes(fresh));
                assertThat(findings(remembered)).isEqualTo(findings(fresh));
                world.edit();
            }
        }
    }

    @Test
    void changesAreExactlyWhatDiffersBetweenTwoPasses() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomClusters world = new RandomClusters(seed);
            DiscoveryTranslator translator = new DiscoveryTranslator();
            Discovered before = null;
            NavigableMap<ObjectId, String> written = new TreeMap<>();
            for (int step = 0; step < EDITS; step++) {
                Discovered after = translator.translate(world.followed().snapshot());
                NavigableMap<ObjectId, String> expected = hashes(after);
                DiscoveryChanges changes = DiscoveryChanges.between(before, after);
                assertThat(changes.gone()).isSorted().noneMatch(expected::containsKey);
                assertThat(changes.objects())
                        .isSorted()
                        .noneMatch(object -> object.hash().equals(written.get(object.id())));
                changes.gone().forEach(written::remove);
                changes.objects().forEach(object -> written.put(object.id(), object.hash()));
                assertThat(written).as("seed %s step %s", seed, step).isEqualTo(expected);
                before = after;
                world.edit();
            }
        }
    }

    @Test
    void aNameThatPassesToASourceInAnotherNamespaceIsWrittenAndNotDeleted() {
        Scene scene =
                new Scene().on("east", Objects.ISTIOD, Objects.injected("b", "app: b"), Objects.service("b", "app: b"));
        DiscoveryTranslator translator = new DiscoveryTranslator();
        // Both Services want the name b-a-shop-east.
        RawObject first = Scene.object("east", Objects.service("b-a", "app: x").split("(?m)^---$")[0]);
        RawObject second = Scene.object(
                "east",
                Objects.service("b", "app: x").split("(?m)^---$")[0].replace("namespace: shop", "namespace: a-shop"));
        for (RawObject object : List.of(first, second)) {
            object.body().withObject("/metadata/annotations").put("discovery.mesh.gloo.solo.io/enabled", "true");
        }
        DiscoveryAssembly both = scene.assembly().changed(List.of(first, second), List.of());
        Discovered before = translator.translate(both.snapshot());
        Discovered after = translator.translate(
                both.changed(List.of(), List.of(first.id())).snapshot());

        DiscoveryChanges changes = DiscoveryChanges.between(before, after);

        assertThat(changes.objects()).extracting(object -> object.id().name()).containsExactly("b-a-shop-east");
        assertThat(changes.gone())
                .singleElement()
                .satisfies(id -> assertThat(id.name()).startsWith("b-a-shop-east-"));
    }

    @Test
    void whatComesAgainKeepsTheVerySnapshot() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomClusters world = new RandomClusters(seed);
            DiscoveryAssembly followed = world.followed();
            for (RawObject object : world.objects()) {
                followed = followed.changed(List.of(object), List.of());
            }
            assertThat(followed.snapshot())
                    .as("seed %s", seed)
                    .isSameAs(world.followed().snapshot());
        }
    }

    @Test
    void nothingOfAnObjectIsKeptButFacts() {
        RandomClusters world = new RandomClusters(2);
        DiscoveryAssembly before = world.atOnce();
        // If any part still hung on the objects, it would change with them.
        world.objects().forEach(object -> empty(object.body()));
        assertThat(before.snapshot()).isEqualTo(world.followed().snapshot());
        assertThat(before.snapshot().shards()).isNotEmpty();
        assertThat(hashes(new DiscoveryTranslator().translate(before.snapshot())))
                .isEqualTo(hashes(
                        new DiscoveryTranslator().translate(world.followed().snapshot())))
                .isNotEmpty();
    }

    private static void empty(JsonNode node) {
        node.forEach(DiscoveryEventsTest::empty);
        if (node instanceof ContainerNode<?> container) {
            container.removeAll();
        }
    }

    @Test
    void aClusterIsRegisteredByItsObjectOrByBeingWatched() {
        RawObject registration = Scene.object(ObjectId.MANAGEMENT, """
                apiVersion: multicluster.solo.io/v1alpha1
                kind: KubernetesCluster
                metadata: {name: east, namespace: gloo-mesh}
                """);
        DiscoveryAssembly empty = DiscoveryAssembly.empty(Scene.NAMESPACE, new Ref(Scene.NAMESPACE, "settings"));
        DiscoveryAssembly registered = empty.changed(List.of(registration), List.of());
        DiscoveryAssembly watched = registered.knowing("east", ClusterKnowledge.SYNCED);

        assertThat(registered.snapshot().clusters())
                .isEqualTo(Map.of("east", ClusterKnowledge.unknown("NotInSnapshot", "")));
        assertThat(watched.snapshot().clusters()).isEqualTo(Map.of("east", ClusterKnowledge.SYNCED));
        assertThat(watched.changed(List.of(), List.of(registration.id()))
                        .snapshot()
                        .clusters())
                .isEqualTo(Map.of("east", ClusterKnowledge.SYNCED));
        assertThat(watched.forgetting("east").snapshot().clusters())
                .isEqualTo(registered.snapshot().clusters());
        assertThat(watched.forgetting("east")
                        .changed(List.of(), List.of(registration.id()))
                        .snapshot())
                .isEqualTo(empty.snapshot());
    }

    /** Keeps the generator honest: what it no longer reaches, the properties no longer say. */
    @Test
    void theWorldsReachEveryKindOfObjectAndMostFindings() {
        Set<String> reached = new TreeSet<>();
        for (int seed = 0; seed < Math.max(CASES, 30); seed++) {
            RandomClusters world = new RandomClusters(seed);
            for (int step = 0; step < EDITS; step++) {
                world.edit();
                Discovered discovered =
                        new DiscoveryTranslator().translate(world.followed().snapshot());
                discovered
                        .objects()
                        .forEach(object -> reached.add(object.id().kind().kind()));
                discovered
                        .findings()
                        .forEach(finding -> reached.add(finding.code().code()));
                world.followed()
                        .findings()
                        .forEach(finding -> reached.add(finding.code().code()));
            }
        }
        assertThat(reached)
                .contains("Mesh", "Workload", "TrafficTarget")
                .contains(
                        "AppMeshEndOfLife",
                        "GatewayMissing",
                        "MeshConfigMissing",
                        "MeshConfigUnreadable",
                        "NameCollision",
                        "ReplicaSetMissing",
                        "ServiceOutsideMesh",
                        "SidecarWithoutMesh",
                        "SourceUndecodable");
    }

    private static NavigableMap<ObjectId, String> hashes(Discovered discovered) {
        return discovered
                .objects()
                .collect(Collectors.toMap(Rendered::id, Rendered::hash, (one, other) -> other, TreeMap::new));
    }

    private static Set<Finding> findings(Discovered discovered) {
        return discovered.findings().collect(Collectors.toCollection(HashSet::new));
    }
}
