// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Pass;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of any plan; worlds are those of the golden folders, and the number of changes of each is {@code -Dcases}. */
class PlannerPropertiesTest {

    private static final int CASES = Integer.getInteger("cases", 6);
    private static final String NOW = "1970-01-01T00:00:00Z";
    private static final Path GOLDENS = Checkout.root().resolve("meshctl/src/test/resources/golden");
    private static final Set<GroupKind> DISCOVERED =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET);

    private static Map<String, RawSnapshot> worlds() throws Exception {
        Map<String, RawSnapshot> worlds = new LinkedHashMap<>();
        for (Path folder : folders()) {
            worlds.put(GOLDENS.relativize(folder).toString(), SnapshotFolder.read(folder, Render.readKinds()));
        }
        assertThat(worlds).hasSizeGreaterThan(30);
        return worlds;
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.walk(GOLDENS, 3)) {
            return all.filter(path -> path.endsWith("in") && Files.isDirectory(path))
                    .sorted()
                    .toList();
        }
    }

    private static RenderOptions options(boolean discover) {
        return new RenderOptions(NOW, discover, "gloo-mesh", new Ref("gloo-mesh", "settings"), false);
    }

    /**
     * The plan is what two renderings from scratch give, each read from JSON: the statuses of the first are written to the objects, then
     * the change is made.
     */
    @Test
    void aPlanMadeFromTheFirstRenderingIsTheOneMadeFromTwo() throws Exception {
        Set<String> reached = new TreeSet<>();
        worlds().forEach((name, world) -> {
            for (int seed = 0; seed < CASES; seed++) {
                boolean discover = seed % 2 == 1;
                RawSnapshot variant = variant(world, seed);
                Change change = new RandomChange(variant, seed).change();
                Plan plan = Planner.plan(variant, change, options(discover));
                assertThat(plan)
                        .as("%s, seed %s: %s", name, seed, change)
                        .isEqualTo(fromScratch(variant, change, discover));
                reach(plan, reached);
            }
        });
        assertThat(reached)
                .contains("CREATED", "CHANGED", "DELETED", "KEPT", "appearing", "vanishing")
                .contains("new", "gone", "flips", "AccessWidened", "PolicyRejected");
    }

    /** The world as it is; when the plane has written its outputs; and when then something on each cluster could not be read. */
    private static RawSnapshot variant(RawSnapshot world, int seed) {
        if (seed % 3 == 0) {
            return world;
        }
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        var outputs = Render.of(world, options(false)).outputs();
        world.clusters().forEach((name, cluster) -> {
            SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
            cluster.objects().forEach(object -> objects.put(object.id(), object));
            for (Rendered output : outputs.get(name)) {
                ObjectNode body = CanonicalJson.object(output.json());
                objects.put(output.id(), new RawObject(output.id(), output.apiVersion(), body, "written"));
            }
            ClusterKnowledge knowledge = seed % 3 == 1
                    ? cluster.knowledge()
                    : new ClusterKnowledge(
                            new Knowledge.Synced(),
                            new TreeMap<>(Map.of(
                                    new GroupKind("apps", "Deployment"), new Knowledge.Unknown("Forbidden", NOW))));
            clusters.put(name, new RawCluster(name, new ArrayList<>(objects.values()), knowledge));
        });
        return new RawSnapshot(world.management(), clusters, world.ignored());
    }

    /** Keeps the generator of changes honest. */
    private static void reach(Plan plan, Set<String> reached) {
        plan.outputs().forEach(output -> reached.add(output.kind().name()));
        plan.risks().forEach(risk -> reached.add(risk.code().wire()));
        plan.states()
                .forEach(state -> reached.add(
                        state.before().isEmpty() ? "new" : state.after().isEmpty() ? "gone" : "flips"));
        plan.appearing().forEach(finding -> reached.add("appearing"));
        plan.vanishing().forEach(finding -> reached.add("vanishing"));
    }

    private static Plan fromScratch(RawSnapshot world, Change change, boolean discover) {
        boolean computed = discover
                || world.management().stream()
                        .noneMatch(object -> DISCOVERED.contains(object.id().kind()));
        RenderOptions options = options(computed);
        RawSnapshot settled = written(world, Render.of(world, options).management());
        SortedMap<ObjectId, RawObject> objects = byId(settled);
        change.put()
                .forEach(object -> objects.put(
                        object.id(), ChangedObject.of(Optional.ofNullable(objects.get(object.id())), object)));
        change.gone().forEach(id -> objects.remove(id));
        return Planner.between(world, Pass.of(settled, options), Pass.of(with(world, objects), options), change);
    }

    private static SortedMap<ObjectId, RawObject> byId(RawSnapshot world) {
        SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
        world.management().forEach(object -> objects.put(object.id(), object));
        return objects;
    }

    private static RawSnapshot with(RawSnapshot world, SortedMap<ObjectId, RawObject> management) {
        return new RawSnapshot(new ArrayList<>(management.values()), world.clusters(), world.ignored());
    }

    private static RawSnapshot written(RawSnapshot world, List<ManagementDocument> documents) {
        SortedMap<ObjectId, RawObject> objects = byId(world);
        for (ManagementDocument document : documents) {
            RawObject there = objects.get(document.id());
            ObjectNode body = there == null ? document.object() : there.body().deepCopy();
            JsonNode status = document.object().path("status");
            if (!status.isMissingNode()) {
                body.set("status", status);
            }
            objects.put(
                    document.id(),
                    new RawObject(
                            document.id(),
                            document.object().path("apiVersion").asText(),
                            body,
                            there == null ? "discovery" : there.origin()));
        }
        return with(world, objects);
    }

    @Test
    void whatIsThereAlreadyHasNoEffectInAnyWorld() throws Exception {
        worlds().forEach((name, world) -> {
            List<RawObject> same = world.management().stream()
                    .filter(object ->
                            ReadKinds.ofManagement().contains(object.id().kind()))
                    .toList();
            Plan plan = Planner.plan(world, new Change(same, List.of()), options(false));
            assertThat(plan.hasEffect()).as("%s: %s", name, plan).isFalse();
        });
    }

    /** Who deletes a Mesh while discovery runs gets it back, where what it is made of can be read. */
    @Test
    void aMeshThatIsDeletedComesBackAsDiscoverySays() throws Exception {
        Set<String> deleted = new TreeSet<>();
        worlds().forEach((name, world) -> {
            RawSnapshot discovered =
                    written(world, Render.of(world, options(true)).management());
            discovered.management().stream()
                    .map(RawObject::id)
                    .filter(id -> id.kind().equals(ReadKinds.MESH))
                    .forEach(id -> {
                        Change change = new Change(List.of(), List.of(id));
                        Plan plan = Planner.plan(discovered, change, options(true));
                        assertThat(plan).as("%s without %s", name, id).isEqualTo(fromScratch(discovered, change, true));
                        if (plan.outputs().isEmpty()) {
                            deleted.add(id.toString());
                        }
                    });
        });
        assertThat(deleted).isNotEmpty();
    }

    /** One to three objects of a world, made another way or taken away, or new ones like them. */
    private static final class RandomChange {

        private final RawSnapshot world;
        private final Random random;
        private final SortedMap<ObjectId, RawObject> put = new TreeMap<>();
        private final Set<ObjectId> gone = new TreeSet<>();

        RandomChange(RawSnapshot world, int seed) {
            this.world = world;
            this.random = new Random(seed);
        }

        Change change() {
            List<RawObject> known = world.management().stream()
                    .filter(object ->
                            ReadKinds.ofManagement().contains(object.id().kind()))
                    .toList();
            for (int i = 1 + random.nextInt(3); i > 0 && !known.isEmpty(); i--) {
                RawObject object = known.get(random.nextInt(known.size()));
                switch (random.nextInt(4)) {
                    case 0 -> gone.add(object.id());
                    case 1 -> {
                        ObjectId id = object.id();
                        put(named(object, new ObjectId(id.cluster(), id.kind(), id.namespace(), id.name() + "-x")));
                    }
                    default -> put(object);
                }
            }
            gone.forEach(id -> put.remove(id));
            return new Change(new ArrayList<>(put.values()), new ArrayList<>(gone));
        }

        private static RawObject named(RawObject object, ObjectId id) {
            ObjectNode body = object.body().deepCopy();
            body.withObject("/metadata").put("name", id.name());
            return new RawObject(id, object.apiVersion(), body, object.origin());
        }

        private void put(RawObject object) {
            RawObject edited = named(object, object.id());
            if (edited.body().get("spec") instanceof ObjectNode spec) {
                edit(object.id().kind(), spec);
            }
            put.put(object.id(), edited);
        }

        private void edit(GroupKind kind, ObjectNode spec) {
            List<String> fields = new ArrayList<>();
            spec.fieldNames().forEachRemaining(fields::add);
            if (!fields.isEmpty() && random.nextBoolean()) {
                spec.remove(fields.get(random.nextInt(fields.size())));
            }
            if (kind.equals(ReadKinds.TRAFFIC_POLICY)) {
                spec.put("requestTimeout", (1 + random.nextInt(3)) + "s");
            } else if (kind.equals(ReadKinds.ACCESS_POLICY)) {
                spec.putArray("allowedMethods").add(random.nextBoolean() ? "GET" : "PUT");
            } else if (kind.equals(ReadKinds.SETTINGS)) {
                spec.withObject("/mtls/istio").put("tlsMode", random.nextBoolean() ? "ISTIO_MUTUAL" : "DISABLE");
            } else if (kind.equals(ReadKinds.KUBERNETES_CLUSTER)) {
                spec.put("clusterDomain", random.nextBoolean() ? "cluster.local" : "other.local");
            } else if (kind.equals(ReadKinds.TRAFFIC_TARGET)) {
                spec.withObject("/kubeService/labels").put("app", "x" + random.nextInt(3));
            }
        }
    }
}
