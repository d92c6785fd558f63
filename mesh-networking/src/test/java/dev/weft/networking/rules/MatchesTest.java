// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.api.networking.TrafficPolicySpec;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchesTest {

    private static Read<List<HttpMatch>> read(String matchers) {
        try {
            TrafficPolicySpec spec = JsonMapper.builder()
                    .build()
                    .readValue(
                            "{\"httpRequestMatchers\": " + matchers.replace('\'', '"') + "}", TrafficPolicySpec.class);
            return Read.by(problems -> Matches.from(spec.httpRequestMatchers(), problems));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpMatch one(String matcher) {
        Read<List<HttpMatch>> read = read("[" + matcher + "]");
        assertThat(read.problems()).isEmpty();
        return read.value().getFirst();
    }

    @Test
    void anEmptyMatcherIsEveryRequest() {
        assertThat(one("{}")).isEqualTo(HttpMatch.ANY);
        assertThat(read("null").value()).isEmpty();
        assertThat(read("[]").value()).isEmpty();
    }

    @Test
    void aMethodBlockWithoutMethodIsGet() {
        assertThat(one("{'method': {}}").method()).isEqualTo("GET");
        assertThat(one("{'method': {'method': 'DELETE'}}").method()).isEqualTo("DELETE");
        assertThat(one("{}").method()).isEmpty();
    }

    @Test
    void theOrderOfConditionsDoesNotMatter() {
        assertThat(one("{'headers': [{'name': 'a', 'value': '1'}, {'name': 'b', 'value': '2'}]}"))
                .isEqualTo(one("{'headers': [{'name': 'b', 'value': '2'}, {'name': 'a', 'value': '1'}]}"));
    }

    @Test
    void invertedHeadersStandApart_soOneNameMayHaveBoth() {
        Read<List<HttpMatch>> read = read("[{'headers': [{'name': 'a', 'value': '.+', 'regex': true},"
                + " {'name': 'a', 'value': 'x', 'invertMatch': true}]}]");

        assertThat(read.notes()).isEmpty();
        assertThat(read.value().getFirst().headers()).containsOnlyKeys("a");
        assertThat(read.value().getFirst().withoutHeaders()).containsEntry("a", new ValueMatch("x", false));
    }

    @Test
    void ofTwoConditionsOnOneNameTheLastCounts_withANote() {
        Read<List<HttpMatch>> read =
                read("[{}, {'queryParameters': [{'name': 'q', 'value': '1'}, {'name': 'q', 'value': '2'}]}]");

        assertThat(read.value().getLast().queryParameters()).containsEntry("q", new ValueMatch("2", false));
        assertThat(read.notes())
                .singleElement()
                .asString()
                .startsWith("spec.httpRequestMatchers[1].queryParameters[1].name: ");
    }

    @Test
    void headerNamesThatDifferOnlyInCaseAreOneHeader_parametersAreNot() {
        Read<List<HttpMatch>> read = read("[{'headers': [{'name': 'X-A', 'value': '1'}, {'name': 'x-a', 'value': '2'}],"
                + " 'queryParameters': [{'name': 'Q'}, {'name': 'q'}]}]");

        assertThat(read.value().getFirst().headers()).containsExactly(entry("x-a", new ValueMatch("2", false)));
        assertThat(read.value().getFirst().queryParameters()).containsOnlyKeys("Q", "q");
        assertThat(read.notes()).singleElement().asString().startsWith("spec.httpRequestMatchers[0].headers[1].name: ");
        assertThat(one("{'headers': [{'name': 'X-A'}]}")).isEqualTo(one("{'headers': [{'name': 'x-a'}]}"));
    }

    @Test
    void anEmptyPrefixIsNoCondition() {
        assertThat(one("{'prefix': ''}")).isEqualTo(HttpMatch.ANY);
    }

    @Test
    void G14_severalKindsOfPathAreRefused() {
        assertThat(read("[{'exact': '/a', 'prefix': '/b', 'regex': '/c'}]").problems())
                .containsExactly("spec.httpRequestMatchers[0]: sets regex and prefix and exact; set only one of them");
    }

    @Test
    void everyProblemHasItsField() {
        assertThat(read("[{'headers': [{'value': 'x'}, {'name': 'a:b'}, {'name': 'c', 'value': '(', 'regex': true}]},"
                                + " {'queryParameters': [{}], 'regex': '['}]")
                        .problems())
                .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactly(
                        "spec.httpRequestMatchers[0].headers[0].name",
                        "spec.httpRequestMatchers[0].headers[1].name",
                        "spec.httpRequestMatchers[0].headers[2].value",
                        "spec.httpRequestMatchers[1].regex",
                        "spec.httpRequestMatchers[1].queryParameters[0].name");
    }
}
