// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What a change led through, and whether a proxy that is a little behind met something that was not there. */
final class Moments {

    /** Istio takes a while: until then a proxy may have the routes of one moment with what there was at another. */
    private final Duration settle;

    private final List<Moment> moments = new ArrayList<>();

    /** What is led to and what is there, from one point in time to another. */
    private record Moment(Instant start, Instant end, Set<String> used, Set<String> there) {}

    Moments(Duration settle) {
        this.settle = settle;
    }

    void add(Instant start, Instant end, Set<String> used, Set<String> there) {
        moments.add(new Moment(start, end, used, there));
    }

    /** When the last one ended. */
    Instant end() {
        return moments.getLast().end();
    }

    void mustNotDangle(Object step) {
        for (Moment using : moments) {
            for (Moment having : moments) {
                if (areClose(using, having)) {
                    assertThat(having.there())
                            .as("%s: %s, %s", step, using, having)
                            .containsAll(using.used());
                }
            }
        }
    }

    private boolean areClose(Moment one, Moment other) {
        return one.start().isBefore(other.end().plus(settle))
                && other.start().isBefore(one.end().plus(settle));
    }

    /** A write takes effect. */
    static void take(Write write, Map<ObjectId, JsonNode> trees) {
        switch (write) {
            case Write.Create create ->
                trees.put(write.id(), CanonicalJson.object(create.output().json()));
            case Write.Replace replace ->
                trees.put(write.id(), CanonicalJson.object(replace.output().json()));
            case Write.Delete delete -> trees.remove(write.id());
            case Write.Status status -> {}
            case Write.Answer answer -> {}
        }
    }

    /**
     * Carries out so many writes, be they in the middle of a pass.
     *
     * @param next the writes of the next pass
     */
    static void carryOut(WorldRig rig, int writes, Function<WorldRig, List<Write>> next) {
        int left = writes;
        while (left > 0) {
            List<Write> pass = next.apply(rig);
            List<Write> done = pass.subList(0, Math.min(left, pass.size()));
            rig.carryOut(done);
            left -= done.size();
        }
    }
}
