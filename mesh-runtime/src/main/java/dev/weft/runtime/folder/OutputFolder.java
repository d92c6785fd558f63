// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * A folder to write results to. Everything is written to a temporary sibling first and moved into place at the end, so a run that fails
 * leaves no half result. Names never become paths outside the folder.
 */
public final class OutputFolder implements AutoCloseable {

    private static final int LONGEST_NAME = 240;
    private static final int KEPT_OF_LONG = 200;
    private static final int HASH_DIGITS = 16;

    private final Path target;
    private final Path work;
    private boolean published;

    private OutputFolder(Path target, Path work) {
        this.target = target;
        this.work = work;
    }

    /**
     * Prepares to write to {@code target}, which must be absent or empty unless {@code force} allows to empty it.
     *
     * @param input folder that is read and must not be touched
     */
    public static OutputFolder at(Path target, Path input, boolean force) throws UnusableFolderException {
        Path absolute = target.toAbsolutePath().normalize();
        try {
            if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                checkExisting(target, absolute, input, force);
            }
            Path parent = absolute.getParent();
            if (parent == null) {
                throw new UnusableFolderException(target.toString(), 0, 0, "cannot be an output folder");
            }
            Files.createDirectories(parent);
            return new OutputFolder(absolute, Files.createTempDirectory(parent, ".weft-output-"));
        } catch (IOException e) {
            throw new UnusableFolderException(target.toString(), 0, 0, "cannot be written: " + e.getMessage());
        }
    }

    private static void checkExisting(Path target, Path absolute, Path input, boolean force)
            throws UnusableFolderException, IOException {
        if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnusableFolderException(target.toString(), 0, 0, "exists and is not a folder");
        }
        if (isEmpty(absolute)) {
            return;
        }
        if (!force) {
            throw new UnusableFolderException(target.toString(), 0, 0, "is not empty; --force empties it");
        }
        Path real = absolute.toRealPath();
        Path read = input.toAbsolutePath().normalize();
        Path realInput = Files.exists(read) ? read.toRealPath() : read;
        if (realInput.startsWith(real) || real.startsWith(realInput) || real.getNameCount() == 0) {
            throw new UnusableFolderException(
                    target.toString(), 0, 0, "holds the snapshot or lies in it, so it is not emptied");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }

    /**
     * Writes {@code folder/KIND.NAMESPACE.NAME.yaml}.
     *
     * @param folder {@code mgmt} or {@code clusters/NAME}; a name of ours, never a user's text
     * @param namespace empty for cluster-scoped objects, which stand as {@code _}
     */
    public void writeObject(String folder, String kind, String namespace, String name, String yaml) throws IOException {
        String scope = namespace.isEmpty() ? "_" : namespace;
        writeFile(folder + "/" + fileName(kind + "." + scope + "." + name) + ".yaml", yaml);
    }

    /** Writes a file at the top of the folder. */
    public void writeFile(String relativePath, String text) throws IOException {
        Path file = work.resolve(relativePath).normalize();
        if (!file.startsWith(work)) {
            throw new IOException("not inside the output folder: " + relativePath);
        }
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** A name as a file name: separators are replaced, and a long one keeps 200 bytes and gets a hash of the whole. */
    static String fileName(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.codePoints().forEach(c -> plain.appendCodePoint(c == '/' || c == '\\' || c < ' ' ? '_' : c));
        String safe = plain.toString();
        if (safe.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME - ".yaml".length() && safe.equals(name)) {
            return safe;
        }
        String hash =
                CanonicalJson.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int c : safe.codePoints().toArray()) {
            bytes += new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > KEPT_OF_LONG) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept + "~" + hash;
    }

    /** Moves everything into place. */
    public void publish() throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            deleteTree(target);
        }
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        published = true;
    }

    @Override
    public void close() throws IOException {
        if (!published) {
            deleteTree(work);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
