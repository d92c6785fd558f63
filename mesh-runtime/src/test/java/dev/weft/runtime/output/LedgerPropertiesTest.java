// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random wishes, edits by others, lost and late answers, silent clusters. */
class LedgerPropertiesTest {

    private static final int CASES = Integer.getInteger("cases", 300);
    private static final int STEPS = 60;

    @Test
    void I8_I9_afterFaultsStopEverythingIsAsWantedAndNothingMoreIsWritten() {
        for (int seed = 0; seed < CASES; seed++) {
            World world = new World(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.calm();
            world.assertConverged();
        }
    }

    private static final class World {
        private final long seed;
        private final Random random;
        private final ModelServer server = new ModelServer();
        private final OutputLedger ledger =
                new OutputLedger(ModelServer.rules(Gate.OPEN, id -> true), ModelServer.KEYS);
        private final SortedMap<ObjectId, Rendered> wanted = new TreeMap<>();
        private final Set<ObjectId> foreign = new HashSet<>();
        private final List<Write> inFlight = new ArrayList<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            ledger.cluster("c1", ModelServer.ALIVE);
            ledger.cluster("c2", ModelServer.ALIVE);
            ledger.plan(now); // nothing to delete: the guard has ended
        }

        void step() {
            switch (random.nextInt(9)) {
                case 0, 1 -> want();
                case 2 -> unwant();
                case 3 -> disturb();
                case 4 -> takeName();
                case 5 -> ledger.cluster(cluster(), random.nextBoolean() ? ModelServer.ALIVE : ModelServer.SILENT);
                case 6 -> now = now.plus(Duration.ofMillis(random.nextInt(2_000)));
                default -> answer(true);
            }
            plan();
        }

        private String cluster() {
            return random.nextBoolean() ? "c1" : "c2";
        }

        private ObjectId id(String kind) {
            return ModelServer.id(cluster(), kind, "s" + random.nextInt(4));
        }

        private void want() {
            ObjectId rule = id("DestinationRule");
            ObjectId route = ModelServer.id(rule.cluster(), "VirtualService", "s" + random.nextInt(4));
            want(ModelServer.output(rule, String.valueOf(random.nextInt(5))));
            want(
                    random.nextBoolean()
                            ? ModelServer.output(route, String.valueOf(random.nextInt(5)), rule)
                            : ModelServer.output(route, String.valueOf(random.nextInt(5))));
        }

        private void want(Rendered output) {
            wanted.put(output.id(), output);
            ledger.want(output);
        }

        private void unwant() {
            ObjectId route = id("VirtualService");
            wanted.remove(route);
            ledger.unwant(route);
            ObjectId rule = id("DestinationRule");
            boolean needed = wanted.values().stream()
                    .anyMatch(output -> output.referents().contains(rule));
            if (!needed) {
                wanted.remove(rule);
                ledger.unwant(rule);
            }
        }

        private void disturb() {
            ObjectId id = id(random.nextBoolean() ? "VirtualService" : "DestinationRule");
            if (server.objects().containsKey(id) && !foreign.contains(id)) {
                if (random.nextBoolean()) {
                    server.edit(id, "somebody");
                    ledger.observe(server.observed(id));
                } else {
                    server.remove(id);
                    ledger.vanished(id);
                }
            }
        }

        private void takeName() {
            ObjectId id = id("VirtualService");
            if (!server.objects().containsKey(id)) {
                server.foreign(id, random.nextBoolean() ? "" : "elsewhere");
                foreign.add(id);
                ledger.observe(server.observed(id));
            }
        }

        private void plan() {
            for (Write write : ledger.plan(now).writes()) {
                assertThat(inFlight)
                        .as("seed %s: one write of an object at a time", seed)
                        .noneMatch(other -> other.id().equals(write.id()));
                inFlight.add(write);
            }
        }

        /** Answers one write, well or badly. */
        private void answer(boolean faults) {
            if (inFlight.isEmpty()) {
                return;
            }
            Collections.shuffle(inFlight, random);
            Write write = inFlight.removeLast();
            Written.Result result = switch (faults ? random.nextInt(6) : 5) {
                case 0 -> new Written.Result.Failed("lost before", Optional.empty());
                case 1 -> {
                    take(write);
                    watch(write.id());
                    yield new Written.Result.Failed("lost after", Optional.empty());
                }
                case 2 -> new Written.Result.Refused(422, "Invalid", "no");
                case 3 -> new Written.Result.NotSent();
                default -> take(write);
            };
            ledger.answered(new Written(write, result), now);
            if (!faults || random.nextBoolean()) {
                watch(write.id());
            }
        }

        private Written.Result take(Write write) {
            Object theirs =
                    isTheirs(write.id()) ? server.objects().get(write.id()).deepCopy() : null;
            Written.Result result = server.apply(write);
            if (theirs != null) {
                assertThat(server.objects().get(write.id()))
                        .as("seed %s: %s", seed, write)
                        .isEqualTo(theirs);
            }
            return result;
        }

        private boolean isTheirs(ObjectId id) {
            return server.objects().containsKey(id)
                    && !server.observed(id).label("owner").equals("gloo-mesh");
        }

        private void watch(ObjectId id) {
            if (server.objects().containsKey(id)) {
                ledger.observe(server.observed(id));
            } else {
                ledger.vanished(id);
            }
        }

        void calm() {
            ledger.cluster("c1", ModelServer.ALIVE);
            ledger.cluster("c2", ModelServer.ALIVE);
            for (int i = 0; i < 100; i++) {
                plan();
                while (!inFlight.isEmpty()) {
                    answer(false);
                }
                now = now.plusSeconds(10);
            }
        }

        void assertConverged() {
            assertThat(ledger.plan(now).writes()).as("seed %s", seed).isEmpty();
            SortedMap<ObjectId, String> expected = new TreeMap<>();
            wanted.forEach((id, output) -> {
                if (!isTheirs(id)) {
                    expected.put(id, output.hash());
                }
            });
            SortedMap<ObjectId, String> ours = new TreeMap<>();
            server.objects().keySet().stream()
                    .filter(id -> !isTheirs(id))
                    .forEach(id -> ours.put(id, server.observed(id).hash()));
            // A route whose rule is held by somebody else waits; nothing else does.
            expected.keySet().removeIf(id -> ledger.state(id).orElseThrow() instanceof OutputState.WaitingFor);
            assertThat(ours).as("seed %s", seed).containsAllEntriesOf(expected);
            assertThat(wanted.keySet()).as("seed %s", seed).containsAll(ours.keySet());
        }
    }
}
