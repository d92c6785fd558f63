// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class CanonicalYamlTest {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static JsonNode tree(String json) throws Exception {
        return JSON.readTree(json.replace('\'', '"'));
    }

    /** A YAML 1.1 reader that is not ours. */
    private static Object readBy11(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }

    /** A YAML 1.2 reader that is not ours. */
    private static Object readBy12(String yaml) {
        return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    }

    private static JsonNode readByUs(String yaml) throws UnusableFolderException {
        return YamlReader.read("f", yaml, Bounds.DEFAULT).get(0).tree();
    }

    @Test
    void writesSortedBlocksWithoutMarkersAndOneFinalNewline() throws Exception {
        assertThat(CanonicalYaml.of(tree("{'b':[1,{'z':true,'x':null}],'a':{},'c':[],'d':[[1],[]],'e':'text'}")))
                .isEqualTo("""
                        a: {}
                        b:
                        - 1
                        - x: null
                          z: true
                        c: []
                        d:
                        - - 1
                        - []
                        e: text
                        """);
        assertThat(CanonicalYaml.of(tree("{}"))).isEqualTo("{}\n");
    }

    @Test
    void writesNumbersExactlyAndWithoutExponent() throws Exception {
        ObjectNode numbers = JsonNodeFactory.instance.objectNode();
        numbers.put("a", 9007199254740993L)
                .put("b", 100.0)
                .put("c", new BigDecimal("0.10"))
                .put("d", 1e-7);
        numbers.put("e", new BigDecimal("1E+999999999"));
        assertThat(CanonicalYaml.of(numbers))
                .isEqualTo("a: 9007199254740993\nb: 100\nc: 0.1\nd: 0.0000001\ne: 1E+999999999\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reviews", "v1", "a-b", "networking.istio.io/v1", "/etc/x", "a b (c)", "STRICT", "x_y", "s3"})
    void leavesOrdinaryTextsPlain(String text) throws Exception {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("k", text);
        assertThat(CanonicalYaml.of(node)).isEqualTo("k: " + text + "\n");
    }

    static String[] texts() {
        return new String[] {
            "",
            " ",
            " a",
            "a ",
            "\n",
            "a\nb",
            "a\n",
            "\na",
            "a\r\nb",
            "\t",
            "a\tb",
            "yes",
            "No",
            "on",
            "OFF",
            "y",
            "N",
            "true",
            "False",
            "null",
            "NULL",
            "~",
            "1",
            "-1",
            "1.5",
            "1e3",
            "0o17",
            "017",
            "0x1f",
            "1_000",
            "1:30",
            "12:30:45",
            ".5",
            ".inf",
            "-.INF",
            ".nan",
            "NaN",
            "Infinity",
            "2026-01-31",
            "2026-01-31T12:00:00Z",
            "=",
            "<<",
            "*",
            "*a",
            "&a",
            "!x",
            "!!int 5",
            "%x",
            "@x",
            "`x",
            "|",
            ">",
            "- a",
            "-",
            "--",
            "---",
            "...",
            "? a",
            ": a",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "[a]",
            "{a}",
            "a,b",
            "'",
            "\"",
            "a'b",
            "a\"b",
            "\\",
            "\\n",
            "ü",
            "日本",
            "😀",
            "\u0000",
            "\u0007",
            "\u001b",
            "\u007f",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\u2029",
            "\ufeff",
            "a\ufeffb",
            "\ue000",
            "\ufffd",
            "\uffff",
            "x".repeat(2000),
            "x y ".repeat(500),
            "^(?:/[a-z]+)*\\?$",
            "{{ template }}",
            "$(x)",
            "0",
            "00",
            "+1",
            "1.",
            "e1",
            "0b1",
            "١"
        };
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everyReaderGetsTheVeryTextBackAsValueAndAsKey(String text) throws Exception {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("k", text).put("j" + text, "v").putArray("l").add(text);
        node.putObject("o").put(text, 1);
        String yaml = CanonicalYaml.of(node);
        Map<?, ?> plain = JSON.convertValue(node, Map.class);
        assertThat(readBy11(yaml)).isEqualTo(plain);
        assertThat(readBy12(yaml)).isEqualTo(plain);
        assertThat(readByUs(yaml)).isEqualTo(node);
    }

    @Test
    void everyReaderGetsRandomTextsBack() throws Exception {
        Random random = new Random(42);
        for (int i = 0; i < 3000; i++) {
            String text = random.ints(random.nextInt(12), 0, i % 2 == 0 ? 128 : 0x11000)
                    .filter(c -> c < 0xD800 || c > 0xDFFF)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("k", text).put(text + "k", "v");
            String yaml = CanonicalYaml.of(node);
            Map<?, ?> plain = JSON.convertValue(node, Map.class);
            assertThat(readBy11(yaml)).as(yaml).isEqualTo(plain);
            assertThat(readBy12(yaml)).as(yaml).isEqualTo(plain);
            assertThat(readByUs(yaml)).as(yaml).isEqualTo(node);
        }
    }

    @Test
    void theSameTreeInAnyOrderOfKeysGivesTheSameBytes() throws Exception {
        assertThat(CanonicalYaml.of(tree("{'b':1,'a':{'d':1,'c':2}}")))
                .isEqualTo(CanonicalYaml.of(tree("{'a':{'c':2,'d':1},'b':1}")));
    }
}
