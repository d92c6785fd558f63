// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The charts of this checkout, and what Helm makes of them. No cluster is asked. */
final class Charts {

    static final Path FOLDER = Checkout.root().resolve("charts");

    /** In the order in which they are installed. */
    static final List<String> ALL = List.of("weft-crds", "weft", "agent-crds", "cert-agent");

    /** Those that run something. */
    static final List<String> RUNNING = List.of("weft", "cert-agent");

    /** The release, in tests. */
    static final String RELEASE = "a-release";

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private Charts() {}

    static Helm helm(String chart) {
        return new Helm(FOLDER.resolve(chart));
    }

    /** With the default values. */
    static List<ObjectNode> rendered(String chart, String namespace) {
        return objects(template(chart, namespace).call());
    }

    /**
     * With values beside the defaults.
     *
     * @throws IllegalStateException with Helm's words, when it refuses
     */
    static List<ObjectNode> rendered(String chart, String namespace, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                return rendered(chart, namespace, file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ObjectNode> rendered(String chart, String namespace, Path values) {
        return objects(template(chart, namespace).withValuesFile(values).call());
    }

    private static TemplateCommand template(String chart, String namespace) {
        return helm(chart).template().withName(RELEASE).withNamespace(namespace);
    }

    private static List<ObjectNode> objects(String manifest) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(manifest)) {
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    objects.add(object);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(manifest, e);
        }
        return objects;
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a kind. */
    static Stream<ObjectNode> of(List<ObjectNode> objects, String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    /** The only one with this kind and name. */
    static ObjectNode named(List<ObjectNode> objects, String kind, String name) {
        List<ObjectNode> found = of(objects, kind)
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + name + " in " + objects);
        }
        return found.getFirst();
    }

    /** Arguments of the only container of a Deployment. */
    static List<String> arguments(JsonNode deployment) {
        List<String> arguments = new ArrayList<>();
        deployment.at("/spec/template/spec/containers/0/args").forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }
}
