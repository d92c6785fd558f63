// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells an operator a story once without a fault and then again and again, ending its process at each write of each stage. What comes of it
 * is compared, and every moment in between is shown to a check.
 */
public final class Crashes {

    /** Longer than anything that is decided only after a while, shorter than what is only looked at again. */
    private static final Duration REST = Duration.ofSeconds(29);

    /** How long the other clusters may remain to be read: longer than an operator waits for them. */
    private static final Duration UNREAD = Duration.ofSeconds(12);

    private final Supplier<WorldRig> world;
    private final List<Stage> story;
    private final String cluster;
    private final Consumer<Moment> check;

    /** Something that users do at once; after it the operator comes to rest. */
    public record Stage(String name, Consumer<WorldRig> edit) {}

    /**
     * What there is on the cluster at some time within a stage; objects without what the server puts into them.
     *
     * @param before at the start of the stage
     * @param after at its end, in a run without a crash
     */
    public record Moment(
            SortedMap<ObjectId, JsonNode> objects,
            SortedMap<ObjectId, JsonNode> before,
            SortedMap<ObjectId, JsonNode> after) {
        public Moment {
            objects = Collections.unmodifiableSortedMap(objects);
            before = Collections.unmodifiableSortedMap(before);
            after = Collections.unmodifiableSortedMap(after);
        }
    }

    private enum Effect {
        NOT_MADE,
        MADE,
        /** The others of the same pass were not made: they are sent at the same time. */
        MADE_ALONE
    }

    private enum Restart {
        ALL_READ,
        MANAGEMENT_READ_FIRST
    }

    /**
     * @param world makes a new world each time, always the same
     * @param cluster whose objects are looked at
     */
    public Crashes(Supplier<WorldRig> world, List<Stage> story, String cluster, Consumer<Moment> check) {
        this.world = world;
        this.story = List.copyOf(story);
        this.cluster = cluster;
        this.check = check;
    }

    /** @return in how many runs the process was ended */
    public int everywhere() {
        List<SortedMap<ObjectId, JsonNode>> rests = withoutCrash();
        int runs = 0;
        for (int stage = 0; stage < story.size(); stage++) {
            for (Effect effect : Effect.values()) {
                for (Restart restart : Restart.values()) {
                    int write = 1;
                    while (hasCrashed(new Run(rests, stage, write, effect, restart))) {
                        write++;
                        runs++;
                    }
                }
            }
        }
        return runs;
    }

    /** How the cluster looks at rest: before the first stage, and after each. */
    private List<SortedMap<ObjectId, JsonNode>> withoutCrash() {
        WorldRig rig = world.get();
        List<SortedMap<ObjectId, JsonNode>> rests = new ArrayList<>();
        rig.settle(REST);
        rests.add(there(rig));
        for (Stage stage : story) {
            stage.edit().accept(rig);
            rig.settle(REST);
            assertThat(there(rig)).as(stage.name() + " changes something").isNotEqualTo(rests.getLast());
            rests.add(there(rig));
        }
        return rests;
    }

    private record Run(
            List<SortedMap<ObjectId, JsonNode>> rests, int stage, int write, Effect effect, Restart restart) {
        SortedMap<ObjectId, JsonNode> before() {
            return rests.get(stage);
        }

        SortedMap<ObjectId, JsonNode> after() {
            return rests.get(stage + 1);
        }
    }

    /** @return false when the stage was over before the write came */
    private boolean hasCrashed(Run run) {
        WorldRig rig = world.get();
        rig.settle(REST);
        for (Stage stage : story.subList(0, run.stage())) {
            stage.edit().accept(rig);
            rig.settle(REST);
        }
        Stage stage = story.get(run.stage());
        String what = stage.name() + ", write " + run.write() + " " + run.effect() + ", " + run.restart();
        rig.watch(() -> seen(rig, run, what));
        stage.edit().accept(rig);
        if (!rig.settleUntil(REST, new UntilWrite(rig, run)::isCutOff)) {
            return false;
        }
        restart(rig, run.restart());
        rig.settle(REST);
        assertThat(there(rig)).as(what).isEqualTo(run.after());
        rig.restart();
        assertThat(rig.settle(REST)).as("at rest after: " + what).isEmpty();
        return true;
    }

    private void seen(WorldRig rig, Run run, String what) {
        try {
            check.accept(new Moment(there(rig), run.before(), run.after()));
        } catch (AssertionError e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    private static void restart(WorldRig rig, Restart restart) {
        switch (restart) {
            case ALL_READ -> rig.restart();
            case MANAGEMENT_READ_FIRST -> {
                rig.restartBeforeReading();
                rig.settle(UNREAD);
                rig.read();
            }
        }
    }

    /** Counts writes, and cuts a pass off at one of them. */
    private static final class UntilWrite {
        private final WorldRig rig;
        private final Run run;
        private int made;

        private UntilWrite(WorldRig rig, Run run) {
            this.rig = rig;
            this.run = run;
        }

        boolean isCutOff(List<Write> pass) {
            if (made + pass.size() < run.write()) {
                made += pass.size();
                rig.carryOut(pass);
                return false;
            }
            int last = run.write() - made - 1;
            if (run.effect() != Effect.MADE_ALONE) {
                rig.carryOut(pass.subList(0, last));
            }
            if (run.effect() != Effect.NOT_MADE) {
                rig.carryOut(pass.get(last));
            }
            return true;
        }
    }

    private SortedMap<ObjectId, JsonNode> there(WorldRig rig) {
        SortedMap<ObjectId, JsonNode> there = new TreeMap<>();
        rig.objects().forEach((id, object) -> {
            if (id.cluster().equals(cluster)) {
                ObjectNode copy = object.deepCopy();
                copy.withObject("/metadata").remove("resourceVersion");
                copy.at("/status/conditions")
                        .forEach(condition -> ((ObjectNode) condition).remove("lastTransitionTime"));
                there.put(id, copy);
            }
        });
        return there;
    }
}
