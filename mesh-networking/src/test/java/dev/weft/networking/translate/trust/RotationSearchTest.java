// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.networking.translate.trust.RotationModel.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every order in which the steps of a rotation can happen, for few clusters; and random ones for more. */
class RotationSearchTest {

    private static final int CASES = Integer.getInteger("cases", 300);

    @Test
    void aRotationOverTwoClusters() {
        search(RotationModel.settled(2, "a").with("b", 0));
    }

    @Test
    void aClusterThatCannotBeReadForAWhile() {
        search(RotationModel.settled(2, "a").with("b", 1));
    }

    @Test
    void theWayBackAtAnyMoment() {
        search(RotationModel.settled(2, "a").with("ba", 0));
    }

    @Test
    void aThirdRootBeforeTheSecondIsDone() {
        search(RotationModel.settled(2, "a").with("bc", 0));
    }

    @Test
    void clustersThatComeWithDifferentRoots() {
        search(RotationModel.of(List.of("ba", "ab")).with("c", 0));
    }

    @Test
    void twoMeshesWithRootsOfTheirOwnAreAdopted() {
        search(RotationModel.of(List.of("a", "b")).selfSigned(0, 1).wanting("c"));
    }

    @Test
    void aMeshWithARootOfItsOwnThatCannotBeReadForAWhile() {
        search(RotationModel.of(List.of("a", "b")).selfSigned(0, 1).wanting("c").with("", 1));
    }

    @Test
    void aMeshWithARootOfItsOwnJoinsOneThatHasTheWantedOne() {
        search(RotationModel.of(List.of("c", "b")).selfSigned(1).with("", 1));
    }

    @Test
    void aMeshWithARootOfItsOwnJoinsWhileRootsAreChanged() {
        search(RotationModel.of(List.of("a", "b")).selfSigned(1).with("c", 0));
    }

    @Test
    void aCaCertsOfSomebodyElseIsTakenOver() {
        search(RotationModel.of(List.of("c", "b")).foreign(1).with("", 1));
    }

    @Test
    void twoOfSomebodyElseAreTakenOver() {
        search(RotationModel.of(List.of("a", "b")).foreign(0, 1).wanting("c"));
    }

    @Test
    void oneOfSomebodyElseIsTakenOverBesideAMeshWithARootOfItsOwn() {
        search(RotationModel.of(List.of("a", "b")).selfSigned(0).foreign(1).wanting("c"));
    }

    @Test
    void oneOfSomebodyElseIsTakenOverWhileRootsAreChanged() {
        search(RotationModel.of(List.of("a", "b")).foreign(1).with("c", 0));
    }

    @Test
    void meshesThatAreAdoptedInRandomOrderWhileOtherRootsAreWanted() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            RotationModel state = RotationModel.of(List.of("a", "b", "b"))
                    .selfSigned(0)
                    .wanting("b")
                    .with("cbc".substring(0, random.nextInt(1, 4)), 3);
            for (int i = 0; i < 60 && !state.steps().isEmpty(); i++) {
                state = checked(
                        state, state.steps().get(random.nextInt(state.steps().size())));
            }
            finish(state, random);
        }
    }

    @Test
    void manyTurnsOverThreeClustersInRandomOrder() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            RotationModel state = RotationModel.settled(3, "a").with("bacab".substring(0, random.nextInt(1, 6)), 3);
            for (int i = 0; i < 60; i++) {
                List<Step> steps = state.steps();
                if (steps.isEmpty()) {
                    break;
                }
                state = checked(state, steps.get(random.nextInt(steps.size())));
            }
            finish(state, random);
        }
    }

    private static void finish(RotationModel from, Random random) {
        RotationModel state = from;
        for (int i = 0; i < 500 && !state.ownSteps().isEmpty(); i++) {
            List<Step> steps = state.ownSteps();
            state = checked(state, steps.get(random.nextInt(steps.size())));
        }
        assertThat(state.ownSteps()).as("comes to rest").isEmpty();
        assertThat(state.isDone()).as("%s", state).isTrue();
    }

    /** Visits every state; in each all trust all who have done so before, and from each the end is reached whatever happens, once nobody intervenes. */
    private static void search(RotationModel start) {
        Map<RotationModel, String> seen = new HashMap<>();
        Deque<RotationModel> open = new ArrayDeque<>(List.of(start));
        seen.put(start.normal(), "start");
        List<RotationModel> ends = new ArrayList<>();
        while (!open.isEmpty()) {
            RotationModel state = open.poll();
            List<Step> steps = state.steps();
            for (Step step : steps) {
                RotationModel next = checked(state, step);
                if (seen.putIfAbsent(next.normal(), step.what()) == null) {
                    open.add(next);
                }
            }
            if (state.ownSteps().isEmpty()) {
                ends.add(state);
            }
        }
        assertThat(ends)
                .isNotEmpty()
                .allSatisfy(end -> assertThat(end.isDone()).as("%s", end).isTrue());
        assertNoCircles(seen.keySet());
    }

    /** Without anybody intervening each step leads on, so that some end is reached. */
    private static void assertNoCircles(Set<RotationModel> states) {
        Set<RotationModel> done = new HashSet<>();
        for (RotationModel state : states) {
            Set<RotationModel> path = new HashSet<>();
            RotationModel at = state;
            while (!done.contains(at)) {
                assertThat(path.add(at)).as("a circle at %s", at).isTrue();
                List<Step> steps = at.ownSteps();
                if (steps.isEmpty()) {
                    break;
                }
                at = steps.getLast().to().normal();
            }
            done.addAll(path);
        }
    }

    private static RotationModel checked(RotationModel before, Step step) {
        RotationModel after = step.to();
        boolean isCutOff = !before.strangers().containsAll(after.strangers());
        if (isCutOff
                || !after.refusedTexts(before).isEmpty()
                || !after.refusedBytes().isEmpty()) {
            assertThat(before.strangers())
                    .as("%s, from %s", step.what(), before)
                    .containsAll(after.strangers());
            assertThat(after.refusedTexts(before))
                    .as("%s, from %s", step.what(), before)
                    .isEmpty();
            assertThat(after.refusedBytes())
                    .as("%s, from %s", step.what(), before)
                    .isEmpty();
        }
        return after;
    }
}
