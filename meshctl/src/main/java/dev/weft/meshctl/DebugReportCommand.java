// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.runtime.folder.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code meshctl debug report}. */
@Command(
        name = "report",
        description = {
            "Write what somebody who helps would ask for to one zip file: what version, check, cluster list, trust status and"
                    + " describe say, and a snapshot of all clusters without secrets.",
            "Clusters are only read. Logs are not in it: kubectl logs has them."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  meshctl debug report --file report.zip",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is written; a part that could not be had says why",
            "1:the file cannot be written",
            "2:the options cannot be used"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DebugReportCommand implements Callable<Integer> {

    private static final String SNAPSHOT = "snapshot";

    @Spec
    private CommandSpec command;

    @Mixin
    private KubeOptions kube;

    @Mixin
    private NamespaceOption plane;

    @Option(
            names = "--file",
            defaultValue = "weft-report.zip",
            paramLabel = "FILE",
            description = "File to write (default: ${DEFAULT-VALUE}).")
    private Path file;

    @Option(names = "--force", description = "Write over a file that is there.")
    private boolean force;

    /**
     * What a command says.
     *
     * @param name of the file that has it
     */
    private record Part(String name, List<String> arguments) {}

    @Override
    public Integer call() throws CommandFailedException, InterruptedException, IOException {
        if (Files.exists(file) && !force) {
            throw new CommandFailedException(
                    file + " is there already", "Name another one with --file, or write over it with --force.");
        }
        Progress progress = Screen.progress(command.commandLine().getOut());
        Path folder = Files.createTempDirectory("meshctl-report");
        try {
            for (Part part : parts(folder)) {
                progress.step(part.name(), () -> write(part, folder));
            }
            Path zip = folder.resolve("report.zip");
            zip(folder, zip);
            move(zip);
        } finally {
            FileTree.delete(folder);
        }
        progress.say(file + " is written. It names clusters, services and policies, and holds no secrets.");
        return ExitCode.OK;
    }

    private List<Part> parts(Path folder) {
        return List.of(
                new Part("version.txt", List.of("version")),
                new Part("check.txt", List.of("check")),
                new Part("clusters.txt", List.of("cluster", "list")),
                new Part("trust.txt", List.of("trust", "status")),
                new Part("meshes.txt", List.of("describe", "mesh")),
                new Part("policies.txt", List.of("describe", "trafficpolicy")),
                new Part(
                        SNAPSHOT,
                        List.of(
                                "debug",
                                "snapshot",
                                "--dir",
                                folder.resolve(SNAPSHOT).toString())));
    }

    /** A part that cannot be had is a part that says why. */
    private String write(Part part, Path folder) throws CommandFailedException {
        List<String> arguments = new ArrayList<>(part.arguments());
        arguments.addAll(kube.arguments());
        arguments.addAll(List.of("--namespace", plane.namespace));
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int code = Main.run(line, arguments.toArray(String[]::new));
        String name = part.name().endsWith(".txt") ? part.name() : part.name() + ".txt";
        try {
            Files.writeString(
                    folder.resolve(name),
                    "$ meshctl " + String.join(" ", part.arguments()) + "\n" + said + "exit code " + code + "\n");
        } catch (IOException e) {
            throw new CommandFailedException(folder + " cannot be written: " + e.getMessage(), "");
        }
        return code == ExitCode.OK ? "" : "exit code " + code + ", " + name + " says why";
    }

    private static void zip(Path folder, Path zip) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Path one : files) {
                out.putNextEntry(new ZipEntry(folder.relativize(one).toString().replace('\\', '/')));
                Files.copy(one, out);
                out.closeEntry();
            }
        }
    }

    private void move(Path zip) throws CommandFailedException {
        try {
            Files.move(zip, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailedException(
                    file + " cannot be written: " + e.getClass().getSimpleName(), "Name another file with --file.");
        }
    }
}
