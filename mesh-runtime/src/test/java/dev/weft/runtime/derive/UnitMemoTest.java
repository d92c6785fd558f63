// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnitMemoTest {

    private final UnitMemo<String, String, Integer, List<Integer>> halves =
            new UnitMemo<>(number -> List.of(number / 2));

    @Test
    void computesOnlyUnitsWhoseInputChanged() {
        halves.group("g", Map.of("a", 2, "b", 4));
        assertThat(halves.group("g", Map.of("a", 2, "b", 8))).isEqualTo(Map.of("a", List.of(1), "b", List.of(4)));
        assertThat(halves.computations()).isEqualTo(3);
    }

    @Test
    void anEqualAnswerToAnotherInputKeepsItsInstance() {
        List<Integer> before = halves.group("g", Map.of("a", 2)).get("a");
        assertThat(halves.group("g", Map.of("a", 3)).get("a")).isSameAs(before);
    }

    @Test
    void answersComeInTheOrderOfTheInputs() {
        assertThat(halves.group("g", new TreeMap<>(Map.of("c", 1, "a", 2, "b", 3)))
                        .keySet())
                .containsExactly("a", "b", "c");
    }

    @Test
    void unitsNotAskedForAreForgotten() {
        halves.group("g", Map.of("a", 2, "b", 4));
        halves.group("g", Map.of("a", 2));
        halves.group("g", Map.of("a", 2, "b", 4));
        assertThat(halves.computations()).isEqualTo(3);
    }

    @Test
    void groupsAreApartAndCanBeForgotten() {
        halves.group("g", Map.of("a", 2));
        halves.group("h", Map.of("a", 2));
        assertThat(halves.computations()).isEqualTo(2);
        halves.forget("g");
        halves.group("g", Map.of("a", 2));
        halves.group("h", Map.of("a", 2));
        assertThat(halves.computations()).isEqualTo(3);
    }
}
