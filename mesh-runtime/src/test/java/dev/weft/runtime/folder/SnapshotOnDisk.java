// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A snapshot folder that a test fills file by file. */
record SnapshotOnDisk(Path root) {

    static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    static final GroupKind NODE = new GroupKind("", "Node");
    static final GroupKind POD = new GroupKind("", "Pod");
    private static final Set<GroupKind> READ = Set.of(CONFIG_MAP, NODE, POD, new GroupKind("", "Secret"));

    SnapshotOnDisk with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    SnapshotOnDisk with(String path, byte[] bytes) {
        Path file = root.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A ConfigMap as one line of flow YAML, which is JSON too. */
    static String configMap(String name) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"" + name + "\"}}\n";
    }

    RawSnapshot read() throws UnusableFolderException {
        return SnapshotFolder.read(root, READ);
    }

    RawSnapshot read(Bounds bounds) throws UnusableFolderException {
        return SnapshotFolder.read(root, READ, bounds);
    }

    /** Names of the management cluster's objects, in order. */
    List<String> names() throws UnusableFolderException {
        return read().management().stream()
                .map(RawObject::id)
                .map(id -> id.namespace() + "/" + id.name())
                .toList();
    }

    /** Why the folder cannot be used; null when it can. */
    String refusal() {
        return refusal(Bounds.DEFAULT);
    }

    String refusal(Bounds bounds) {
        UnusableFolderException refusal = catchThrowableOfType(UnusableFolderException.class, () -> read(bounds));
        return refusal == null ? null : refusal.getMessage();
    }
}
