// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.meshctl.register.AccessRule;
import dev.weft.meshctl.register.Grants;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.process.OperatorProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the code says in files of charts: kinds, rights, the fields of Settings, the version; and what values.yaml says, as a page. */
final class GeneratedFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HEADER =
            "{{/* Generated from the list of rights in the code (Grants); HACKING.md says how. */}}\n";

    private GeneratedFiles() {}

    /** Content by file. */
    static SortedMap<Path, String> all() throws IOException {
        SortedMap<Path, String> files = new TreeMap<>();
        files.putAll(kinds("weft-crds", CrdFiles.ofManagement()));
        files.putAll(kinds("agent-crds", CrdFiles.ofAgent()));
        files.put(template("weft", "_rights.tpl"), rightsOfOperators());
        files.put(template("cert-agent", "_rights.tpl"), rightsOfAgent());
        Path schema = Charts.FOLDER.resolve("weft").resolve("values.schema.json");
        files.put(schema, withSettings(Files.readString(schema)));
        files.put(Charts.FOLDER.resolveSibling("docs/reference/values.md"), ValuesPage.text());
        for (String chart : Charts.ALL) {
            Path file = Charts.FOLDER.resolve(chart).resolve("Chart.yaml");
            files.put(
                    file,
                    Files.readString(file)
                            .replaceAll("(?m)^((?:appV|v)ersion: ).*$", "$1" + OperatorProgram.version()));
        }
        return files;
    }

    private static Path template(String chart, String name) {
        return Charts.FOLDER.resolve(chart).resolve("templates").resolve(name);
    }

    /** As templates, so that upgrades reach them; kept by Helm, because with a definition all objects of its kind go. */
    private static SortedMap<Path, String> kinds(String chart, SortedMap<String, String> definitions) {
        SortedMap<Path, String> files = new TreeMap<>();
        definitions.forEach((name, yaml) -> {
            if (yaml.contains("{{")) {
                throw new IllegalStateException(name + " has what Helm would take for a template; it must be escaped");
            }
            files.put(
                    template(chart, name + ".yaml"),
                    yaml.replaceFirst(
                            "\nmetadata:\n", "\nmetadata:\n  annotations:\n    helm.sh/resource-policy: keep\n"));
        });
        return files;
    }

    private static String rightsOfOperators() {
        StringBuilder text = new StringBuilder(HEADER);
        for (OperatorRights rights : List.of(OperatorRights.discovery(), OperatorRights.networking())) {
            String name = rights.account().replaceFirst("^mesh-", "");
            text.append(define("weft.rights." + name + ".everywhere", rules(rights.everywhere())));
            text.append(define("weft.rights." + name + ".installed", rules(rights.installed())));
        }
        return text.toString();
    }

    private static String rightsOfAgent() {
        String placeholder = "mesh-config";
        List<AccessRule> always = Grants.ofAgentBesideIstio(new TreeSet<>());
        List<AccessRule> ofMeshConfig = Grants.ofAgentBesideIstio(new TreeSet<>(Set.of(placeholder))).stream()
                .filter(rule -> !always.contains(rule))
                .toList();
        return HEADER
                + define("cert-agent.rights.everywhere", rules(Grants.ofAgentEverywhere()))
                + define("cert-agent.rights.own", rules(Grants.ofAgentAtHome()))
                + "\n{{/* For the names of ConfigMaps with mesh configurations. */}}"
                + define(
                        "cert-agent.rights.istio",
                        rules(always) + "{{- range . }}\n"
                                + rules(ofMeshConfig).replace("- " + placeholder + "\n", "- {{ . | quote }}\n")
                                + "{{- end }}\n");
    }

    private static String define(String name, String content) {
        return "\n{{- define \"" + name + "\" -}}\n" + content + "{{- end }}\n";
    }

    private static String rules(List<AccessRule> rules) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        rules.forEach(rule -> list.add(rule.json()));
        return CanonicalYaml.of(list);
    }

    /** The schema of values with the fields of Settings, and no others: an API server would drop what it does not know. */
    private static String withSettings(String schema) throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) JSON.readTree(schema);
        JsonNode definition = Charts.yaml(CrdFiles.ofManagement().get("settings.settings.mesh.gloo.solo.io"));
        ((ObjectNode) tree.path("properties"))
                .set("settings", strict(definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec")));
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return JSON.writer(printer).writeValueAsString(tree).replace("\" : ", "\": ") + "\n";
    }

    private static JsonNode strict(JsonNode schema) {
        if (!(schema instanceof ObjectNode)) {
            return schema;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "properties" -> {
                    ObjectNode fields = result.putObject("properties");
                    value.properties().forEach(field -> fields.set(field.getKey(), strict(field.getValue())));
                    result.put("additionalProperties", false);
                }
                case "items", "additionalProperties" -> result.set(entry.getKey(), strict(value));
                case "type" -> {
                    if (schema.path("nullable").asBoolean()) {
                        result.putArray("type").add(value).add("null");
                    } else {
                        result.set("type", value);
                    }
                }
                case "nullable", "format" -> {}
                default -> {
                    if (!entry.getKey().startsWith("x-kubernetes-")) {
                        result.set(entry.getKey(), value);
                    }
                }
            }
        });
        return result;
    }
}
