// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    private static final int CASES = Integer.getInteger("cases", 20);

    /** A key that counts how often any key has been compared. */
    private record Counted(int number, int[] comparisons) implements Comparable<Counted> {
        @Override
        public int compareTo(Counted other) {
            comparisons[0]++;
            return Integer.compare(number, other.number);
        }
    }

    @Test
    void behavesLikeATreeMapUnderRandomEdits() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            TreeMap<Integer, String> expected = new TreeMap<>();
            PersistentMap<Integer, String> map = PersistentMap.empty();
            for (int step = 0; step < 500; step++) {
                int key = random.nextInt(100);
                if (random.nextInt(3) == 0) {
                    expected.remove(key);
                    map = map.without(key);
                } else {
                    expected.put(key, "v" + step);
                    map = map.with(key, "v" + step);
                }
                assertThat(map.size()).isEqualTo(expected.size());
                assertThat(map.get(key)).isEqualTo(expected.get(key));
            }
            assertThat(List.copyOf(map.entrySet())).as("seed %s", seed).isEqualTo(List.copyOf(expected.entrySet()));
            assertThat(PersistentMap.copyOf(expected)).isEqualTo(map).hasSameHashCodeAs(map);
        }
    }

    @Test
    void anOlderVersionNeverChanges() {
        PersistentMap<Integer, String> before = PersistentMap.copyOf(Map.of(1, "a", 2, "b"));
        before.with(3, "c").without(1).with(2, "B");
        assertThat(before).containsExactly(Map.entry(1, "a"), Map.entry(2, "b"));
    }

    @Test
    void keysThatDifferAreTheSameAsByComparingEverything() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            PersistentMap<Integer, Integer> one = PersistentMap.empty();
            for (int i = 0; i < random.nextInt(200); i++) {
                one = one.with(random.nextInt(300), random.nextInt(3));
            }
            PersistentMap<Integer, Integer> other = random.nextBoolean() ? one : PersistentMap.empty();
            for (int i = 0; i < random.nextInt(60); i++) {
                int key = random.nextInt(300);
                other = random.nextBoolean() ? other.without(key) : other.with(key, random.nextInt(3));
            }
            assertThat(one.keysThatDiffer(other)).as("seed %s", seed).isEqualTo(slowly(one, other));
            assertThat(other.keysThatDiffer(one)).as("seed %s", seed).isEqualTo(slowly(one, other));
        }
    }

    private static List<Integer> slowly(Map<Integer, Integer> one, Map<Integer, Integer> other) {
        TreeSet<Integer> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        List<Integer> differing = new ArrayList<>();
        keys.stream()
                .filter(key -> !java.util.Objects.equals(one.get(key), other.get(key)))
                .forEach(differing::add);
        return differing;
    }

    @Test
    void findingADifferenceDoesNotLookAtTheRest() {
        int[] comparisons = new int[1];
        PersistentMap<Counted, String> before = PersistentMap.empty();
        for (int i = 0; i < 10_000; i++) {
            before = before.with(new Counted(i, comparisons), "v");
        }
        PersistentMap<Counted, String> after = before.with(new Counted(4_711, comparisons), "w")
                .without(new Counted(17, comparisons))
                .with(new Counted(10_001, comparisons), "new");
        comparisons[0] = 0;
        assertThat(before.keysThatDiffer(after)).extracting(Counted::number).containsExactly(17, 4_711, 10_001);
        assertThat(comparisons[0]).isLessThan(200);
    }

    @Test
    void writingTheSameInstanceOrRemovingNothingKeepsTheMap() {
        PersistentMap<Integer, String> map = PersistentMap.copyOf(Map.of(1, "a", 2, "b"));
        assertThat(map.with(1, map.get(1))).isSameAs(map);
        assertThat(map.without(9)).isSameAs(map);
        assertThat(PersistentMap.copyOf(map)).isSameAs(map);
    }

    @Test
    void cannotBeChangedThroughItsMapView() {
        PersistentMap<Integer, String> map = PersistentMap.copyOf(Map.of(1, "a"));
        assertThatThrownBy(() -> map.put(2, "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void equalsWhateverMapHoldsTheSameAndNothingElse() {
        PersistentMap<String, Integer> map = PersistentMap.copyOf(Map.of("a", 1, "b", 2));

        assertThat(map)
                .isEqualTo(PersistentMap.<String, Integer>empty().with("b", 2).with("a", 1))
                .isEqualTo(Map.of("a", 1, "b", 2))
                .hasSameHashCodeAs(Map.of("a", 1, "b", 2));
        assertThat(map)
                .isNotEqualTo(map.with("b", 3))
                .isNotEqualTo(map.without("b"))
                .isNotEqualTo(map.without("b").with("c", 2))
                .isNotEqualTo(PersistentMap.copyOf(Map.of(1, 1, 2, 2)));
    }
}
