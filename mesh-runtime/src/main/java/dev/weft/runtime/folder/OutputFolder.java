// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder to write results to. Nothing exists before the first write; everything is written to a working folder and moved into place
 * at the end, so a run that fails leaves no half result and empties nothing. Names never become paths outside the folder, and are
 * plain ASCII: the same on every file system and in every locale.
 *
 * <p>A folder that exists is kept and filled: it may be a mount point, or somebody's current folder.
 */
public final class OutputFolder implements AutoCloseable {

    private static final int LONGEST_NAME = 240;
    private static final int KEPT_OF_LONG = 200;
    private static final int HASH_DIGITS = 16;
    static final String EXTENSION = ".yaml";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");

    private final String name;
    private final Path target;
    private final boolean exists;
    private final boolean force;
    private final boolean ownerOnly;
    private @Nullable Path work;

    private OutputFolder(String name, Path target, boolean exists, boolean force, boolean ownerOnly) {
        this.name = name;
        this.target = target;
        this.exists = exists;
        this.force = force;
        this.ownerOnly = ownerOnly;
    }

    /**
     * Likewise, for something that is read from nowhere in the file system, and is nobody's business but the user's: files get mode 0600,
     * folders 0700, where the file system knows modes.
     */
    public static OutputFolder ownerOnlyAt(Path target, boolean force) throws UnusableFolderException {
        return at(target, Optional.empty(), force, true);
    }

    /**
     * Checks that {@code target} can be written to; changes nothing. It must be absent or empty unless {@code force} allows to empty
     * it.
     *
     * @param input folder that is read; neither may lie in the other
     */
    public static OutputFolder at(Path target, Path input, boolean force) throws UnusableFolderException {
        return at(target, Optional.of(input), force, false);
    }

    private static OutputFolder at(Path target, Optional<Path> input, boolean force, boolean ownerOnly)
            throws UnusableFolderException {
        String name = target.toString();
        Path absolute = target.toAbsolutePath().normalize();
        try {
            boolean exists = Files.exists(absolute, LinkOption.NOFOLLOW_LINKS);
            if (absolute.getParent() == null) {
                throw unusable(name, "cannot be an output folder");
            }
            if (Files.isSymbolicLink(absolute)) {
                throw unusable(name, "is a symbolic link; name the folder itself");
            }
            if (exists && !Files.isDirectory(absolute)) {
                throw unusable(name, "exists and is not a folder");
            }
            if (input.isPresent()) {
                refuseEachInTheOther(
                        name, real(absolute), real(input.get().toAbsolutePath().normalize()));
            }
            if (exists && !force && !isEmpty(absolute)) {
                throw unusable(name, "is not empty; --force empties it");
            }
            return new OutputFolder(name, absolute, exists, force, ownerOnly);
        } catch (IOException e) {
            throw unusable(name, "cannot be written: " + SourceText.reason(e));
        }
    }

    private static void refuseEachInTheOther(String name, Path out, Path in) throws UnusableFolderException {
        if (out.startsWith(in)) {
            throw unusable(name, "lies in the snapshot, which is only read; choose a folder outside of it");
        }
        if (in.startsWith(out)) {
            throw unusable(name, "holds the snapshot; choose another folder");
        }
    }

    /** The path without symbolic links, as far as it exists. */
    private static Path real(Path path) throws IOException {
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null ? path : existing.toRealPath().resolve(existing.relativize(path));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        return children(folder).isEmpty();
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    /**
     * Writes {@code folder/KIND.NAMESPACE.NAME.yaml}.
     *
     * @param folder {@code mgmt} or {@code clusters/NAME}; a name of ours, never a user's text
     * @param namespace empty for cluster-scoped objects, which stand as {@code _}
     */
    public void writeObject(String folder, String kind, String namespace, String objectName, String yaml)
            throws UnusableFolderException {
        writeFile(folder + "/" + fileName(objectKey(kind, namespace, objectName)) + EXTENSION, yaml);
    }

    /** {@code KIND.NAMESPACE.NAME}: how files and deletes.txt name an object. */
    public static String objectKey(String kind, String namespace, String objectName) {
        return kind + "." + (namespace.isEmpty() ? "_" : namespace) + "." + objectName;
    }

    /** Writes a file that does not exist yet. */
    public void writeFile(String relativePath, String text) throws UnusableFolderException {
        try {
            Path folder = work();
            Path file = folder.resolve(relativePath).normalize();
            Path parent = file.getParent();
            if (parent == null || !file.equals(folder.resolve(relativePath)) || !file.startsWith(folder)) {
                throw new IllegalArgumentException("not inside the output folder: " + relativePath);
            }
            if (Files.exists(file)) {
                throw new IllegalStateException("two results for one file: " + relativePath);
            }
            Files.createDirectories(parent, mode("rwx------"));
            Files.createFile(file, mode("rw-------"));
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unusable(name, "cannot be written: " + SourceText.reason(e));
        }
    }

    private Path work() throws IOException {
        if (work == null) {
            Path parent = target.getParent();
            Path place = exists || parent == null ? target : parent;
            Files.createDirectories(place);
            work = Files.createDirectory(
                    place.resolve(".weft-output-" + ProcessHandle.current().pid() + "-" + System.nanoTime()),
                    mode("rwx------"));
        }
        return work;
    }

    private FileAttribute<?>[] mode(String permissions) {
        boolean known = target.getFileSystem().supportedFileAttributeViews().contains("posix");
        return ownerOnly && known
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /**
     * A name as a file name: what is not a plain character is replaced, and a name that is changed or too long keeps 200 bytes and gets
     * a hash of the whole.
     */
    static String fileName(String name) {
        if (PLAIN.matcher(name).matches() && name.length() <= LONGEST_NAME - EXTENSION.length()) {
            return name;
        }
        StringBuilder kept = new StringBuilder();
        name.codePoints()
                .limit(KEPT_OF_LONG)
                .forEach(c -> kept.append(
                        c < 128 && PLAIN.matcher(Character.toString(c)).matches() ? (char) c : '_'));
        String hash =
                CanonicalJson.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
        return kept + "~" + hash;
    }

    /** Moves everything into place; what the folder held before is deleted, if that was allowed. */
    public void publish() throws UnusableFolderException {
        try {
            Path folder = work();
            if (exists) {
                replaceContent(folder);
            } else {
                Files.move(folder, target);
            }
            work = null;
        } catch (IOException e) {
            throw unusable(name, "cannot be written: " + SourceText.reason(e));
        }
    }

    private void replaceContent(Path folder) throws IOException, UnusableFolderException {
        for (Path before : children(target)) {
            if (before.equals(folder)) {
                continue;
            }
            if (!force) {
                throw unusable(name, "was filled by somebody else meanwhile");
            }
            FileTree.delete(before);
        }
        for (Path result : children(folder)) {
            Files.move(result, target.resolve(result.getFileName()));
        }
        Files.delete(folder);
    }

    @Override
    public void close() throws UnusableFolderException {
        if (work != null) {
            try {
                FileTree.delete(work);
            } catch (IOException e) {
                throw unusable(name, "cannot be cleaned up: " + SourceText.reason(e));
            }
        }
    }

    private static UnusableFolderException unusable(String name, String why) {
        return new UnusableFolderException(name, 0, 0, why);
    }
}
