// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A release of Istio that {@code e2e/tools/istio-crds} pins. */
public enum IstioRelease {
    /** The oldest that Weft writes for: it knows the fewest fields. */
    OLDEST("1.28"),
    /** The newest: it has the most rules. */
    NEWEST("1.32");

    /** Exit code of the script where there is no Go. */
    private static final int NO_GO = 3;

    private final String folder;

    IstioRelease(String folder) {
        this.folder = folder;
    }

    /** The text of its CustomResourceDefinitions; empty where there is no Go to fetch them with, so that a test can skip. */
    public Optional<String> definitions() {
        Path script = Checkout.root().resolve("e2e/tools/istio-crds/path");
        try {
            Process process = new ProcessBuilder(script.toString(), folder)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code == NO_GO) {
                return Optional.empty();
            }
            if (code != 0) {
                throw new AssertionError(script + " " + folder + " failed with exit code " + code + "; see above");
            }
            return Optional.of(Files.readString(Path.of(printed)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Istio's definitions were fetched", e);
        }
    }
}
