// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.testkit.Goldens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of {@code src/test/resources/golden}; {@link Goldens} says what a case is made of. */
class GoldenTest {

    @TestFactory
    Stream<DynamicTest> rendersAsExpected() throws IOException {
        return Goldens.in(Path.of("src/test/resources/golden"), InProcess::render);
    }
}
