// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.testkit.step.WorldRig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * House rule 3.18 over clusters and a corpus of changes: from every situation to every other one, nobody is sent to a host, a rule, a name at a
 * gateway or a subset behind it that is not there, however far the writing has come, whatever of a pass has taken effect, and also when the
 * plane begins anew from there.
 */
class WriteOrderOverClustersTest {

    private static final Pattern APPROVAL = Pattern.compile("weft.dev/approve-deletes=([0-9a-f]+)");

    private record Step(String from, String to) {
        @Override
        public String toString() {
            return from + " -> " + to;
        }
    }

    /**
     * The own gateway of the callers goes, and gateways are asked for another name, which it never knew: entry and rule would have to change in
     * one write.
     */
    private static final Step NO_ORDER = new Step("subset", "unalike");

    /** The one that was started last. */
    private @Nullable NetworkingOperator operator;

    private final Set<String> approved = new TreeSet<>();

    /** A user's own Gateway is nobody's to keep, so no change begins with it. */
    static Stream<Step> changes() {
        return Situations.SITUATIONS.keySet().stream()
                .filter(from -> !from.equals("users"))
                .flatMap(from -> Situations.SITUATIONS.keySet().stream()
                        .filter(to -> !to.equals(from))
                        .map(to -> new Step(from, to)))
                .filter(step -> !step.equals(NO_ORDER));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void I3_noPrefixOfAChangeDangles(Step step) {
        WorldRig rig = settledIn(step.from());
        Situations.bring(rig, step.from(), step.to());
        Moments moments = new Moments(Situations.SETTLE);
        moment(moments, rig, rig.now().minus(Situations.SETTLE), rig.now());
        int writes = 0;
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, parts of %s", step, pass)
                    .isEmpty();
            moment(moments, rig, moments.end(), rig.now());
            rig.carryOut(pass);
            moment(moments, rig, rig.now(), rig.now());
            writes += pass.size();
        }
        moment(moments, rig, moments.end(), rig.now().plus(Situations.SETTLE));
        moments.mustNotDangle(step);
        assertThat(Ends.twice(Situations.outputs(rig)))
                .as("%s: names that two Gateways let pass", step)
                .isEmpty();
        Map<ObjectId, JsonNode> end = Situations.specs(rig);
        assertThat(end).as("%s: nothing is left over", step).isEqualTo(Situations.specs(settledIn(step.to())));
        for (int prefix = 0; prefix <= writes; prefix += 1 + writes / 2) {
            assertThat(Situations.specs(begunAnewAfter(prefix, step)))
                    .as("%s, begun anew after %d writes", step, prefix)
                    .isEqualTo(end);
        }
    }

    @Test
    void theCorpusHasEveryKindOfUse() {
        Set<String> used = new TreeSet<>();
        Situations.SITUATIONS.keySet().forEach(name -> used.addAll(Ends.used(Situations.outputs(settledIn(name)))));

        assertThat(used).anyMatch(use -> use.startsWith("entry east reviews-failover"));
        assertThat(used).anyMatch(use -> use.startsWith("rule east"));
        assertThat(used).anyMatch(use -> use.startsWith("passed west weft-alias"));
        assertThat(used).anyMatch(use -> use.startsWith("passed west ratings"));
        assertThat(used).anyMatch(use -> use.startsWith("subset west reviews.bookinfo.svc.cluster.local version-v2"));
        assertThat(used).anyMatch(use -> use.startsWith("subset east reviews.bookinfo.svc.west.global version-v2"));
    }

    @Test
    void whatIsTakenAwayByHandIsSeenAsDangling() {
        for (String kind : List.of("ServiceEntry", "DestinationRule", "Gateway")) {
            WorldRig rig = settledIn("shift");
            assertThat(Ends.dangling(Situations.outputs(rig))).isEmpty();
            List.copyOf(rig.objects().keySet()).stream()
                    .filter(id -> id.kind().kind().equals(kind))
                    .forEach(rig::delete);

            assertThat(Ends.dangling(Situations.outputs(rig))).as(kind).isNotEmpty();
        }
    }

