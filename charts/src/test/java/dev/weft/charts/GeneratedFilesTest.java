// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of charts that say what the code says; {@code -Dcharts.update=true} writes them anew. */
class GeneratedFilesTest {

    @Test
    void sayWhatTheCodeSays() throws IOException {
        for (Map.Entry<Path, String> file : GeneratedFiles.all().entrySet()) {
            if (Boolean.getBoolean("charts.update")) {
                Files.writeString(file.getKey(), file.getValue());
            }
            assertThat(file.getKey())
                    .as("./mvnw -B -q -Dquick -pl charts -am test -Dtest=GeneratedFilesTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dcharts.update=true")
                    .hasContent(file.getValue());
        }
    }

    /** A file of a kind that is gone would install it for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"weft-crds", "agent-crds"})
    void chartsOfKindsHaveNothingElse(String chart) throws IOException {
        Path templates = Charts.FOLDER.resolve(chart).resolve("templates");
        try (Stream<Path> files = Files.list(templates)) {
            assertThat(files)
                    .containsExactlyInAnyOrderElementsOf(GeneratedFiles.all().keySet().stream()
                            .filter(file -> file.startsWith(templates))
                            .toList());
        }
    }
}
