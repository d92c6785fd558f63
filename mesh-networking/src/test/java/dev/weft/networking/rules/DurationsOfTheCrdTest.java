// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the CRD lets in as a duration and what is read as one are the same, or an object is stored that is then called malformed. */
class DurationsOfTheCrdTest {

    private static final Path CRD = Path.of("../api-crds/crds/trafficpolicies.networking.mesh.gloo.solo.io.yaml");
    private static final int CASES = Integer.getInteger("cases", 5_000);

    /** Joined by chance they are a literal in about one case of thirty. */
    private static final List<String> PIECES = List.of(
            "0", "5", "12", ".", "1.5", "s", "ms", "m", "h", "ns", "us", "µs", "μs", "-", "+", " ", "d", "S", "e", "\n",
            "٣");

    @Test
    void areReadExactlyWhenTheyAreLetIn() throws IOException {
        Random random = new Random(7);
        List<Pattern> patterns = patterns();
        assertThat(patterns).isNotEmpty();
        for (int i = 0; i < CASES; i++) {
            String text = random.ints(1 + random.nextInt(5), 0, PIECES.size())
                    .mapToObj(PIECES::get)
                    .collect(Collectors.joining());
            assertThat(patterns)
                    .as("\"%s\"", text)
                    .allMatch(pattern -> pattern.matcher(text).matches()
                            == GoDuration.parse(text).isPresent());
        }
    }

    private static List<Pattern> patterns() throws IOException {
        Load yaml = new Load(LoadSettings.builder().build());
        return Files.readAllLines(CRD).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("pattern: "))
                .distinct()
                .map(line -> Pattern.compile(String.valueOf(yaml.loadFromString(line.substring("pattern: ".length())))))
                .toList();
    }
}
