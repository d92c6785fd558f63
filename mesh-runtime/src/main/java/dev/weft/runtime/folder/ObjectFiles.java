// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads objects for the management cluster as {@code kubectl apply -f} takes them: a file with YAML documents or JSON, with Lists in it; a
 * folder, of which the files in it are read but not those below; or {@code -} for standard input. Bounded as snapshot folders are.
 */
public final class ObjectFiles {

    /** Standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final String STANDARD_INPUT_NAME = "standard input";

    private final InputStream standardInput;
    private final Bounds bounds = Bounds.DEFAULT;
    private final ObjectReader objects = new ObjectReader(ObjectId.MANAGEMENT, kind -> true, new TreeMap<>());

    private ObjectFiles(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /**
     * The objects, in the order of the paths and of the documents in them; their origin is {@code PATH:LINE:COLUMN}.
     *
     * @param paths as the user wrote them
     * @throws UnusableFolderException naming file, line and column of the first thing that cannot be used; also of an object that stands
     *     twice
     */
    public static List<RawObject> read(List<String> paths, InputStream standardInput) throws UnusableFolderException {
        ObjectFiles files = new ObjectFiles(standardInput);
        for (String path : paths) {
            files.read(path);
        }
        return files.objects.inOrder();
    }

    private void read(String path) throws UnusableFolderException {
        if (path.equals(STANDARD_INPUT)) {
            try {
                add(STANDARD_INPUT_NAME, SourceText.read(standardInput, STANDARD_INPUT_NAME, bounds.fileBytes()));
            } catch (IOException e) {
                throw new UnusableFolderException(STANDARD_INPUT_NAME, 0, 0, "cannot be read: " + SourceText.reason(e));
            }
            return;
        }
        Path file = Path.of(path);
        if (!Files.isDirectory(file)) {
            add(path, SourceText.read(file, path, bounds.fileBytes()));
            return;
        }
        for (Path child : filesIn(file)) {
            add(child.toString(), SourceText.read(child, child.toString(), bounds.fileBytes()));
        }
    }

    private static List<Path> filesIn(Path folder) throws UnusableFolderException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(SnapshotFolder::isSnapshotFile)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnusableFolderException(folder.toString(), 0, 0, "cannot be listed: " + SourceText.reason(e));
        }
    }

    private void add(String path, String text) throws UnusableFolderException {
        for (Document document : SnapshotFolder.documents(path, text, bounds)) {
            objects.add(document);
        }
    }
}
