// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.testkit.smi.SmiJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every output of SMI of every golden folder is an object that Open Service Mesh takes. */
class OpenServiceMeshTakesGoldensTest {

    @Test
    void everyOutputIsTaken() throws IOException {
        Optional<SmiJudge> judge = SmiJudge.ofOpenServiceMesh();
        assumeTrue(judge.isPresent(), "Go was not found on PATH; the schemas of Open Service Mesh cannot be fetched");
        Map<String, String> outputs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden"))) {
            for (Path file :
                    files.filter(OpenServiceMeshTakesGoldensTest::isOutput).toList()) {
                String text = Files.readString(file);
                if (text.contains(".smi-spec.io/")) {
                    outputs.put(file.toString(), text);
                }
            }
        }

        assertThat(outputs).hasSizeGreaterThanOrEqualTo(7);
        assertThat(OpenServiceMeshTakesIt.complaints(judge.get(), outputs)).isEmpty();
    }

    private static boolean isOutput(Path file) {
        return Files.isRegularFile(file) && file.toString().contains("/out/clusters/");
    }
}
