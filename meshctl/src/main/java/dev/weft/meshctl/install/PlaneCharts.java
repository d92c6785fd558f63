// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.FileTree;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The charts of the plane that are packaged with meshctl, in a folder as Helm wants them; the folder goes when this is closed. */
public final class PlaneCharts implements AutoCloseable {

    /** The kinds of the management cluster. */
    public static final String KINDS = "weft-crds";
    /** The operators, their rights and their Settings. */
    public static final String PLANE = "weft";

    private static final List<String> CHARTS = List.of(KINDS, PLANE);

    private final Path folder;

    private PlaneCharts(Path folder) {
        this.folder = folder;
    }

    /** @throws CommandFailedException when the folder of temporary files cannot be written */
    public static PlaneCharts unpack() throws CommandFailedException {
        try {
            PlaneCharts charts = new PlaneCharts(Files.createTempDirectory("meshctl-charts"));
            for (String chart : CHARTS) {
                charts.unpack(chart);
            }
            return charts;
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the folder of temporary files cannot be written: " + e,
                    "Name another one: JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR");
        }
    }

    /** Where the chart is that has this name. */
    public Path chart(String name) {
        return folder.resolve(name);
    }

    /**
     * Copies a file of the user there, once: it may be a pipe, which can be read but once, or change meanwhile.
     *
     * @param name of the copy
     */
    public Path copied(Path file, String name) throws IOException {
        Path copy = folder.resolve(name);
        Files.copy(file, copy);
        return copy;
    }

    /** Writes a file there. */
    public Path written(String text, String name) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private void unpack(String chart) throws IOException {
        URL place = PlaneCharts.class.getResource("charts/" + chart + "/Chart.yaml");
        if (place == null) {
            throw new IllegalStateException("the build has packaged no chart " + chart);
        }
        if (place.openConnection() instanceof JarURLConnection jar) {
            try (FileSystem inside = FileSystems.newFileSystem(path(jar.getJarFileURL()))) {
                copy(inside.getPath("/" + jar.getEntryName()).resolveSibling(""), chart);
            }
        } else {
            copy(path(place).resolveSibling(""), chart);
        }
    }

    private static Path path(URL file) {
        try {
            return Path.of(new URI(file.toString()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copy(Path from, String chart) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(from)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path to = folder.resolve(chart).resolve(from.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
    }

    /** What cannot be removed is left to whoever cleans the folder of temporary files: nobody but its owner may read it. */
    @Override
    public void close() {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            return;
        }
    }
}
