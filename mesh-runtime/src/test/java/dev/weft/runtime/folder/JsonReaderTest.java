// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

    private static String read(String json) throws UnusableFolderException {
        return JsonReader.read("f.json", json, Bounds.DEFAULT).get(0).tree().toString();
    }

    private static String refusal(String json) {
        var refusal = catchThrowableOfType(
                UnusableFolderException.class, () -> JsonReader.read("f.json", json, Bounds.DEFAULT));
        return refusal == null ? null : refusal.getMessage();
    }

    @Test
    void readsSeveralDocumentsAndKnowsWhereTheyStart() throws Exception {
        assertThat(JsonReader.read("f.json", "\n {\"a\":1}\nnull {\"b\":2}", Bounds.DEFAULT))
                .extracting(Document::origin)
                .containsExactly("f.json:2:2", "f.json:3:6");
        assertThat(JsonReader.read("f.json", "  ", Bounds.DEFAULT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740993,9007199254740993",
        "123456789012345678901234567890,123456789012345678901234567890",
        "0.1234567890123456789012345,0.1234567890123456789012345",
        "3.0,3",
        "1e3,1000",
        "-0,0",
        "1e-500,0",
    })
    void readsNumbersExactlyAndWholeOnesAsIntegers(String json, String expected) throws Exception {
        assertThat(read("[" + json + "]")).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1} x",
                "{\"a\":1,}",
                "{\"a\":NaN}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\t\"}",
                "// x\n{}",
                "{\"a\":1",
                "]",
                "{\"a\" 1}",
            })
    void saysWhereItIsNoJson(String json) {
        assertThat(refusal(json)).matches("f\\.json:\\d+:\\d+: not JSON: .+");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertThat(refusal("{\"a\":1,\n \"a\":2}")).isEqualTo("f.json:2:2: key \"a\" stands twice in one map");
    }

    @Test
    void refusesNumbersThatWouldFillTheMemory() {
        assertThat(refusal("{\"a\":1e999999999}")).isEqualTo("f.json:1:6: a number beyond what Kubernetes can hold");
        assertThat(refusal("{\"a\":" + "9".repeat(5000) + "}"))
                .startsWith("f.json:1:")
                .contains("1000");
    }

    @Test
    void refusesDeepNestingWithoutExhaustingTheStack() {
        assertThat(refusal("[".repeat(100_000))).startsWith("f.json:1:202: nested deeper than 200 levels");
    }

    @Test
    void refusesHalfASurrogatePair() {
        assertThat(refusal("{\"a\":\"x\\udc00\"}")).startsWith("f.json:1:6: holds half of a surrogate pair");
        assertThat(refusal("{\"\\ud800\":1}")).startsWith("f.json:1:2: holds half of a surrogate pair");
    }
}
