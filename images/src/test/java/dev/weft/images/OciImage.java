// SPDX-License-Identifier: Apache-2.0

package dev.weft.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An image in an archive of the OCI layout, unpacked. */
final class OciImage {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final JsonNode config;

    private OciImage(Path root, JsonNode config) {
        this.root = root;
        this.config = config;
    }

    /** @param folder for the layout and, beside it, the files of the image */
    static OciImage unpack(Path archive, Path folder) throws IOException, InterruptedException {
        Path layout = Files.createDirectories(folder.resolve("layout"));
        Path root = Files.createDirectories(folder.resolve("root"));
        untar(archive, layout);
        JsonNode manifest = blob(
                layout, JSON.readTree(layout.resolve("index.json").toFile()).at("/manifests/0/digest"));
        for (JsonNode layer : manifest.path("layers")) {
            untar(blobFile(layout, layer.path("digest")), root);
        }
        return new OciImage(root, blob(layout, manifest.at("/config/digest")));
    }

    private static void untar(Path archive, Path folder) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder(
                        "tar", "--warning=no-unknown-keyword", "-xf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("tar cannot unpack " + archive);
        }
    }

    private static JsonNode blob(Path layout, JsonNode digest) throws IOException {
        return JSON.readTree(blobFile(layout, digest).toFile());
    }

    private static Path blobFile(Path layout, JsonNode digest) {
        return layout.resolve("blobs").resolve(digest.asText().replace(':', '/'));
    }

    /** Where its files are. */
    Path root() {
        return root;
    }

    String user() {
        return config.at("/config/User").asText();
    }

    List<String> entrypoint() {
        List<String> entrypoint = new ArrayList<>();
        config.at("/config/Entrypoint").forEach(word -> entrypoint.add(word.asText()));
        return entrypoint;
    }

    String label(String name) {
        return config.at("/config/Labels")
                .path("org.opencontainers.image." + name)
                .asText();
    }
}
