// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder that the demo leaves its files in, and another one, for its owner only, that goes when the demo ends. */
final class DemoFolder implements AutoCloseable {

    static final String REPORT = "demo.json";

    private final Path folder;
    private final Path working;

    private DemoFolder(Path folder, Path working) {
        this.folder = folder;
        this.working = working;
    }

    /** One that goes with the demo. */
    static DemoFolder temporary() throws IOException {
        Path working = Files.createTempDirectory("weft-demo-").toRealPath();
        return new DemoFolder(working, working);
    }

    /** Makes it where it is absent, and removes the report of an earlier demo. */
    static DemoFolder at(Path folder) throws IOException {
        Path absolute = Files.createDirectories(folder.toAbsolutePath().normalize());
        Files.deleteIfExists(absolute.resolve(REPORT));
        return new DemoFolder(absolute, Files.createTempDirectory("weft-demo-"));
    }

    /** A place for data of the running demo. */
    Path working(String name) {
        return working.resolve(name);
    }

    Path kubeconfig(String cluster) {
        return folder.resolve(cluster + ".kubeconfig");
    }

    /** For the logs of servers, which stay where the folder does. */
    Path logs() {
        return folder.resolve("logs");
    }

    Path report() {
        return folder.resolve(REPORT);
    }

    /** For its owner only: it holds the administrator's token. */
    void writeKubeconfig(String cluster, String text) throws IOException {
        Path file = kubeconfig(cluster);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Appears as a whole. */
    void writeReport(JsonNode report) throws IOException {
        Path next = Files.createTempFile(folder, REPORT, ".new");
        Files.writeString(next, report.toPrettyString() + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(next, Set.copyOf(PosixFilePermissions.fromString("rw-r--r--")));
        Files.move(next, report(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what only the running demo needs. */
    @Override
    public void close() throws IOException {
        removeTree(working);
    }

    private static void removeTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
