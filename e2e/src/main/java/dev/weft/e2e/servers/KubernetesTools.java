// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs that {@code e2e/tools/install} builds.
 */
public sealed interface KubernetesTools {

    /** Exit codes of the script where nothing is wrong but the programs are not there. */
    int NO_GO = 3;

    int NOT_BUILT = 4;

    /**
     * They are there.
     *
     * @param folder holds {@code etcd}, {@code kube-apiserver}, {@code kube-controller-manager} and {@code kubectl}
     */
    record Built(Path folder) implements KubernetesTools {

        Path program(String name) {
            return folder.resolve(name);
        }
    }

    /**
     * They are not, and cannot be built here.
     *
     * @param reason one sentence for the person who reads the test report
     */
    record Missing(String reason) implements KubernetesTools {}

    /**
     * Asks the script for them. Its progress goes to this process's stderr.
     *
     * @param repository folder of the checkout
     * @param build build them if they are not built yet, which takes minutes
     * @throws IOException when the script cannot be started or the build fails
     */
    static KubernetesTools of(Path repository, boolean build) throws IOException, InterruptedException {
        Path script = repository.resolve("e2e/tools/install");
        if (!Files.isExecutable(script)) {
            throw new IOException(script + " is not an executable file");
        }
        List<String> command = build ? List.of(script.toString()) : List.of(script.toString(), "--if-built");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        return switch (code) {
            case 0 -> new Built(Path.of(printed));
            case NO_GO -> new Missing("Go is missing or too old, so the real Kubernetes servers cannot be built");
            case NOT_BUILT -> new Missing("the real Kubernetes servers are not built; run e2e/tools/install once");
            default -> throw new IOException(script + " failed with exit code " + code + "; see above");
        };
    }
}
