// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSizeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v[0-9]+/.*",
                "(?i)curl/.*",
                "[]a]{1,3}",
                "[[:alpha:]_]{0,100}",
                "\\Qa{1000}\\E",
                "a{,5}",
                "a{b}",
                "{",
                "\\p{Greek}+",
                "^(?:[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)+example\\.com$",
                "日本.*",
                "(a|b|c){2,5}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            })
    void acceptsWhatRe2Accepts(String regex) {
        assertThat(RegexCheck.refusal(regex)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(", "a)", "[a", "*a", "a**", "(?=x)", "(?!x)", "(a)\\1", "(?<!a)b", "\\", "a{2,1}", "a{1001}", "[z-a]",
                "\\pX"
            })
    void refusesWhatRe2Refuses(String regex) {
        assertThat(RegexCheck.refusal(regex))
                .hasValueSatisfying(why -> assertThat(why).startsWith("is "));
    }

    @Test
    void refusesAnEmptyOneAndOneOverTheLimitOfIstio() {
        assertThat(RegexCheck.refusal("")).contains("is an empty regular expression");
        assertThat(RegexCheck.refusal("a".repeat(1024))).isEmpty();
        assertThat(RegexCheck.refusal("a".repeat(1025)))
                .hasValueSatisfying(why -> assertThat(why).contains("1025", "1024"));
    }

    @Test
    void refusesNestedRepetitionsThatMultiply() {
        assertThat(RegexCheck.refusal("((a{10}){10}){10}")).isEmpty();
        assertThat(RegexCheck.refusal("((a{10}){10}){11}"))
                .hasValueSatisfying(why -> assertThat(why).contains("nested"));
        assertThat(RegexCheck.refusal("((((((((a{9}){9}){9}){9}){9}){9}){9}){9})"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".{1000}.{1000}.{1000}.{1000}.{1000}", "\\pL{1000}", "[\\p{Han}a]{900}", "(\\p{L}\\p{N}){500}"})
    void refusesOnesThatExplodeWithoutCompilingThem(String regex) {
        assertThat(RegexCheck.refusal(regex))
                .hasValueSatisfying(why -> assertThat(why).contains("explodes"));
    }

    @Test
    void nestingToTheLimitOfLengthIsHarmless() {
        String nested = "(".repeat(500) + "a" + ")".repeat(500);
        assertThat(RegexCheck.refusal(nested)).isEmpty();
        assertThat(RegexCheck.refusal("(".repeat(1024))).isPresent();
        assertThat(RegexCheck.refusal("{".repeat(1024))).isEmpty();
        assertThat(RegexCheck.refusal("[".repeat(1024))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "abc.*", "[a-z]+", "(a|b){3}", "x{50}", "(ab{2}c){10}", "[^/]+/[^/]+", "(?:foo|bar|baz)*"})
    void theEstimateIsNotFarFromWhatACompilerMakes(String regex) {
        long estimate = RegexSize.of(regex).instructions();
        int compiled = Pattern.compile(regex).programSize();
        assertThat(estimate).isBetween(compiled / 2L - 4, compiled * 4L + 16);
    }
}
