// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.istio;

import dev.weft.testkit.GoTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A release of Istio that {@code e2e/tools/istio-crds} pins. */
public enum IstioRelease {
    /** The oldest that Weft writes for: it knows the fewest fields. */
    OLDEST("1.28"),
    /** The newest: it has the most rules. */
    NEWEST("1.32");

    private final String folder;

    IstioRelease(String folder) {
        this.folder = folder;
    }

    /** The text of its CustomResourceDefinitions; empty where there is no Go to fetch them with, so that a test can skip. */
    public Optional<String> definitions() {
        return GoTool.path("istio-crds", folder).map(IstioRelease::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
