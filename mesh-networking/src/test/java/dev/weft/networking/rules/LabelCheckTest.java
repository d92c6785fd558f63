// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelCheckTest {

    private static List<String> problems(String key, String value) {
        return Read.by(problems -> {
                    LabelCheck.labels(Map.of(key, value), "f", problems);
                    return "";
                })
                .problems();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "a", "A_b.c-d", "app.kubernetes.io/name", "x/y"})
    void keysThatAPodCanHave(String key) {
        assertThat(problems(key, "v")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/x", "x/", "a b", "-a", "a-", "a/b/c", "UPPER.case/x", "ü"})
    void keysThatNoPodHas(String key) {
        assertThat(problems(key, "v")).singleElement().asString().startsWith("f: ");
    }

    @Test
    void valuesAreShortAndMayBeEmpty() {
        assertThat(problems("app", "")).isEmpty();
        assertThat(problems("app", "v".repeat(63))).isEmpty();
        assertThat(problems("app", "v".repeat(64))).singleElement().asString().startsWith("f.app: ");
        assertThat(problems("app", "-v")).hasSize(1);
    }

    @Test
    void namespacesAreDnsLabels() {
        Read<String> read = Read.by(problems -> {
            LabelCheck.namespaces(List.of("book-info2", "a.b", "n".repeat(64), "n".repeat(63)), "f", problems);
            return "";
        });

        assertThat(read.problems())
                .containsExactly(
                        "f: has \"a.b\", which is no name of a namespace",
                        "f: has \"" + "n".repeat(64) + "\", which is no name of a namespace");
    }
}
