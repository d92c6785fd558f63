// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GraphTest {

    private static final int CASES = Integer.getInteger("cases", 20);

    private final Graph graph = new Graph();
    private final Table<String, String> facts = graph.table("facts");

    private PersistentMap<String, String> shown = PersistentMap.empty();

    private void show(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            shown = shown.with(keysAndValues[i], keysAndValues[i + 1]);
        }
        facts.show(shown);
        graph.settle();
    }

    private void hide(String key) {
        shown = shown.without(key);
        facts.show(shown);
        graph.settle();
    }

    @Test
    void derivesEveryKeyOnceAndOnlyChangedOnesAgain() {
        Derivation<String, Integer> lengths = graph.derive(
                "lengths", facts, (key, reads) -> reads.must(facts, key).length());
        show("a", "one", "b", "three", "c", "four");
        assertThat(lengths.answers()).isEqualTo(Map.of("a", 3, "b", 5, "c", 4));
        show("b", "eleven");
        assertThat(lengths.at("b")).isEqualTo(6);
        assertThat(lengths.computations()).isEqualTo(4);
    }

    @Test
    void settlingWithoutAChangeComputesNothing() {
        Derivation<String, Integer> lengths = graph.derive(
                "lengths", facts, (key, reads) -> reads.must(facts, key).length());
        show("a", "one");
        PersistentMap<String, Integer> answers = lengths.answers();
        show("a", new String("one"));
        graph.settle();
        assertThat(lengths.computations()).isEqualTo(1);
        assertThat(lengths.answers()).isSameAs(answers);
    }

    @Test
    void anEqualAnswerKeepsItsInstanceAndDisturbsNobody() {
        Derivation<String, List<Integer>> lengths = graph.derive(
                "lengths", facts, (key, reads) -> List.of(reads.must(facts, key).length()));
        Derivation<String, String> texts =
                graph.derive("texts", facts, (key, reads) -> "length " + reads.must(lengths, key));
        show("a", "one");
        List<Integer> before = lengths.at("a");
        show("a", "two");
        assertThat(lengths.computations()).isEqualTo(2);
        assertThat(lengths.at("a")).isSameAs(before);
        assertThat(texts.computations()).isEqualTo(1);
    }

    @Test
    void aLookAtNothingIsRepeatedWhenSomethingAppearsThereAndWhenItIsGone() {
        Derivation<String, String> friends = graph.derive(
                "friends", facts, (key, reads) -> reads.look(facts, "friend").orElse("nobody"));
        show("a", "one");
        assertThat(friends.at("a")).isEqualTo("nobody");
        show("friend", "Ann");
        assertThat(friends.at("a")).isEqualTo("Ann");
        hide("friend");
        assertThat(friends.at("a")).isEqualTo("nobody");
    }

    @Test
    void anAnswerNoLongerLookedFromIsNotRepeated() {
        Derivation<String, String> followed = graph.derive("followed", facts, (key, reads) -> {
            String next = reads.must(facts, key);
            return reads.look(facts, next).orElse("end");
        });
        show("a", "b", "b", "x", "c", "y");
        show("a", "c");
        long before = followed.computations();
        show("b", "z");
        assertThat(followed.computations() - before)
                .as("b only, a looks at c now")
                .isEqualTo(1);
        assertThat(followed.at("a")).isEqualTo("y");
    }

    @Test
    void keysThatAreGoneAreForgottenAndBidFarewell() {
        List<String> gone = new ArrayList<>();
        Derivation<String, Integer> lengths = graph.derive(
                        "lengths", facts, (key, reads) -> reads.must(facts, key).length())
                .whenForgotten(gone::add);
        show("a", "one", "b", "two");
        hide("a");
        assertThat(lengths.at("a")).isNull();
        assertThat(lengths.answers()).containsOnlyKeys("b");
        assertThat(gone).containsExactly("a");
    }

    @Test
    void whatIsComputedOnDemandIsForgottenWhenNobodyLooksAnyMore() {
        Derivation<String, Integer> lengths = graph.onDemand(
                "lengths",
                (key, reads) -> reads.look(facts, key).map(String::length).orElse(-1));
        graph.derive("neighbours", facts, (key, reads) -> reads.must(lengths, reads.must(facts, key)));
        show("a", "b", "b", "nowhere");
        assertThat(lengths.computations()).isEqualTo(2);
        show("a", "elsewhere");
        show("b", "still nowhere");
        assertThat(lengths.computations())
                .as("elsewhere, still nowhere; b is not kept")
                .isEqualTo(4);
    }

    @Test
    void whatIsComputedOnDemandShieldsItsReaders() {
        Derivation<String, Integer> lengths =
                graph.onDemand("lengths", (key, reads) -> reads.must(facts, key).length());
        Cell<String> who = graph.cell("who");
        Derivation<Cell.Only, Integer> answer =
                graph.derive("answer", who, (only, reads) -> reads.must(lengths, reads.of(who)));
        who.show("a");
        show("a", "one");
        show("a", "two");
        assertThat(answer.computations()).isEqualTo(1);
        show("a", "three");
        assertThat(answer.at(Cell.Only.VALUE)).isEqualTo(5);
        who.show("b");
        show("b", "x");
        assertThat(answer.at(Cell.Only.VALUE)).isEqualTo(1);
    }

    @Test
    void lookingAtOneselfIsRefusedAsACycle() {
        AtomicReference<Derivation<String, String>> self = new AtomicReference<>();
        self.set(graph.derive(
                "snake", facts, (key, reads) -> reads.look(self.get(), key).orElse("")));
        assertThatThrownBy(() -> show("a", "one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cycle: snake looks at snake");
    }

    @Test
    void lookingAtSomethingDeclaredLaterIsRefusedAsACycle() {
        AtomicReference<Derivation<String, String>> later = new AtomicReference<>();
        graph.derive(
                "early", facts, (key, reads) -> reads.look(later.get(), key).orElse(""));
        later.set(graph.derive("late", facts, (key, reads) -> "x"));
        assertThatThrownBy(() -> show("a", "one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cycle: early looks at late")
                .hasMessageContaining("declare late first");
    }

    @Test
    void anAnswerThatFailedIsTriedAgain() {
        Derivation<String, Integer> numbers =
                graph.derive("numbers", facts, (key, reads) -> Integer.valueOf(reads.must(facts, key)));
        show("a", "1");
        assertThatThrownBy(() -> show("a", "x", "b", "2")).isInstanceOf(NumberFormatException.class);
        show("a", "3");
        assertThat(numbers.answers()).isEqualTo(Map.of("a", 3, "b", 2));
    }

    @Test
    void aMissingValueThatMustBeThereIsNamed() {
        graph.derive("strict", facts, (key, reads) -> reads.must(facts, "missing"));
        assertThatThrownBy(() -> show("a", "1")).hasMessage("facts has no value for missing");
    }

    private FoldedIndex<String, String, String> words() {
        return graph.fold(
                "words",
                facts,
                text -> {
                    Map<String, List<String>> byInitial = new TreeMap<>();
                    Arrays.stream(text.split(" "))
                            .forEach(word -> byInitial
                                    .computeIfAbsent(word.substring(0, 1), absent -> new ArrayList<>())
                                    .add(word));
                    return byInitial;
                },
                Comparator.naturalOrder());
    }

    @Test
    void anIndexFoldsPartsInOrderWhateverTheOrderTheyCameIn() {
        FoldedIndex<String, String, String> words = words();
        show("2", "pear apple", "1", "plum avocado");
        assertThat(words.at("a")).containsExactly("apple", "avocado");
        assertThat(words.at("p")).containsExactly("pear", "plum");
        assertThat(words.at("x")).isEmpty();
    }

    @Test
    void anIndexKeepsListsThatAChangedPartDoesNotTouch() {
        FoldedIndex<String, String, String> words = words();
        Derivation<String, Integer> counts = graph.derive(
                "counts", words, (key, reads) -> reads.must(words, key).size());
        show("1", "plum avocado", "2", "pear apple");
        List<String> before = words.at("a");
        show("2", "peach apple");
        assertThat(words.at("a")).isSameAs(before);
        assertThat(words.at("p")).containsExactly("peach", "plum");
        assertThat(counts.computations()).isEqualTo(3);
        hide("1");
        assertThat(words.at("p")).containsExactly("peach");
        hide("2");
        assertThat(counts.answers()).isEmpty();
    }

    @Test
    void aWholeGraphAnswersLikeAFreshOneUnderRandomEdits() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Chain kept = new Chain();
            PersistentMap<Integer, Integer> world = PersistentMap.empty();
            for (int step = 0; step < 100; step++) {
                for (int edits = random.nextInt(4); edits > 0; edits--) {
                    int key = random.nextInt(20);
                    world = random.nextInt(4) == 0 ? world.without(key) : world.with(key, random.nextInt(20));
                }
                assertThat(kept.of(world)).as("seed %s step %s", seed, step).isEqualTo(new Chain().of(world));
            }
        }
    }

    /** Follows pointers between numbers, counts who points where, and tells each what its target's target is and how popular. */
    private static final class Chain {
        private final Graph graph = new Graph();
        private final Table<Integer, Integer> pointers = graph.table("pointers");
        private final Derivation<Integer, Integer> hops = graph.onDemand(
                "hops",
                (key, reads) -> reads.look(pointers, key).map(next -> next % 7).orElse(-1));
        private final FoldedIndex<Integer, Integer, Integer> popularity =
                graph.fold("popularity", pointers, next -> Map.of(next % 5, List.of(next)), Comparator.naturalOrder());
        private final Derivation<Integer, String> stories = graph.derive("stories", pointers, (key, reads) -> {
            int next = reads.must(hops, reads.must(pointers, key));
            return next + ":" + reads.must(popularity, Math.floorMod(next, 5));
        });

        Map<Integer, String> of(PersistentMap<Integer, Integer> world) {
            pointers.show(world);
            graph.settle();
            return stories.answers();
        }
    }
}
