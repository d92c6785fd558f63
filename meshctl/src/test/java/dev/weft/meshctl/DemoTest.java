// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Checkout;
import dev.weft.testkit.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The demo that the README begins with. */
class DemoTest {

    private static final Path DEMO = Checkout.root().resolve("docs/demo");

    @Test
    void rendersToWhatLiesBesideIt() throws IOException {
        Goldens.check(DEMO.resolve("bookinfo"), DEMO.resolve("bookinfo-rendered"), InProcess::render);
    }

    /** So that the first policy a visitor writes for it meets no other (interfaces.md). */
    @Test
    void setsNothingOnDetails() throws IOException {
        try (Stream<Path> files = Files.walk(DEMO.resolve("bookinfo-rendered/out/clusters"))) {
            assertThat(files.map(Path::toString)).noneMatch(path -> path.contains("details"));
        }
        for (String cluster : new String[] {"cluster-1", "cluster-2"}) {
            assertThat(DEMO.resolve(
                            "bookinfo-rendered/out/mgmt/TrafficTarget.gloo-mesh.details-bookinfo-" + cluster + ".yaml"))
                    .content()
                    .doesNotContain("applied");
        }
    }
}
