// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*",
                "/api/v[0-9]+/.*",
                "(?i)yes|no",
                "(a{10}){100}",
                "a{1000}",
                "\\{1001\\}",
                "\\((a{500})\\){2",
                "[{]9999[}]",
                "\\pL+",
                "x{,5}",
            })
    void takesWhatRe2Takes(String regex) {
        assertThat(RegexCheck.refusal(regex)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "*", "a**", "(?=a)", "(?<!a)b", "(a)\\1", "a{2,1}", "a{1001}", "\\"})
    void refusesWhatRe2Refuses(String regex) {
        assertThat(RegexCheck.refusal(regex)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"((a{100}){100}){100}", "(((a{10}){10}){10}){10}", "(a{1,1000}){1,1000}", "((x{100})y{2}){99}"})
    void refusesRepetitionsThatMultiply(String regex) {
        assertThat(RegexCheck.refusal(regex))
                .hasValueSatisfying(why -> assertThat(why).contains("1000"));
    }

    @Test
    void refusesAnEmptyAndAnOverlongOne() {
        assertThat(RegexCheck.refusal("")).isPresent();
        assertThat(RegexCheck.refusal("a".repeat(1024))).isEmpty();
        assertThat(RegexCheck.refusal("a".repeat(1025)))
                .hasValueSatisfying(why -> assertThat(why).contains("1025"));
    }
}
