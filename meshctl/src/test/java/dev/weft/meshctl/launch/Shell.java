// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs commands with a chosen environment, and makes the fakes they meet. */
final class Shell {

    private Shell() {}

    /** What a command came to. */
    record Outcome(int code, long pid, String out, String err) {}

    /** A command that was started; its output goes to files, so that nothing has to be read while it runs. */
    record Started(Process process, Path out, Path err) {
        Outcome finish() {
            try {
                int code = process.waitFor();
                return new Outcome(code, process.pid(), Files.readString(out), Files.readString(err));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Starts a command in {@code folder} with nothing in its environment but {@code environment}. */
    static Started start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "stdout", ".txt");
            Path err = Files.createTempFile(folder, "stderr", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            return new Started(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Outcome run(Path folder, Map<String, String> environment, String... command) {
        return start(folder, environment, List.of(command)).finish();
    }

    /** The tools of this machine, without any java. */
    static Map<String, String> environment(Path home, Path toolFolder) throws IOException {
        Files.createDirectories(toolFolder);
        for (String tool : List.of(
                "cat",
                "cp",
                "find",
                "grep",
                "head",
                "ln",
                "mkdir",
                "mv",
                "ps",
                "readlink",
                "rm",
                "rmdir",
                "sed",
                "sh",
                "sleep",
                "touch")) {
            for (String folder : List.of("/usr/bin", "/bin")) {
                Path real = Path.of(folder, tool);
                if (Files.exists(real)) {
                    script(toolFolder.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
                }
            }
        }
        return new TreeMap<>(Map.of("HOME", home.toString(), "PATH", toolFolder.toString(), "LANG", "C"));
    }

    static Path script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /** A folder that looks like a JDK. Its java only says how it was called. */
    static Path fakeJdk(Path home, String version) throws IOException {
        script(home.resolve("bin/java"), "#!/bin/sh\nexit 0\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\nexit 0\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
