// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.smi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.CustomAdmission;
import dev.weft.sandbox.json.Yaml;
import dev.weft.testkit.GoTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Says what Open Service Mesh 1.2.4, its last release, has against objects: the schemas that it installs, strictly (a field that would be
 * dropped is a complaint), and what its code makes of them besides. Versions that it has a schema of and does not serve are judged too.
 */
public final class SmiJudge {

    /** By apiVersion and kind. */
    private final Map<String, CustomAdmission> kinds = new TreeMap<>();

    private SmiJudge() {}

    /** Empty where its definitions cannot be fetched because there is no Go. */
    public static Optional<SmiJudge> ofOpenServiceMesh() {
        return GoTool.path("osm-crds").map(SmiJudge::read);
    }

    private static SmiJudge read(Path folder) {
        SmiJudge judge = new SmiJudge();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.getFileName().toString().startsWith("smi_")) {
                    Yaml.documents(Files.readString(file)).forEach(judge::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return judge;
    }

    private void add(JsonNode definition) {
        String group = definition.at("/spec/group").asText();
        String kind = definition.at("/spec/names/kind").asText();
        for (JsonNode version : definition.at("/spec/versions")) {
            if (!version.at("/schema/openAPIV3Schema/properties/spec").isMissingNode()) {
                ((ObjectNode) version).put("served", true);
                String name = version.path("name").asText();
                kinds.put(key(group + "/" + name, kind), CustomAdmission.of(definition, name));
            }
        }
    }

    private static String key(String apiVersion, String kind) {
        return apiVersion + " " + kind;
    }

    private static String key(JsonNode object) {
        return key(object.path("apiVersion").asText(), object.path("kind").asText());
    }

    /** Whether an object is of the Service Mesh Interface; others are for other judges. */
    public static boolean isSmi(JsonNode object) {
        return object.path("apiVersion").asText().contains(".smi-spec.io/");
    }

    /**
     * Complaints about the objects of one cluster, each with the object and the path of its field; empty when all are taken.
     *
     * @param objects of the Service Mesh Interface
     */
    public List<String> complaints(List<JsonNode> objects) {
        List<String> complaints = new ArrayList<>();
        for (JsonNode object : objects) {
            List<String> about = new ArrayList<>(schema(object));
            if (about.isEmpty()) {
                new SmiRules(objects, about).check(object);
            }
            String name = key(object) + " " + object.at("/metadata/name").asText();
            about.forEach(complaint -> complaints.add(name + ": " + complaint));
        }
        return complaints;
    }

    private List<String> schema(JsonNode object) {
        CustomAdmission kind = kinds.get(key(object));
        if (kind == null) {
            return List.of("Open Service Mesh has no such kind");
        }
        CustomAdmission.Judgement judgement = kind.judge((ObjectNode) object);
        return Stream.concat(
                        judgement.unknownFields().stream().map(field -> field + ": unknown field"),
                        judgement.causes().stream().map(cause -> cause.place() + ": " + cause.message()))
                .toList();
    }
}
