// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that a test is part of. */
public final class Checkout {

    private Checkout() {}

    /** Its folder, wherever in it the test is run. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not inside a checkout");
            }
        }
        return folder;
    }
}
