// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private static final Bounds SMALL = new Bounds(9, 1000, 10, 1000, 100);

    private static List<Document> documents(String yaml) throws UnusableFolderException {
        return YamlReader.read("f.yaml", yaml, Bounds.DEFAULT);
    }

    private static JsonNode tree(String yaml) throws UnusableFolderException {
        return documents(yaml).get(0).tree();
    }

    private static String refusal(String yaml, Bounds bounds) {
        var refusal =
                catchThrowableOfType(UnusableFolderException.class, () -> YamlReader.read("f.yaml", yaml, bounds));
        return refusal == null ? null : refusal.getMessage();
    }

    private static String refusal(String yaml) {
        return refusal(yaml, Bounds.DEFAULT);
    }

    @Test
    void skipsEmptyDocumentsAndCommentsAndKnowsWhereEachDocumentStarts() throws Exception {
        var documents =
                documents("# only a comment\n---\n---\na: 1\n---\n# nothing\n---\nnull\n...\n---\n\n  b: 2\n---\n");
        assertThat(documents)
                .extracting(document -> document.tree().toString())
                .containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(documents).extracting(Document::origin).containsExactly("f.yaml:4:1", "f.yaml:12:3");
        assertThat(documents("")).isEmpty();
        assertThat(documents("\n# x\n")).isEmpty();
    }

    @Test
    void readsWindowsLineEndsAndVersionDirectives() throws Exception {
        assertThat(tree("%YAML 1.1\r\n---\r\na: |\r\n  x\r\n  y\r\nb: 1\r\n").toString())
                .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":1}");
    }

    @Test
    void saysWhereATabStands() {
        assertThat(refusal("a:\n\tb: 1\n")).startsWith("f.yaml:2:1: not YAML: ").contains("TAB");
    }

    @Test
    void saysWhereAControlCharacterStands() {
        assertThat(refusal("a: 1\nb: \"😀\u0000\"\n"))
                .isEqualTo("f.yaml:2:6: not YAML: holds the control character U+0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1", "a: 'x", "a: b: c", "{a: 1}}", "a: *x", "? [a]\n: b", "- a\nb: 1", "a: @x"})
    void saysWhereItIsNoYaml(String yaml) {
        assertThat(refusal(yaml)).matches("f\\.yaml:\\d+:\\d+: .+");
    }

    @Test
    void refusesAKeyThatStandsTwiceAndSaysWhereTheSecondIs() {
        assertThat(refusal("a: 1\nb:\n  x: 1\n  x: 2\n")).isEqualTo("f.yaml:4:3: key \"x\" stands twice in one map");
    }

    @ParameterizedTest
    @CsvSource({
        "yes,true",
        "Yes,true",
        "on,true",
        "ON,true",
        "True,true",
        "no,false",
        "off,false",
        "FALSE,false",
        "017,15",
        "0o17,15",
        "0x1F,31",
        "-0x1F,-31",
        "0b101,5",
        "1_000,1000",
        "+12,12",
        "-12,-12",
        "08,8",
        "0,0",
        "00,0",
        "1.50,1.50",
        ".5,0.5",
        "5.,5",
        "1e3,1000",
        "3.0,3",
        "1_0.5,10.5",
        "-0.25,-0.25",
        "1e-3,0.001",
        "9007199254740993,9007199254740993",
        "18446744073709551615,18446744073709551615",
        "123456789012345678901234567890,123456789012345678901234567890",
        "0.1234567890123456789012345,0.1234567890123456789012345",
        "~,null",
        "Null,null",
    })
    void readsPlainValuesAsKubernetesToolsDo(String yaml, String json) throws Exception {
        assertThat(tree("[" + yaml + "]").toString()).isEqualTo("[" + json + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "y",
                "N",
                "yEs",
                "1:30",
                "12:30:45",
                "2026-01-31",
                "2026-01-31T12:00:00Z",
                "1.2.3",
                "0x",
                "0xg",
                "08a",
                "1e",
                "--",
                ".",
                ".inf",
                ".nan",
                "1e400",
                "0b2",
                "_1",
                "infinity",
                "1 000",
                "١"
            })
    void everythingElseIsText(String yaml) throws Exception {
        assertThat(tree("a: " + yaml).path("a").textValue()).isEqualTo(yaml);
    }

    @Test
    void quotesAndTagsDecideBeforeTheLooks() throws Exception {
        assertThat(tree("['1', \"yes\", !!str 5, !!str null, !!int \"7\", !!bool 'on']")
                        .toString())
                .isEqualTo("[\"1\",\"yes\",\"5\",\"null\",7,true]");
    }

    @Test
    void keysAreTextAsWritten() throws Exception {
        assertThat(tree("{8080: a, on: b, 1.0: c, null: d, 0x10: e}").toString())
                .isEqualTo("{\"8080\":\"a\",\"on\":\"b\",\"1.0\":\"c\",\"null\":\"d\",\"0x10\":\"e\"}");
    }

    @Test
    void anchorsAliasesAndMergeKeysCount() throws Exception {
        String yaml = """
                base: &base {x: 1, y: 2}
                more: &more {y: 3, z: 4}
                one: {<<: *base, y: 9}
                two: {<<: [*base, *more]}
                same: *base
                quoted: {"<<": 1}
                &key named: *key
                """;
        JsonNode tree = tree(yaml);
        assertThat(tree.path("one").toString()).isEqualTo("{\"y\":9,\"x\":1}");
        assertThat(tree.path("two").toString()).isEqualTo("{\"x\":1,\"y\":2,\"z\":4}");
        assertThat(tree.path("same")).isEqualTo(tree.path("base"));
        assertThat(tree.path("quoted").path("<<").intValue()).isEqualTo(1);
        assertThat(tree.path("named").textValue()).isEqualTo("named");
    }

    @Test
    void refusesAMergeOfSomethingElseThanMapsAndAnAliasOfItself() {
        assertThat(refusal("a: {<<: 5}")).isEqualTo("f.yaml:1:9: a merge key needs a map or a list of maps");
        assertThat(refusal("a: &a [*a]")).contains("alias *a comes before the end of what it names");
    }

    @Test
    void anchorsEndWithTheirDocument() {
        assertThat(refusal("a: &a 1\n---\nb: *a\n")).startsWith("f.yaml:3:4: ");
    }

    @Test
    void aBillionLaughsEndAtTheBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }
        assertThat(refusal(bomb.toString())).matches("f\\.yaml:\\d+:\\d+: aliases repeat more than 1000000 values.*");
    }

    @Test
    void aBombOfMergeKeysEndsAtTheBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" {");
            for (int j = 0; j < 10; j++) {
                bomb.append("k").append(j).append(": {<<: *a").append(i - 1).append("}, ");
            }
            bomb.append("}\n");
        }
        assertThat(refusal(bomb.toString())).contains("aliases repeat more than");
    }

    @Test
    void aliasesDoNotNestDeeperThanTheBound() {
        assertThat(refusal("a: &a [[[[[[1]]]]]]\nb: &b [[*a]]\n", SMALL)).isNull();
        assertThat(refusal("a: &a [[[[[[1]]]]]]\nb: &b [[[[*a]]]]\n", SMALL))
                .isEqualTo("f.yaml:2:11: nested deeper than 10 levels");
    }

    @Test
    void refusesDeepNestingWithoutExhaustingTheStack() {
        assertThat(refusal("[".repeat(100_000))).matches("f\\.yaml:1:\\d+: nested deeper than 200 levels");
        assertThat(refusal("{a: ".repeat(100_000))).contains("nested deeper than 200 levels");
    }

    @Test
    void countsTheValuesOfADocument() {
        assertThat(refusal("[" + "1,".repeat(1001) + "]", SMALL)).endsWith("more than 1000 values in one document");
        assertThat(refusal(("[" + "1,".repeat(900) + "]\n---\n").repeat(3), SMALL))
                .isNull();
    }

    @Test
    void readsDocumentsBeyondTheUsualLimitOfThreeMillionCharacters() throws Exception {
        String yaml = "a: " + "x".repeat(6_000_000) + "\n";
        assertThat(tree(yaml).path("a").textValue()).hasSize(6_000_000);
    }

    @Test
    void refusesHalfASurrogatePairWhichNobodyCouldWriteAgain() {
        assertThat(refusal("a: \"\\uD800\""))
                .isEqualTo("f.yaml:1:4: holds half of a surrogate pair, which is no Unicode text: \"\\ud800\"");
    }

    @Test
    void keepsUnicodeTexts() throws Exception {
        assertThat(tree("a: \"\\U0001F600 \\u00e9\"\nb: 😀é日本\n").toString())
                .isEqualTo("{\"a\":\"😀 é\",\"b\":\"😀é日本\"}");
    }
}
