// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code api-crds/crds} against the wire records and against the list of fields of the API. */
class CommittedCrdsTest {

    private static final Path FOLDER = Path.of("crds");

    static List<ApiKind> kinds() {
        return Kinds.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areInSyncWithTheWireRecords(ApiKind kind) throws IOException {
        Path file = FOLDER.resolve(Crd.name(kind) + ".yaml");
        String generated = Crd.yaml(kind);
        if (Boolean.getBoolean("crds.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, generated);
        }
        assertThat(file).as("run ./mvnw -pl api-crds test -Dcrds.update=true").exists();
        assertThat(Files.readString(file))
                .as("%s is not what the records say; run ./mvnw -pl api-crds test -Dcrds.update=true", file)
                .isEqualTo(generated);
    }

    @Test
    void areThereForEveryKindAndForNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Kinds.ALL.stream()
                            .map(kind -> Crd.name(kind) + ".yaml")
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areSmallerThan200KB(ApiKind kind) throws IOException {
        assertThat(Files.size(FOLDER.resolve(Crd.name(kind) + ".yaml"))).isLessThan(200_000);
    }

    /** {@code field-paths.txt} was written from the specification of the API, not from the records. */
    @Test
    void haveEveryFieldOfTheApi() throws IOException {
        List<String> paths = new ArrayList<>();
        for (ApiKind kind : Kinds.ALL) {
            JsonNode schema = schema(kind);
            collect(kind.kind() + " spec", schema.path("properties").path("spec"), paths);
            collect(kind.kind() + " status", schema.path("properties").path("status"), paths);
        }
        List<String> expected = Files.readAllLines(Path.of("src/test/resources/field-paths.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        assertThat(new TreeSet<>(paths)).containsExactlyElementsOf(new TreeSet<>(expected));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void explainAndCheckOnlyTheSpecOfKindsThatUsersWrite(ApiKind kind) throws IOException {
        JsonNode properties = schema(kind).path("properties");
        List<String> undescribed = new ArrayList<>();
        properties.path("spec").path("properties").properties().forEach(field -> {
            if (!field.getValue().has("description")) {
                undescribed.add(field.getKey());
            }
        });
        if (kind.userWritten()) {
            assertThat(undescribed).isEmpty();
        } else {
            assertThat(properties.path("spec").findValues("description")).isEmpty();
        }
        JsonNode status = properties.path("status");
        for (String rule : List.of("description", "pattern", "oneOf", "minimum", "x-kubernetes-validations")) {
            assertThat(status.findValues(rule)).as("%s in status", rule).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void mergeConditionsByType(ApiKind kind) throws IOException {
        JsonNode conditions = schema(kind)
                .path("properties")
                .path("status")
                .path("properties")
                .path("conditions");
        assertThat(conditions.path("x-kubernetes-list-type").asText()).isEqualTo("map");
        assertThat(conditions.path("x-kubernetes-list-map-keys").path(0).asText())
                .isEqualTo("type");
        assertThat(conditions.path("items").path("required")).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void areStructural(ApiKind kind) throws IOException {
        List<String> problems = new ArrayList<>();
        StructuralRules.check(schema(kind), "", problems);
        assertThat(problems).isEmpty();
    }

    private static JsonNode schema(ApiKind kind) throws IOException {
        JsonNode crd =
                YAMLMapper.builder().build().readTree(Files.readString(FOLDER.resolve(Crd.name(kind) + ".yaml")));
        return crd.path("spec").path("versions").path(0).path("schema").path("openAPIV3Schema");
    }

    /** Leaves as {@code Kind spec.a[].b{}: type}, with [] for items and {} for values of maps. */
    private static void collect(String path, JsonNode schema, List<String> paths) {
        if (schema.has("items")) {
            collect(path + "[]", schema.path("items"), paths);
        } else if (schema.has("additionalProperties")) {
            collect(path + "{}", schema.path("additionalProperties"), paths);
        } else if (schema.has("properties")) {
            schema.path("properties").properties().forEach(field -> {
                // embedded copies of specs and conditions have their own lines elsewhere
                boolean known = field.getKey().equals("conditions")
                        || (path.contains(" status") && field.getKey().equals("spec"));
                if (known) {
                    paths.add(path + "." + field.getKey() + ": as defined");
                } else {
                    collect(path + "." + field.getKey(), field.getValue(), paths);
                }
            });
        } else {
            paths.add(path + ": " + leaf(schema));
        }
    }

    private static String leaf(JsonNode schema) {
        StringBuilder leaf = new StringBuilder(schema.path("type").asText());
        if (schema.has("enum")) {
            leaf.setLength(0);
            leaf.append("enum");
            schema.path("enum").forEach(value -> leaf.append(' ').append(value.asText()));
        }
        if (schema.has("format")) {
            leaf.append(' ').append(schema.path("format").asText());
        }
        if (schema.path("nullable").asBoolean()) {
            leaf.append(" nullable");
        }
        return leaf.toString();
    }
}
