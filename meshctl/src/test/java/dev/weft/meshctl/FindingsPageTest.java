// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.discovery.DiscoveryFinding;
import dev.weft.meshctl.validate.ValidationFinding;
import dev.weft.networking.NetworkingFinding;
import dev.weft.runtime.status.FindingCode;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/findings.md} is written from the catalogues; {@code -Dgolden.update=true} writes it anew. */
class FindingsPageTest {

    private static final Path PAGE = Checkout.root().resolve("docs/reference/findings.md");

    private static final String INTRODUCTION = """
            # Findings

            Every code that `findings.json`, a condition's reason, `meshctl validate` or a summary can have. Codes are stable; messages are not. An
            `error` makes an object INVALID or FAILED, or says that it was left out; a `warning` is done but probably not what was
            meant, or not served yet; an `info` is worth knowing. Warnings and infos never change an exit code.

            This page is generated from the catalogues in the code; HACKING.md says how.

            """;

    private static final List<FindingCode> ALL = Stream.<FindingCode[]>of(
                    DiscoveryFinding.values(), NetworkingFinding.values(), ValidationFinding.values())
            .flatMap(Stream::of)
            .sorted(Comparator.comparing(FindingCode::code))
            .toList();

    @Test
    void saysWhatTheCataloguesSay() throws IOException {
        String page = INTRODUCTION + ALL.stream().map(FindingsPageTest::entry).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as(
                        "./mvnw -B -q -Dquick -pl meshctl -am test -Dtest=FindingsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dgolden.update=true")
                .hasContent(page);
    }

    @Test
    void everyCodeStandsForOneThing() {
        assertThat(ALL)
                .extracting(FindingCode::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[A-Z][A-Za-z]+"));
    }

    @Test
    void everyCodeSaysWhatIsTheCaseAndWhatToDo() {
        assertThat(ALL).extracting(FindingCode::meaning).allMatch(text -> text.matches("(?s)[A-Z].*\\."));
        assertThat(ALL).extracting(FindingCode::remedy).allMatch(text -> text.matches("(?s)[A-Z].*\\."));
    }

    private static String entry(FindingCode code) {
        return "## " + code.code() + "\n\n`" + code.severity().wire() + "`. " + code.meaning() + "\n\nWhat to do: "
                + code.remedy() + "\n";
    }
}
