// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Programs {@code meshctl-NAME} that somebody has put into PATH are commands {@code meshctl NAME}. Commands of meshctl itself come first, and
 * only the first argument is looked at, as {@code kubectl} and {@code git} do it.
 */
final class Plugins {

    /** No separators: a name never leads out of the folders of PATH. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

    private final List<Path> folders;

    /** @param path as in the variable PATH; parts of it that are no folders are passed over */
    Plugins(String path) {
        List<Path> all = new ArrayList<>();
        for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
            try {
                // An empty part would be the current folder: what lies there by accident is not run.
                if (!part.isEmpty()) {
                    all.add(Path.of(part));
                }
            } catch (InvalidPathException e) {
                continue;
            }
        }
        this.folders = List.copyOf(all);
    }

    /** The first program of that name that may be run. */
    Optional<Path> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return folders.stream()
                .map(folder -> folder.resolve("meshctl-" + name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * Runs a plugin with the terminal, the environment and the folder of this process.
     *
     * @return its exit code
     * @throws IOException when the system cannot run it, for example a script without interpreter
     */
    static int run(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread ending = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(ending);
        return process.waitFor();
    }
}
