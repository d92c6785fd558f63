// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of {@code e2e/tools/install}. When it builds, its progress goes to this process's stderr.
 *
 * @param exitCode what the script says at its top
 * @param printed the folder with the programs when the exit code is 0
 */
record InstallScript(int exitCode, String printed) {

    /** Exit codes where nothing is wrong but the programs are not there. */
    static final int NO_TOOLCHAIN = 3;

    static final int NOT_BUILT = 4;

    /**
     * Runs it.
     *
     * @param repository folder of the checkout
     * @param profile {@code kube} or {@code istio}
     * @param build build what is not built yet, which takes minutes
     * @throws IOException when the script cannot be started or the build fails
     */
    static InstallScript run(Path repository, String profile, boolean build) throws IOException, InterruptedException {
        Path script = repository.resolve("e2e/tools/install");
        if (!Files.isExecutable(script)) {
            throw new IOException(script + " is not an executable file");
        }
        List<String> command = new ArrayList<>(List.of(script.toString(), profile));
        if (!build) {
            command.add("--if-built");
        }
        // Whoever only asks says himself what is missing.
        Process process = new ProcessBuilder(command)
                .redirectError(build ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0 && code != NO_TOOLCHAIN && code != NOT_BUILT) {
            throw new IOException(String.join(" ", command) + " failed with exit code " + code + "; see above");
        }
        return new InstallScript(code, printed);
    }
}
