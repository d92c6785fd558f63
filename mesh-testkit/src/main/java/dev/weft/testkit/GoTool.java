// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scripts {@code e2e/tools/NAME/path}, which print a path in the module cache of Go. */
public final class GoTool {

    /** Exit code of the scripts where there is no Go. */
    private static final int NO_GO = 3;

    private GoTool() {}

    /** What a script prints; empty where there is no Go to fetch it with, so that a test can skip. */
    public static Optional<Path> path(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Checkout.root()
                .resolve("e2e/tools")
                .resolve(name)
                .resolve("path")
                .toString());
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code == NO_GO) {
                return Optional.empty();
            }
            if (code != 0) {
                throw new AssertionError(String.join(" ", command) + " failed with exit code " + code + "; see above");
            }
            return Optional.of(Path.of(printed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while a module was fetched", e);
        }
    }
}
