// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.status.PolicyStatuses;
import dev.weft.networking.status.Programming;
import dev.weft.networking.status.TargetStatuses;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of the whole pass in any world; the number of worlds is {@code -Dcases}. */
class EnginePropertiesTest {

    private static final int CASES = Integer.getInteger("cases", 10);
    private static final int EDITS = 30;

    @Test
    void aPassThatRemembersAnswersLikeOneThatDoesNotWhateverTheEditsAndTheOrderOfTheInput() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator remembering = new NetworkingTranslator();
            for (int step = 0; step < EDITS; step++) {
                Translation remembered = remembering.translate(world.followed().snapshot());
                SnapshotAssembly atOnce = world.atOnce();
                assertThat(world.followed().snapshot())
                        .as("seed %s step %s", seed, step)
                        .isEqualTo(atOnce.snapshot());
                assertThat(new HashSet<>(world.followed().findings())).isEqualTo(new HashSet<>(atOnce.findings()));
                Translation fresh = new NetworkingTranslator().translate(atOnce.snapshot());
                assertSame(remembered, fresh, "seed " + seed + " step " + step);
                world.edit();
            }
        }
    }

    private static void assertSame(Translation one, Translation other, String where) {
        assertThat(one.decisions()).as(where).isEqualTo(other.decisions());
        assertThat(bytes(one)).as(where).isEqualTo(bytes(other));
        assertThat(one.outputs()).as(where).isEqualTo(other.outputs());
        assertThat(one.trafficPolicies()).as(where).isEqualTo(other.trafficPolicies());
        assertThat(one.accessPolicies()).as(where).isEqualTo(other.accessPolicies());
        assertThat(one.exports()).as(where).isEqualTo(other.exports());
        assertThat(one.virtualMeshes()).as(where).isEqualTo(other.virtualMeshes());
        assertThat(one.meshes()).as(where).isEqualTo(other.meshes());
        assertThat(findings(one)).as(where).isEqualTo(findings(other));
        assertThat(StaleOutputs.of(one, List.of())).as(where).isEqualTo(StaleOutputs.of(other, List.of()));
    }

    private static NavigableMap<ObjectId, String> bytes(Translation translation) {
        NavigableMap<ObjectId, String> bytes = new TreeMap<>();
        translation
                .allOutputs()
                .forEach(output -> bytes.put(output.id(), new String(output.json(), StandardCharsets.UTF_8)));
        return bytes;
    }

    private static Set<Finding> findings(Translation translation) {
        return translation.allFindings().collect(Collectors.toSet());
    }

    @Test
    void removingAPolicyRestoresEveryByte() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator translator = new NetworkingTranslator();
            Translation before = translator.translate(world.followed().snapshot());
            for (RawObject policy : List.of(world.newTrafficPolicy(), world.newAccessPolicy())) {
                world.put(policy);
                translator.translate(world.followed().snapshot());
                world.remove(policy.id());
                Translation after = translator.translate(world.followed().snapshot());
                assertSame(after, before, "seed " + seed + " " + policy.id());
            }
        }
    }

    @Test
    void theSameWorldAgainVisitsNothingAndWritesNothing() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator translator = new NetworkingTranslator();
            Translation first = translator.translate(world.followed().snapshot());
            Map<String, Long> visited = translator.computations();
            Translation again = translator.translate(world.atOnce().snapshot());
            assertThat(translator.computations()).as("seed %s", seed).isEqualTo(visited);
            assertNothingToWrite(TranslationChanges.between(first, again), "seed " + seed);
        }
    }

    private static void assertNothingToWrite(TranslationChanges changes, String where) {
        assertThat(changes.outputs()).as(where).isEmpty();
        assertThat(changes.gone()).as(where).isEmpty();
        assertThat(changes.trafficPolicies()).as(where).isEmpty();
        assertThat(changes.accessPolicies()).as(where).isEmpty();
        assertThat(changes.targets()).as(where).isEmpty();
        assertThat(changes.virtualMeshes()).as(where).isEmpty();
        assertThat(changes.meshes()).as(where).isEmpty();
    }

    @Test
    void changesAreExactlyWhatDiffersBetweenTwoPasses() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator translator = new NetworkingTranslator();
            Translation before = translator.translate(world.followed().snapshot());
            for (int step = 0; step < EDITS; step++) {
                world.edit();
                Translation after = translator.translate(world.followed().snapshot());
                TranslationChanges changes = TranslationChanges.between(before, after);
                NavigableMap<ObjectId, String> written = bytes(before);
                Set<ObjectId> held = after.held().collect(Collectors.toSet());
                changes.gone().forEach(written::remove);
                changes.outputs()
                        .forEach(output -> written.put(output.id(), new String(output.json(), StandardCharsets.UTF_8)));
                NavigableMap<ObjectId, String> expected = bytes(after);
                bytes(before).forEach((id, bytes) -> {
                    if (held.contains(id)) {
                        expected.putIfAbsent(id, bytes);
                    }
                });
                assertThat(written).as("seed %s step %s", seed, step).isEqualTo(expected);
                before = after;
            }
        }
    }

    @Test
    void I8_statusesWrittenBackChangeNoOutputAndNoStatus() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            NetworkingTranslator translator = new NetworkingTranslator();
            // The first pass may settle a history that contradicts itself; from then on nothing moves.
            writeBack(world, translator.translate(world.followed().snapshot()));
            Translation second = translator.translate(world.followed().snapshot());
            Map<ObjectId, JsonNode> statuses = writeBack(world, second);
            Translation third = translator.translate(world.followed().snapshot());
            assertThat(bytes(third)).as("seed %s", seed).isEqualTo(bytes(second));
            assertThat(writeBack(world, third)).as("seed %s", seed).isEqualTo(statuses);
        }
    }

    private static Map<ObjectId, JsonNode> writeBack(RandomWorld world, Translation translation) {
        Map<ObjectId, JsonNode> statuses = new TreeMap<>();
        TranslationChanges all = TranslationChanges.between(null, translation);
        for (Ref ref : all.trafficPolicies()) {
            var policy = translation.snapshot().trafficPolicies().get(ref);
            var report = translation.trafficPolicies().get(ref);
            statuses.put(
                    id("networking.mesh.gloo.solo.io", "TrafficPolicy", ref),
                    PolicyStatuses.of(
                            report,
                            policy.rules().problems(),
                            policy.prior(),
                            policy.meta().generation(),
                            Programming.OFFLINE,
                            "now"));
        }
        for (Ref ref : all.accessPolicies()) {
            var policy = translation.snapshot().accessPolicies().get(ref);
            var report = translation.accessPolicies().get(ref);
            statuses.put(
                    id("networking.mesh.gloo.solo.io", "AccessPolicy", ref),
                    PolicyStatuses.of(
                            report,
                            policy.rules().problems(),
                            policy.prior(),
                            policy.meta().generation(),
                            Programming.OFFLINE,
                            "now"));
        }
        all.targets().forEach((ref, target) -> {
            var cluster = translation
                    .snapshot()
                    .clusters()
                    .get(target.target().service().cluster());
            statuses.put(
                    id("discovery.mesh.gloo.solo.io", "TrafficTarget", ref),
                    TargetStatuses.of(
                            target,
                            Optional.ofNullable(cluster),
                            MissingNode.getInstance(),
                            translation.federation(target.target()),
                            false));
        });
        statuses.forEach(world::writeStatus);
        return statuses;
    }

    private static ObjectId id(String group, String kind, Ref ref) {
        return new ObjectId(ObjectId.MANAGEMENT, new GroupKind(group, kind), ref.namespace(), ref.name());
    }

    @Test
    void allOutputsOfAPassHaveDifferentIds() {
        for (int seed = 0; seed < CASES; seed++) {
            Translation translation = new NetworkingTranslator()
                    .translate(new RandomWorld(seed).atOnce().snapshot());
            assertThat(translation.allOutputs().map(Rendered::id))
                    .as("seed %s", seed)
                    .doesNotHaveDuplicates();
        }
    }

    /** Staleness is judged shard by shard because of this. */
    @Test
    void everyOutputIsInTheShardOfItsTarget() {
        for (int seed = 0; seed < CASES; seed++) {
            Translation translation = new NetworkingTranslator()
                    .translate(new RandomWorld(seed).atOnce().snapshot());
            translation
                    .outputs()
                    .ofTargets()
                    .forEach((shard, outputs) -> assertThat(Stream.concat(
                                    outputs.outputs().stream().map(Rendered::id), outputs.held().stream()))
                            .allMatch(id -> new ShardId(id.cluster(), id.namespace()).equals(shard)));
        }
    }

    @Test
    void staleOutputsAreTheSameAskedObjectByObjectAndNoneAreOnAClusterThatIsNotFullyKnown() {
        for (int seed = 0; seed < CASES; seed++) {
            RandomWorld world = new RandomWorld(seed);
            for (int step = 0; step < EDITS; step++) {
                world.edit();
                Translation translation =
                        new NetworkingTranslator().translate(world.followed().snapshot());
                List<ObjectId> deletes = StaleOutputs.of(translation, List.of()).deletes();
                StaleJudge judge = StaleJudge.of(translation, List.of());
                assertThat(translation.snapshot().configs().values().stream()
                                .flatMap(shard -> shard.objects().stream())
                                .filter(judge::isStale)
                                .map(ConfigFact::id)
                                .sorted())
                        .as("seed %s step %s", seed, step)
                        .isEqualTo(deletes);
                translation.snapshot().clusters().forEach((name, cluster) -> {
                    if (cluster.knowledge().isIncomplete()) {
                        assertThat(deletes).noneMatch(id -> id.cluster().equals(name));
                    }
                });
            }
        }
    }

    /** Keeps the generator honest: what it no longer reaches, the properties no longer say. */
    @Test
    void theWorldsReachEveryKindOfOutputVerdictAndFinding() {
        Set<String> reached = new TreeSet<>();
        for (int seed = 0; seed < Math.max(CASES, 30); seed++) {
            RandomWorld world = new RandomWorld(seed);
            for (int step = 0; step < EDITS; step++) {
                world.edit();
            }
            Translation translation =
                    new NetworkingTranslator().translate(world.followed().snapshot());
            translation
                    .allOutputs()
                    .forEach(output -> reached.add(output.id().kind().kind()));
            translation.held().forEach(held -> reached.add("held"));
            translation.decisions().values().stream()
                    .flatMap(shard -> shard.targets().stream())
                    .flatMap(target ->
                            Stream.concat(target.decision().traffic().stream(), target.decision().access().stream()))
                    .forEach(verdict -> reached.add(verdict.getClass().getSimpleName()));
            findings(translation).forEach(finding -> reached.add(finding.code().code()));
            world.followed()
                    .findings()
                    .forEach(finding -> reached.add(finding.code().code()));
            if (!StaleOutputs.of(translation, List.of()).deletes().isEmpty()) {
                reached.add("deletes");
            }
        }
        assertThat(reached)
                .contains("VirtualService", "DestinationRule", "AuthorizationPolicy", "held", "deletes")
                .contains("Accepted", "Rejected", "Undecided")
                .contains(
                        "FieldConflict",
                        "ConflictWon",
                        "ReferenceNotFound",
                        "MalformedReference",
                        "IntersectingConfig",
                        "NameTaken",
                        "SourceUnknown",
                        "Undecodable",
                        "InvalidField",
                        "ClusterNotRegistered",
                        "DuplicateService",
                        "DestinationNotFederated");
    }
}
