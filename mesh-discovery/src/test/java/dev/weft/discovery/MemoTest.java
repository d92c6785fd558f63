// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Remembering changes the work, never the answer. */
class MemoTest {

    private static final int CASES = Integer.getInteger("cases", 20);

    private static final String GIVEN = """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: istiod-istio-system-east, namespace: gloo-mesh}
            spec: {istio: {installation: {cluster: east, namespace: istio-system}, citadelInfo: {trustDomain: old}}}
            ---
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: m-r-1, namespace: gloo-mesh}
            spec: {awsAppMesh: {awsName: m, clusters: [east, b-east]}}
            """;

    /** A random world: few names, so that things meet. */
    private static Scene random(Random random) {
        Scene scene = new Scene().management(GIVEN);
        for (String cluster : List.of("east", "b-east", "west")) {
            List<String> documents = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                documents.add(Objects.istiod(
                        random.nextBoolean() ? "docker.io/istio/pilot:1.24.2" : "docker.io/istio/pilot",
                        random.nextBoolean() ? "trustDomain: x" : "a: b: c"));
            }
            if (random.nextInt(3) == 0) {
                documents.add(Objects.ISTIOD.replace("name: istiod,", "name: istiod-canary,"));
            }
            if (random.nextInt(3) == 0) {
                documents.add("apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata: {name: m}\n"
                        + "status: {meshARN: 'arn:aws:appmesh:r:1:mesh/m'}\n");
            }
            for (String namespace : List.of("shop", "a", "b", "a-b")) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    String name = List.of("a", "b", "a-b", "v1").get(random.nextInt(4));
                    String labels = "app: " + List.of("x", "y").get(random.nextInt(2)) + ", version: " + name
                            + (random.nextInt(3) == 0 ? ", istio.io/rev: canary" : "");
                    documents.add((Objects.injected(name, labels)
                                    + Objects.service(
                                            name, "app: " + List.of("x", "y").get(random.nextInt(2))))
                            .replace("namespace: shop", "namespace: " + namespace));
                }
            }
            Collections.shuffle(documents, random);
            // The same object twice cannot come from a cluster; the last one stands.
            scene.on(cluster, documents.stream().distinct().toArray(String[]::new));
        }
        return scene;
    }

    private static List<String> answer(Discovered discovered) {
        List<String> answer = new ArrayList<>();
        discovered.objects().map(MemoTest::text).sorted().forEach(answer::add);
        discovered.findings().map(Finding::toString).sorted().forEach(answer::add);
        return answer;
    }

    private static String text(Rendered object) {
        return object.id() + " " + object.hash();
    }

    @Test
    void memoEqualsNoMemoUnderRandomEdits() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            DiscoveryTranslator remembering = new DiscoveryTranslator();
            DiscoverySnapshot snapshot = random(random).snapshot();
            for (int edit = 0; edit < 8; edit++) {
                assertThat(answer(remembering.translate(snapshot)))
                        .as("seed %d, edit %d", seed, edit)
                        .isEqualTo(answer(new DiscoveryTranslator().translate(snapshot)));
                snapshot = edited(snapshot, random);
            }
        }
    }

    /** Takes one namespace from another random world, or makes a kind of a cluster unknown or known again. */
    private static DiscoverySnapshot edited(DiscoverySnapshot snapshot, Random random) {
        if (random.nextInt(4) == 0) {
            String cluster = List.of("east", "b-east").get(random.nextInt(2));
            SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
            if (random.nextBoolean()) {
                kinds.put(
                        List.of(SourceKinds.CONFIG_MAP, SourceKinds.DEPLOYMENT, SourceKinds.APP_MESH)
                                .get(random.nextInt(3)),
                        new Knowledge.Unknown("Forbidden", ""));
            }
            return snapshot.with(cluster, new ClusterKnowledge(new Knowledge.Synced(), kinds));
        }
        List<ShardId> shards = new ArrayList<>(snapshot.shards().keySet());
        DiscoverySnapshot other = random(random).snapshot();
        ShardId shard = shards.get(random.nextInt(shards.size()));
        ShardFacts facts = other.shards().get(shard);
        return snapshot.with(shard, facts == null ? ShardFacts.EMPTY : facts);
    }

    @Test
    void theOrderOfObjectsNeverMatters() {
        for (int seed = 0; seed < CASES; seed++) {
            String one =
                    Objects.ISTIOD + "---\n" + Objects.injected("a", "app: x") + Objects.injected("b", "app: x, v: 1")
                            + Objects.injected("a-b", "app: x, v: 2") + Objects.service("s", "app: x");
            List<String> documents = new ArrayList<>(List.of(one.split("(?m)^---$")));
            DiscoverySnapshot straight =
                    new Scene().on("east", documents.toArray(String[]::new)).snapshot();
            Collections.shuffle(documents, new Random(seed));
            DiscoverySnapshot shuffled =
                    new Scene().on("east", documents.toArray(String[]::new)).snapshot();

            assertThat(answer(new DiscoveryTranslator().translate(shuffled)))
                    .isEqualTo(answer(new DiscoveryTranslator().translate(straight)));
        }
    }

    private static long work(DiscoveryTranslator translator) {
        return translator.computations().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static DiscoverySnapshot fleet(int namespaces) {
        Scene scene = new Scene().on("east", Objects.ISTIOD);
        for (int i = 0; i < namespaces; i++) {
            scene.on(
                    "east",
                    (Objects.injected("a", "app: a") + Objects.service("a", "app: a"))
                            .replace("namespace: shop", "namespace: ns-" + i));
        }
        return scene.snapshot();
    }

    @Test
    void anUnchangedWorldCostsNothingAndAnEditedNamespaceOnlyItself() {
        DiscoverySnapshot world = fleet(50);
        DiscoveryTranslator translator = new DiscoveryTranslator();
        translator.translate(world);
        long cold = work(translator);

        ShardId shard = new ShardId("east", "ns-7");
        Scene other = new Scene()
                .on(
                        "east",
                        (Objects.injected("a", "app: a, version: v2") + Objects.service("a", "app: a"))
                                .replace("namespace: shop", "namespace: ns-7"));
        ShardFacts changed = other.snapshot().shards().get(shard);
        assertThat(changed).isNotNull();
        translator.translate(world.with(new ShardId("east", "none"), ShardFacts.EMPTY));
        assertThat(work(translator)).isEqualTo(cold);

        translator.translate(world.with(shard, changed));
        // marks, meshes, identities, workloads, targets, one target, outputs, two objects
        assertThat(work(translator) - cold).isLessThanOrEqualTo(10);
    }

    @Test
    void anEditOfTheControlPlanesNamespaceThatChangesNoMeshStaysThere() {
        DiscoverySnapshot world = fleet(50);
        DiscoveryTranslator translator = new DiscoveryTranslator();
        translator.translate(world);
        long cold = work(translator);

        Scene other = new Scene()
                .on(
                        "east",
                        Objects.ISTIOD,
                        Objects.service("x", "app: x").replace("namespace: shop", "namespace: istio-system"));
        ShardId shard = new ShardId("east", "istio-system");
        ShardFacts changed = other.snapshot().shards().get(shard);
        assertThat(changed).isNotNull();
        translator.translate(world.with(shard, changed));

        assertThat(work(translator) - cold).isLessThanOrEqualTo(10);
    }
}
