// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weft.api.ApiKind;

/** The CustomResourceDefinition of a kind. */
final class Crd {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private Crd() {}

    /** The name that Kubernetes asks for, and that of the file without {@code .yaml}. */
    static String name(ApiKind kind) {
        return kind.plural() + "." + kind.group();
    }

    static String yaml(ApiKind kind) throws JsonProcessingException {
        return "# Generated from the wire records of api-crds; HACKING.md says how to write it anew.\n"
                + MAPPER.writeValueAsString(of(kind));
    }

    static ObjectNode of(ApiKind kind) {
        ObjectNode crd = JsonNodeFactory.instance.objectNode();
        crd.put("apiVersion", "apiextensions.k8s.io/v1");
        crd.put("kind", "CustomResourceDefinition");
        ObjectNode metadata = crd.putObject("metadata");
        metadata.putObject("labels").put("app.kubernetes.io/name", "weft");
        metadata.put("name", name(kind));
        ObjectNode spec = crd.putObject("spec");
        spec.put("group", kind.group());
        ObjectNode names = spec.putObject("names");
        names.putArray("categories").add("weft");
        names.put("kind", kind.kind());
        names.put("listKind", kind.kind() + "List");
        names.put("plural", kind.plural());
        if (!kind.shortNames().isEmpty()) {
            kind.shortNames().forEach(names.putArray("shortNames")::add);
        }
        names.put("singular", kind.singular());
        spec.put("scope", "Namespaced");
        spec.putArray("versions").add(version(kind));
        return crd;
    }

    private static ObjectNode version(ApiKind kind) {
        ObjectNode version = JsonNodeFactory.instance.objectNode();
        version.set("additionalPrinterColumns", PrinterColumns.of(kind));
        version.put("name", kind.version());
        ObjectNode schema = version.putObject("schema").putObject("openAPIV3Schema");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        properties.set("spec", new RecordSchema(true, kind.userWritten()).of(kind.spec()));
        properties.set("status", new RecordSchema(false, false).of(kind.status()));
        schema.put("type", "object");
        version.put("served", true);
        version.put("storage", true);
        version.putObject("subresources").putObject("status");
        return version;
    }
}