    @Test
    void aNameThatAUsersGatewayLetsPassNowIsNotKeptInOurs() {
        WorldRig rig = settledIn("all");
        Situations.bring(rig, "all", "users");
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            rig.carryOut(pass);
        }

        assertThat(Ends.twice(Situations.outputs(rig))).isEmpty();
    }

    /** The next writes to outputs; statuses are written, deletes approved, and the clock goes on, until there are some or nothing is left to do. */
    private List<Write> next(WorldRig rig) {
        for (int i = 0; i < 80; i++) {
            List<Write> writes = rig.pass();
            List<Write> outputs = writes.stream()
                    .filter(write -> !(write instanceof Write.Status))
                    .toList();
            rig.carryOut(writes.stream().filter(Write.Status.class::isInstance).toList());
            if (!outputs.isEmpty() || (writes.isEmpty() && !rig.sleep() && !approve(rig))) {
                return outputs;
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    /** Somebody looks at the deletes after a start. */
    private boolean approve(WorldRig rig) {
        boolean isAsked = false;
        for (Map.Entry<ObjectId, OutputState> output :
                Objects.requireNonNull(operator).outputs().entrySet()) {
            String cluster = output.getKey().cluster();
            Matcher asked =
                    APPROVAL.matcher(output.getValue() instanceof OutputState.Guarded guarded ? guarded.message() : "");
            if (asked.find() && approved.add(cluster + asked.group(1))) {
                isAsked = true;
                rig.edit(
                        new ObjectId(
                                Situations.MGMT,
                                new GroupKind("multicluster.solo.io", "KubernetesCluster"),
                                "gloo-mesh",
                                cluster),
                        body -> {
                            body.withObject("/metadata/annotations").put("weft.dev/approve-deletes", asked.group(1));
                            return body;
                        });
            }
        }
        return isAsked;
    }

    /** Writes of one pass are sent at the same time: any of them may be in effect while any other is not. */
    private static Set<String> danglingInPart(WorldRig rig, List<Write> pass) {
        Set<String> dangling = new TreeSet<>();
        Map<ObjectId, JsonNode> before = Situations.outputs(rig);
        // What leads somewhere and what it leads to are two objects, so two writes at a time show nearly all that any
        // part does.
        for (int first = 0; first < pass.size(); first++) {
            for (int second = first; second < pass.size(); second++) {
                Map<ObjectId, JsonNode> with = new TreeMap<>(before);
                Moments.take(pass.get(first), with);
                Moments.take(pass.get(second), with);
                dangling.addAll(Ends.dangling(with));
            }
            Map<ObjectId, JsonNode> without = new TreeMap<>(before);
            for (Write write : pass) {
                if (write != pass.get(first)) {
                    Moments.take(write, without);
                }
            }
            dangling.addAll(Ends.dangling(without));
        }
        return dangling;
    }

    private WorldRig begunAnewAfter(int prefix, Step step) {
        WorldRig rig = settledIn(step.from());
        Situations.bring(rig, step.from(), step.to());
        Moments.carryOut(rig, prefix, this::next);
        rig.restart();
        approved.clear();
        for (List<Write> pass = next(rig); !pass.isEmpty(); pass = next(rig)) {
            assertThat(danglingInPart(rig, pass))
                    .as("%s, begun anew after %d writes: parts of %s", step, prefix, pass)
                    .isEmpty();
            rig.carryOut(pass);
        }
        return rig;
    }

    private WorldRig settledIn(String name) {
        return Situations.settledIn(name, started -> operator = started);
    }

    private static void moment(Moments moments, WorldRig rig, Instant start, Instant end) {
        Map<ObjectId, JsonNode> trees = Situations.outputs(rig);
        moments.add(start, end, Ends.used(trees), Ends.there(trees));
    }
}
