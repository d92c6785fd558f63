// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Mounts Secrets and ConfigMaps of one cluster as folders, as the kubelet does: the files are links into {@code ..data}, itself a link
 * that is replaced in one step, so that a reader sees all of the old content or all of the new
 * (kubernetes/pkg/volume/util/atomic_writer.go).
 */
final class Kubelet {

    /** A character for each byte, so that maps of contents compare. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final ClusterObjects objects;
    /** What each mounted folder shows: content by file name. */
    private final Map<Mount, SortedMap<String, String>> mounts = new LinkedHashMap<>();
    /** From a read to what is shown for it: else what was read before could be shown last. */
    private final Lock lock = new ReentrantLock();

    private int version;

    /**
     * @param path of the object in the API
     * @param folder where its data is shown
     */
    private record Mount(String path, Path folder) {}

    Kubelet(ClusterObjects objects) {
        this.objects = objects;
    }

    /**
     * Mounts a Secret or ConfigMap for a pod that starts: nothing of what the folder had for the one before is left. What does not exist
     * yet is an empty folder, and is filled by {@link #sync}.
     *
     * @param plural {@code secrets} or {@code configmaps}
     * @return whether it exists
     */
    boolean mount(String plural, String namespace, String name, Path folder)
            throws ApiException, InterruptedException, IOException {
        String path = "/api/v1/namespaces/" + namespace + "/" + plural + "/" + name;
        lock.lockInterruptibly();
        try {
            Files.createDirectories(folder);
            empty(folder);
            mounts.put(new Mount(path, folder), new TreeMap<>());
            return sync(path);
        } finally {
            lock.unlock();
        }
    }

    /** Shows everywhere what the objects hold now. What is gone stays as it was shown last. */
    void sync() throws ApiException, InterruptedException, IOException {
        lock.lockInterruptibly();
        try {
            for (String path :
                    mounts.keySet().stream().map(Mount::path).distinct().toList()) {
                sync(path);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean sync(String path) throws ApiException, InterruptedException, IOException {
        Optional<ObjectNode> object = objects.find(path);
        if (object.isPresent()) {
            SortedMap<String, String> data = data(object.get());
            for (Map.Entry<Mount, SortedMap<String, String>> mount : mounts.entrySet()) {
                if (mount.getKey().path().equals(path) && !data.equals(mount.setValue(data))) {
                    show(mount.getKey().folder(), data);
                }
            }
        }
        return object.isPresent();
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        }
    }

    private static SortedMap<String, String> data(ObjectNode object) {
        boolean secret = object.path("kind").asText().equals("Secret");
        SortedMap<String, String> data = new TreeMap<>();
        object.path("data").properties().forEach(entry -> {
            String text = entry.getValue().asText();
            byte[] bytes = secret ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
            data.put(entry.getKey(), new String(bytes, BYTES));
        });
        return data;
    }

    private void show(Path folder, SortedMap<String, String> data) throws IOException {
        version++;
        Path content = Files.createDirectory(folder.resolve("..v" + version));
        for (Map.Entry<String, String> file : data.entrySet()) {
            Files.writeString(content.resolve(file.getKey()), file.getValue(), BYTES);
        }
        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), content.getFileName());
        Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String file : data.keySet()) {
            Path link = folder.resolve(file);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data", file));
            }
        }
    }
}
