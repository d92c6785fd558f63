// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that a test is part of. */
public final class Checkout {

    private Checkout() {}

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
