// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoldedIndexTest {

    private final FoldedIndex<String, String, Integer> index = new FoldedIndex<>(Comparator.naturalOrder());

    @Test
    void foldsContributionsInOrderWhateverTheOrderOfParts() {
        index.put("b", Map.of("k", List.of(3, 1)));
        index.put("a", Map.of("k", List.of(2), "other", List.of(9)));

        assertThat(index.at("k")).containsExactly(1, 2, 3);
        assertThat(index.keys()).containsExactlyInAnyOrder("k", "other");
    }

    @Test
    void listsThatDoNotChangeKeepTheirInstance() {
        index.put("a", Map.of("k", List.of(1), "other", List.of(9)));
        List<Integer> before = index.at("other");
        index.put("a", Map.of("k", List.of(2), "other", List.of(9)));

        assertThat(index.at("other")).isSameAs(before);
        assertThat(index.at("k")).containsExactly(2);
    }

    @Test
    void aPartThatIsGoneIsForgottenEvenWhereLivingPartsContributeNothing() {
        index.put("gone", Map.of("k", List.of(1)));
        index.put("silent", Map.of());
        index.retain(Set.of("silent"));

        assertThat(index.at("k")).isEmpty();
    }
}
