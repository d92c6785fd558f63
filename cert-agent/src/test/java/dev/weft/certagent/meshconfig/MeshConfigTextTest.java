// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.meshconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.certagent.issue.FakeIssuer;
import dev.weft.pki.Certificate;
import dev.weft.pki.PkiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MeshConfigTextTest {
    private static final Certificate ROOT = root();
    private static final Certificate OTHER = root();

    private static Certificate root() {
        try {
            return Certificate.read(
                    FakeIssuer.at(Instant.parse("2026-01-01T00:00:00Z")).roots());
        } catch (PkiException e) {
            throw new AssertionError(e);
        }
    }

    private static String changed(String text, Certificate... roots) {
        Edit edit = MeshConfigText.with(text, Entries.of(List.of(roots)));
        assertThat(edit).as(text).isInstanceOf(Edit.Changed.class);
        return ((Edit.Changed) edit).text();
    }

    private static String refused(String text) {
        Edit edit = MeshConfigText.with(text, Entries.of(List.of(ROOT)));
        assertThat(edit).as(text).isInstanceOf(Edit.Refused.class);
        return ((Edit.Refused) edit).why();
    }

    private static Map<?, ?> tree(String text) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
        return loaded == null ? Map.of() : (Map<?, ?>) loaded;
    }

    private static List<?> certificates(String text) {
        return tree(text).get("caCertificates") instanceof List<?> list ? list : List.of();
    }

    /** Ours come and go, once, whatever else there is, and nothing else is touched. */
    private static void comesAndGoes(String text) {
        String with = changed(text, ROOT);
        List<Object> expected = new ArrayList<>(List.of(Map.of("pem", ROOT.pem())));
        expected.addAll(certificates(text));
        assertThat(certificates(with)).isEqualTo(expected);
        assertThat(MeshConfigText.with(with, Entries.of(List.of(ROOT)))).isInstanceOf(Edit.Same.class);
        assertThat(changed(with)).as("byte for byte as before").isEqualTo(text);
        assertThat(MeshConfigText.with(text, Entries.of(List.of()))).isInstanceOf(Edit.Same.class);
        String both = changed(with, OTHER, ROOT);
        assertThat(certificates(both)).hasSize(expected.size() + 1);
        assertThat(changed(both)).isEqualTo(text);
        assertThat(isOnePieceMore(text, with)).isTrue();
    }

    /** Whether the longer text is the shorter one with one piece put in. */
    private static boolean isOnePieceMore(String shorter, String longer) {
        int begin = 0;
        while (begin < shorter.length() && shorter.charAt(begin) == longer.charAt(begin)) {
            begin++;
        }
        int end = 0;
        while (end < shorter.length()
                && shorter.charAt(shorter.length() - 1 - end) == longer.charAt(longer.length() - 1 - end)) {
            end++;
        }
        return begin + end >= shorter.length() && longer.length() > shorter.length();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing yet\n",
                "trustDomain: cluster.local\n",
                "trustDomain: cluster.local",
                "# first\n\ntrustDomain: cluster.local # here\n# last",
                "---\ntrustDomain: cluster.local\n",
                "---\ntrustDomain: cluster.local\n...\n",
                "  trustDomain: cluster.local\n  rootNamespace: istio-system\n",
                "defaultConfig:\n  proxyMetadata:\n    A: |+\n      kept\n\n\n",
                "defaultConfig:\n  proxyMetadata:\n    A: |\n      not ended",
                "a: &x\n- 1\nb: *x\n",
                "accessLogFormat: \"{\\n}\"\nnotes: 'caCertificates: []'\n",
                "notes: |\n  caCertificates:\n  - pem: x\n",
                "nested:\n  caCertificates:\n  - pem: x\n",
                "name: \u00e4\ud83d\ude00\u4e2d\ntrustDomain: x\n",
            })
    void aTextWithoutTheKeyGetsIt(String text) {
        comesAndGoes(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "caCertificates:\n- pem: mine\n",
                "caCertificates:\n  - pem: mine\n    trustDomains: [a, b]\n  - pem: |\n      x\ntrustDomain: y\n",
                "trustDomain: y\ncaCertificates: # ours\n\n    # the first\n    - pem: mine",
                "caCertificates:\n",
                "caCertificates:",
                "caCertificates: # none\ntrustDomain: y\n",
                "trustDomain: \ud83d\ude00\ncaCertificates:\n-   pem: mine\n-\n  pem: two\n",
                "  a: 1\n  caCertificates:\n  - pem: mine\n  b: 2\n",
                "\"caCertificates\":\n- pem: mine\n",
            })
    void entriesOfOthersStay(String text) {
        assertThat(certificates(changed(text, ROOT))).hasSize(certificates(text).size() + 1);
        comesAndGoes(text);
    }

    @Test
    void linesEndAsTheOthersDo() {
        for (String text : List.of("a: 1\r\ncaCertificates:\r\n- pem: mine\r\n", "a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2")) {
            String with = changed(text, ROOT);
            assertThat(with.replace("\r\n", "")).doesNotContain("\n");
            assertThat(certificates(with).getFirst()).isEqualTo(Map.of("pem", ROOT.pem()));
            assertThat(changed(with)).isEqualTo(text);
        }
    }

    @Test
    void whatCannotBeAddedToIsToldAndLeft() {
        assertThat(refused("{trustDomain: x}")).contains("flow style");
        assertThat(refused("{}")).contains("flow style");
        assertThat(refused("caCertificates: []\n")).contains("flow style").contains("delete it if it is empty");
        assertThat(refused("caCertificates: [{pem: mine}]\n")).contains("flow style");
        assertThat(refused("caCertificates: none\n")).contains("no list");
        assertThat(refused("caCertificates: {pem: x}\n")).contains("no list");
        assertThat(refused("base: &b\n  x: 1\n<<: *b\n")).contains("merge key");
        assertThat(refused("list: &l\n- pem: a\ncaCertificates: *l\n")).contains("nothing can be added");
        assertThat(refused("a: [")).contains("no YAML");
        assertThat(refused("a: 1\na: 2\n")).contains("no YAML");
        assertThat(refused("a: 1\n---\nb: 2\n")).contains("no YAML");
        assertThat(refused("- a\n")).contains("no mapping");
        assertThat(refused("just words")).contains("no mapping");
        assertThat(refused("x: &x [*x]\n")).isNotEmpty();
        assertThat(refused("[".repeat(200_000))).contains("no YAML");
        assertThat(refused("# weft: begin\na: 1\n")).contains("pair");
        assertThat(refused("# weft: end\na: 1\n# weft: begin\n")).contains("delete what does not belong");
        assertThat(refused("# weft: begin\na: 1\n# weft: end\nb: 2\n")).contains("delete what does not belong");
        assertThat(refused("notes: |\n  # weft: begin\n  # weft: end\n")).contains("delete what does not belong");
    }

    @Test
    void whatOthersPutBehindOursStaysWithItsKey() {
        String with = changed("a: 1\n", ROOT);
        String more = with.replace("# weft: end\n", "# weft: end\n- pem: mine\n");
        assertThat(certificates(more)).hasSize(2);
        assertThat(MeshConfigText.with(more, Entries.of(List.of(ROOT)))).isInstanceOf(Edit.Same.class);
        assertThat(changed(more)).isEqualTo("caCertificates:\n- pem: mine\na: 1\n");
        assertThat(certificates(changed(more, OTHER)))
                .isEqualTo(List.of(Map.of("pem", OTHER.pem()), Map.of("pem", "mine")));
    }

    @Test
    void whatSomebodyChangedBetweenTheCommentsIsPutRight() {
        String with = changed("a: 1\n", ROOT);
        String edited = with.replace("- pem: |", "- trustDomains: [x]\n  pem: |");
        assertThat(changed(edited, ROOT)).isEqualTo(with);
        String moved = "a: 1\n" + with.replace("a: 1\n", "");
        assertThat(MeshConfigText.with(moved, Entries.of(List.of(ROOT))))
                .as("where it stands is nobody's business")
                .isInstanceOf(Edit.Same.class);
        assertThat(changed(moved)).isEqualTo("a: 1\n");
        String removed = "a: 1\n";
        assertThat(changed(removed, ROOT)).isEqualTo(with);
    }

    @Test
    void anEntryThatIsThereAlreadyIsNotAddedAgain() {
        String mine = "caCertificates:\n- pem: |\n    " + ROOT.pem().strip().replace("\n", "\n    ") + "\n";
        assertThat(MeshConfigText.with(mine, Entries.of(List.of(ROOT)))).isInstanceOf(Edit.Same.class);
        assertThat(MeshConfigText.with(mine, Entries.of(List.of())))
                .as("nor taken away")
                .isInstanceOf(Edit.Same.class);
    }

    private static String lettingIn(String text, String... trustDomains) {
        Edit edit = MeshConfigText.with(text, new Entries(List.of(ROOT), List.of(trustDomains)));
        assertThat(edit).as(text).isInstanceOf(Edit.Changed.class);
        return ((Edit.Changed) edit).text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "trustDomain: a.example\n",
                "trustDomain: a.example\r\nb: 1",
                "caCertificates:\n  - pem: mine\n    trustDomains: [x, y] # by hand\n",
                "trustDomain: y\ncaCertificates: # ours\n\n    # the first\n    - pem: mine",
                "caCertificates:",
                "  a: 1\n  caCertificates:\n  - trustDomains:\n    - x\n    pem: mine\n",
            })
    void trustDomainsStandWithEachRootAndAllElseStays(String text) {
        String with = lettingIn(text, "b.example", "1.50", "true");

        List<Object> expected = new ArrayList<>(
                List.of(Map.of("pem", ROOT.pem(), "trustDomains", List.of("b.example", "1.50", "true"))));
        expected.addAll(certificates(text));
        assertThat(certificates(with)).isEqualTo(expected);
        assertThat(MeshConfigText.trustDomains(with)).contains("b.example", "1.50", "true");
        assertThat(isOnePieceMore(text, with)).isTrue();
        assertThat(changed(with)).as("byte for byte as before").isEqualTo(text);
        assertThat(lettingIn(with, "b.example")).isNotEqualTo(with);
        assertThat(changed(lettingIn(with, "c.example"))).isEqualTo(text);
        assertThat(changed(with, ROOT)).as("for all trust domains again").doesNotContain("b.example");
    }

    @Test
    void aRootThatSomebodyTrustsForAllLetsNobodyInYet() {
        String mine = "caCertificates:\n- pem: |\n    " + ROOT.pem().strip().replace("\n", "\n    ") + "\n";
        assertThat(certificates(lettingIn(mine, "b.example"))).hasSize(2);
        String let = mine + "  trustDomains: [b.example]\n";
        Entries same = new Entries(List.of(ROOT), List.of("b.example"));
        assertThat(MeshConfigText.with(let, same)).isInstanceOf(Edit.Same.class);
    }

    @Test
    void whatSomebodyChangedOfTheTrustDomainsIsPutRight() {
        String with = lettingIn("a: 1\n", "b.example", "c.example");
        assertThat(lettingIn(with.replace("  - \"c.example\"\n", ""), "b.example", "c.example"))
                .isEqualTo(with);
        assertThat(lettingIn(with.replace("b.example", "evil.example"), "b.example", "c.example"))
                .isEqualTo(with);
    }

    /** Texts put together at random: either nothing but ours changes, and it can be taken back, or it is refused. */
    @Test
    void neverTouchesWhatOthersWrote() {
        List<String> parts = List.of(
                "trustDomain: cluster.local\n",
                "caCertificates:\n",
                "- pem: mine\n",
                "  - pem: mine\n",
                "    trustDomains: [a]\n",
                "caCertificates: []\n",
                "# comment\n",
                "\n",
                "  # deeper\n",
                "defaultConfig:\n  proxyMetadata: {A: b}\n",
                "notes: |\n  text\n   more\n\n",
                "folded: >-\n  x\n",
                "---\n",
                "...\n",
                "? key\n: value\n",
                "&a anchor: 1\n",
                "x: *a\n",
                "last: 1",
                "\t\n",
                "# weft: begin\n",
                "# weft: end\n",
                "\uFEFF");
        int written = 0;
        for (int seed = 0; seed < Integer.getInteger("cases", 25) * 200; seed++) {
            Random random = new Random(seed);
            StringBuilder built = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                built.append(parts.get(random.nextInt(parts.size())));
            }
            String text = random.nextInt(4) == 0 ? built.toString().replace("\n", "\r\n") : built.toString();
            if (MeshConfigText.with(text, Entries.of(List.of(ROOT))) instanceof Edit.Changed edit) {
                written++;
                Edit back = MeshConfigText.with(edit.text(), Entries.of(List.of()));
                assertThat(MeshConfigText.with(edit.text(), Entries.of(List.of(ROOT))))
                        .isInstanceOf(Edit.Same.class);
                assertThat(certificates(edit.text()).contains(Map.of("pem", ROOT.pem())))
                        .isTrue();
                assertThat(back).as("seed %s: %s", seed, text).isInstanceOf(Edit.Changed.class);
                if (!text.contains("# weft:")) {
                    assertThat(((Edit.Changed) back).text()).as("seed %s", seed).isEqualTo(text);
                }
            }
        }
        assertThat(written).as("not all are refused").isGreaterThan(100);
    }
}
