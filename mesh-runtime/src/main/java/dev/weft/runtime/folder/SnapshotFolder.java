// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads SNAPSHOT folders: {@code mgmt/} and {@code clusters/NAME/}, any YAML and JSON below them, in any order. Hostile folders are
 * bounded; symbolic links are refused.
 */
public final class SnapshotFolder {

    static final String UNKNOWN_FILE = "unknown.yaml";
    private static final GroupKind SECRET = new GroupKind("", "Secret");

    private final Path root;
    private final Predicate<GroupKind> kinds;
    private final Bounds bounds;
    private final SortedMap<GroupKind, Integer> ignored = new TreeMap<>();
    private int files;

    private SnapshotFolder(Path root, Set<GroupKind> kinds, Bounds bounds) {
        this.root = root;
        this.kinds = kind -> kinds.contains(kind) && !kind.equals(SECRET);
        this.bounds = bounds;
    }

    /**
     * Reads the folder.
     *
     * @param kinds kinds that somebody reads; objects of others are checked and counted only
     * @throws UnusableFolderException naming file, line and column of the first thing that cannot be used
     */
    public static RawSnapshot read(Path root, Set<GroupKind> kinds) throws UnusableFolderException {
        return read(root, kinds, Bounds.DEFAULT);
    }

    static RawSnapshot read(Path root, Set<GroupKind> kinds, Bounds bounds) throws UnusableFolderException {
        return new SnapshotFolder(root, kinds, bounds).read();
    }

    private RawSnapshot read() throws UnusableFolderException {
        if (!Files.isDirectory(root)) {
            throw new UnusableFolderException(
                    root.toString(), 0, 0, Files.exists(root) ? "is not a folder" : "does not exist");
        }
        Path management = root.resolve("mgmt");
        Path clusters = root.resolve("clusters");
        refuseFile(management);
        refuseFile(clusters);
        if (!Files.isDirectory(management) && !Files.isDirectory(clusters)) {
            throw new UnusableFolderException(
                    root.toString(), 0, 0, "is not a snapshot: it has neither a folder mgmt/ nor a folder clusters/");
        }
        ObjectReader managementObjects = new ObjectReader(ObjectId.MANAGEMENT, kinds, ignored);
        if (Files.isDirectory(management)) {
            for (Path file : filesBelow(management, 0)) {
                for (Document document : documents(file)) {
                    managementObjects.add(document);
                }
            }
        }
        SortedMap<String, RawCluster> byName = new TreeMap<>();
        if (Files.isDirectory(clusters)) {
            for (Path folder : children(clusters)) {
                refuseLink(folder);
                if (Files.isDirectory(folder)) {
                    RawCluster cluster = cluster(folder);
                    byName.put(cluster.name(), cluster);
                } else if (isSnapshotFile(folder)) {
                    throw new UnusableFolderException(
                            relative(folder), 0, 0, "belongs to no cluster; move it into a folder clusters/NAME/");
                }
            }
        }
        return new RawSnapshot(managementObjects.sorted(), byName, ignored);
    }

    private RawCluster cluster(Path folder) throws UnusableFolderException {
        String name = String.valueOf(folder.getFileName());
        if (!DnsNames.isLabel(name)) {
            throw new UnusableFolderException(
                    relative(folder),
                    0,
                    0,
                    "a cluster name must be a DNS label (a-z, 0-9, -) of at most 63 characters");
        }
        ObjectReader objects = new ObjectReader(name, kinds, ignored);
        ClusterKnowledge knowledge = ClusterKnowledge.SYNCED;
        for (Path file : filesBelow(folder, 0)) {
            if (file.equals(folder.resolve(UNKNOWN_FILE))) {
                knowledge = UnknownFile.read(documents(file));
            } else {
                for (Document document : documents(file)) {
                    objects.add(document);
                }
            }
        }
        return new RawCluster(name, objects.sorted(), knowledge);
    }

    private List<Document> documents(Path file) throws UnusableFolderException {
        String path = relative(file);
        String text = SourceText.read(file, path, bounds.fileBytes());
        return documents(path, text, bounds);
    }

    /** As JSON when the path says so, as YAML otherwise. */
    static List<Document> documents(String path, String text, Bounds bounds) throws UnusableFolderException {
        return path.toLowerCase(Locale.ROOT).endsWith(".json")
                ? JsonReader.read(path, text, bounds)
                : YamlReader.read(path, text, bounds);
    }

    /** All snapshot files below {@code folder}, by path. */
    private List<Path> filesBelow(Path folder, int depth) throws UnusableFolderException {
        if (depth > bounds.depth()) {
            throw new UnusableFolderException(
                    relative(folder), 0, 0, "lies more than " + bounds.depth() + " folders deep");
        }
        List<Path> found = new ArrayList<>();
        for (Path child : children(folder)) {
            refuseLink(child);
            if (Files.isDirectory(child)) {
                found.addAll(filesBelow(child, depth + 1));
            } else if (isSnapshotFile(child)) {
                if (++files > bounds.files()) {
                    throw new UnusableFolderException(relative(child), 0, 0, "is one file more than " + bounds.files());
                }
                found.add(child);
            }
        }
        return found;
    }

    static boolean isSnapshotFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }

    private List<Path> children(Path folder) throws UnusableFolderException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UnusableFolderException(relative(folder), 0, 0, "cannot be listed: " + SourceText.reason(e));
        }
    }

    /** {@code mgmt} or {@code clusters} as anything but a folder would be overlooked otherwise. */
    private void refuseFile(Path path) throws UnusableFolderException {
        refuseLink(path);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new UnusableFolderException(relative(path), 0, 0, "must be a folder");
        }
    }

    private void refuseLink(Path path) throws UnusableFolderException {
        if (Files.isSymbolicLink(path) || (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isPlain(path))) {
            throw new UnusableFolderException(
                    relative(path),
                    0,
                    0,
                    "is a symbolic link or a special file; a snapshot holds folders and files only");
        }
    }

    private static boolean isPlain(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }
}
