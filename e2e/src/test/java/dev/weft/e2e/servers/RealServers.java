// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where tests get the real programs from. */
public final class RealServers {

    private RealServers() {}

    /**
     * The programs, if they are built; else the test is skipped and says so. With {@code -Dweft.e2e.required=true} they are built now, and
     * where that is impossible the test fails.
     *
     * @throws IOException when they are required and cannot be had
     */
    public static KubernetesTools.Built tools() throws IOException, InterruptedException {
        boolean required = Boolean.getBoolean("weft.e2e.required");
        return switch (KubernetesTools.of(repository(), required)) {
            case KubernetesTools.Built built -> built;
            case KubernetesTools.Missing missing -> {
                if (required) {
                    throw new IOException(missing.reason());
                }
                System.err.println("SKIPPED: tests against a real Kubernetes API server. " + missing.reason());
                Assumptions.abort(missing.reason());
                throw new AssertionError("abort returns never");
            }
        };
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not inside a checkout: no mvnw in any parent folder");
            }
        }
        return folder;
    }
}
