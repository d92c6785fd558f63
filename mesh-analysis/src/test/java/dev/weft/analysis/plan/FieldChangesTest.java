// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldChangesTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    {"a":1}                     ; {"a":2}                           ; a: 1 -> 2
                    {"a":{"b":1,"c":1}}         ; {"a":{"b":1}}                     ; a.c: 1 -> nothing
                    {}                          ; {"l":{"x.io/y":"z"}}              ; l: nothing -> {"x.io/y":"z"}
                    {"l":{"x.io/y":"z"}}        ; {"l":{"x.io/y":"q"}}              ; l["x.io/y"]: "z" -> "q"
                    {"l":[1,2,3]}               ; {"l":[0,1,2,3]}                   ; l[0]: nothing -> 0
                    {"l":[1,2,3]}               ; {"l":[1,3]}                       ; l[1]: 2 -> nothing
                    {"l":[{"a":1},{"b":1}]}     ; {"l":[{"a":2},{"b":1}]}           ; l[0].a: 1 -> 2
                    {"l":[{"a":1},{"b":1}]}     ; {"l":[{"n":1},{"a":1},{"b":2}]}   ; l[0]: nothing -> {"n":1}, l[2].b: 1 -> 2
                    {"l":[1]}                   ; {"l":{"a":1}}                     ; l: [1] -> {"a":1}
                    {"a":1}                     ; {"a":1}                           ; ``
                    """)
    void namesWhatDiffersAndNothingElse(String before, String after, String expected) {
        assertThat(told(before, after)).isEqualTo(expected);
    }

    @Test
    void listsThatAreTooLongToBeMatchedAreComparedByPosition() {
        String many = "0,".repeat(600);

        assertThat(told("{\"l\":[" + many + "1]}", "{\"l\":[" + many + "2]}")).isEqualTo("l[600]: 1 -> 2");
    }

    private static String told(String before, String after) {
        try {
            return FieldChanges.between(MAPPER.readTree(before), MAPPER.readTree(after)).stream()
                    .map(change -> change.path() + ": " + text(change.before().isMissingNode(), change.before())
                            + " -> " + text(change.after().isMissingNode(), change.after()))
                    .reduce((one, other) -> one + ", " + other)
                    .orElse("");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String text(boolean missing, Object value) {
        return missing ? "nothing" : value.toString();
    }
}
