// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code docs/demo/bookinfo}, which the build packages beside this class, unpacked. */
final class DemoData {

    private static final List<String> OF_SERVER = List.of("creationTimestamp", "generation", "resourceVersion", "uid");

    private final Path folder;

    private DemoData(Path folder) {
        this.folder = folder;
    }

    /** Copies it to a new folder. */
    static DemoData unpack(Path folder) throws IOException {
        URL packaged = Objects.requireNonNull(
                DemoData.class.getResource("bookinfo"), "the build has not packaged docs/demo/bookinfo");
        try {
            URI place = packaged.toURI();
            if (!"jar".equals(place.getScheme())) {
                copy(Path.of(place), folder);
                return new DemoData(folder);
            }
            String[] parts = place.getRawSchemeSpecificPart().split("!", 2);
            try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0])))) {
                copy(jar.getPath(parts[1]), folder);
            }
            return new DemoData(folder);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    /** What a workload cluster holds from the start. */
    Path ofCluster(String name) {
        return folder.resolve("clusters").resolve(name);
    }

    /** The kinds of Istio. */
    Path istioKinds() {
        return ofCluster("cluster-1").resolve("CustomResourceDefinition.yaml");
    }

    /** The object in a file of {@code docs/demo/virtualmesh}, which the scenes about several clusters apply. */
    static ObjectNode ofVirtualMesh(String name) throws IOException {
        String file = "virtualmesh/" + name + ".yaml";
        try (InputStream packaged = Objects.requireNonNull(
                DemoData.class.getResourceAsStream(file), "the build has not packaged docs/demo/" + file)) {
            String text = new String(packaged.readAllBytes(), StandardCharsets.UTF_8);
            if (EmbeddedYaml.parse(file, text) instanceof EmbeddedYaml.Tree tree
                    && tree.tree() instanceof ObjectNode object) {
                return object;
            }
            throw new IOException("docs/demo/" + file + " holds no object");
        }
    }

    /** Objects of one kind on the management cluster, as a user has written them. */
    List<ObjectNode> ofManagement(String kind) throws IOException {
        Path file = folder.resolve("mgmt").resolve(kind + ".yaml");
        List<ObjectNode> objects = new ArrayList<>();
        for (String document : Files.readString(file).split("(?m)^---$")) {
            if (EmbeddedYaml.parse(file.toString(), document) instanceof EmbeddedYaml.Tree tree
                    && tree.tree() instanceof ObjectNode object) {
                object.withObject("/metadata").remove(OF_SERVER);
                object.remove("status");
                objects.add(object);
            }
        }
        return objects;
    }
}
