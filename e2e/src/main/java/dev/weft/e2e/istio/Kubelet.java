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
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

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
    private final Map<Mount, SortedMap<String, String>> mounts = new ConcurrentHashMap<>();

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
     * Mounts a Secret or ConfigMap. What does not exist yet is an empty folder, and is filled by {@link #sync}.
     *
     * @param plural {@code secrets} or {@code configmaps}
     * @return whether it exists
     */
    boolean mount(String plural, String namespace, String name, Path folder)
            throws ApiException, InterruptedException, IOException {
        Files.createDirectories(folder);
        Mount mount = new Mount("/api/v1/namespaces/" + namespace + "/" + plural + "/" + name, folder);
        mounts.put(mount, new TreeMap<>());
        return sync(mount);
    }

    /** Shows everywhere what the objects hold now. */
    void sync() throws ApiException, InterruptedException, IOException {
        for (Mount mount : mounts.keySet()) {
            sync(mount);
        }
    }

    private boolean sync(Mount mount) throws ApiException, InterruptedException, IOException {
        Optional<ObjectNode> object = objects.find(mount.path());
        if (object.isPresent()) {
            SortedMap<String, String> data = data(object.get());
            if (!data.equals(mounts.put(mount, data))) {
                show(mount.folder(), data);
            }
        }
        return object.isPresent();
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

    private synchronized void show(Path folder, SortedMap<String, String> data) throws IOException {
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
