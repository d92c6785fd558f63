// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.testkit.istio.IstioJudge;
import dev.weft.testkit.istio.IstioRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every output of every golden folder and of the demo is an object that Istio takes, in its oldest and its newest release. */
class IstioTakesGoldensTest {

    @ParameterizedTest
    @EnumSource(IstioRelease.class)
    void everyOutputIsTaken(IstioRelease release) throws IOException {
        Optional<IstioJudge> judge = IstioJudge.of(release);
        assumeTrue(judge.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");
        Map<String, String> outputs = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden"))) {
            for (Path file : files.filter(IstioTakesGoldensTest::isOutput).toList()) {
                outputs.put("clusters/" + file, Files.readString(file));
            }
        }

        assertThat(outputs).hasSizeGreaterThan(50);
        assertThat(IstioTakesIt.complaints(judge.get(), outputs)).isEmpty();
    }

    private static boolean isOutput(Path file) {
        return Files.isRegularFile(file) && file.toString().contains("/out/clusters/");
    }

    @ParameterizedTest
    @EnumSource(IstioRelease.class)
    void noRuleOfTheSchemasGoesUnevaluated(IstioRelease release) {
        Optional<IstioJudge> judge = IstioJudge.of(release);
        assumeTrue(judge.isPresent(), "Go was not found on PATH; Istio's schemas cannot be fetched");

        assertThat(judge.get().rulesNotEvaluated()).isEmpty();
    }
}
