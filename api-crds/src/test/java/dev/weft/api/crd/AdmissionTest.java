// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which objects the committed CRDs let in. */
class AdmissionTest {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    private final Admission admission = new Admission();
    private final WireDecoder decoder = new WireDecoder();

    AdmissionTest() throws IOException {}

    @TestFactory
    Stream<DynamicTest> acceptWhatTheReferenceAcceptsAndUses() throws IOException {
        return documents(Path.of("src/test/resources/samples/accepted.yaml")).stream()
                .map(object -> DynamicTest.dynamicTest(title(object), () -> assertAccepted(object)));
    }

    @Test
    void acceptSamplesWithEveryField() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (JsonNode object : documents(Path.of("src/test/resources/samples/accepted.yaml"))) {
            ApiKind kind = kind(object).orElseThrow();
            admission.fields(kind, object).forEach(field -> shown.add(kind.kind() + " " + field));
        }
        assertThat(shown)
                .containsAll(Files.readAllLines(Path.of("src/test/resources/field-paths.txt")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.endsWith(": as defined"))
                        .map(line -> line.substring(0, line.indexOf(": ")))
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> refuseAtTheFieldThatIsWrong() throws IOException {
        return documents(Path.of("src/test/resources/samples/refused.yaml")).stream()
                .map(object -> DynamicTest.dynamicTest(
                        title(object),
                        () -> assertThat(admission.refusedFields(kind(object).orElseThrow(), object))
                                .as("%s", admission.refusals(kind(object).orElseThrow(), object))
                                .containsExactly(object.at("/metadata/annotations/refused-at")
                                        .asText())));
    }

    /** A null is the same as an absent field, so it is no second member of a oneof. */
    @Test
    void leaveOutNullsAndUnknownFieldsBeforeTheyCheck() throws IOException {
        JsonNode object = YAML.readTree("""
                spec:
                  httpRequestMatchers: [{prefix: /a, exact: null, regexp: /b}]
                  corsPolicy: {allowCredentials: null, maxAge: null}
                """);
        assertThat(admission.refusals(Kinds.TRAFFIC_POLICY, object)).isEmpty();
        assertThat(admission.stored(Kinds.TRAFFIC_POLICY, object)).isEqualTo(YAML.readTree("""
                spec:
                  httpRequestMatchers: [{prefix: /a}]
                  corsPolicy: {allowCredentials: null}
                """));
    }

    /**
     * Of the golden cases and of the demo: discovered objects as a whole, and every status; a spec that a user wrote may be wrong on
     * purpose there.
     */
    @Test
    void acceptEverythingThatRenderWrites() throws IOException {
        int statuses = 0;
        for (Path file : yamlUnder(Path.of("../meshctl/src/test/resources/golden"), Path.of("../docs/demo"))) {
            for (JsonNode object : documents(file)) {
                Optional<ApiKind> kind = kind(object);
                if (kind.isPresent()) {
                    boolean whole = !kind.get().userWritten();
                    assertThat(admission.refusedFields(kind.get(), object))
                            .as("%s: %s", file, admission.refusals(kind.get(), object))
                            .noneMatch(field -> whole || field.startsWith("status"));
                    statuses += object.has("status") ? 1 : 0;
                }
            }
        }
        assertThat(statuses).isPositive();
    }

    private void assertAccepted(JsonNode object) {
        ApiKind kind = kind(object).orElseThrow();
        assertThat(admission.refusals(kind, object)).isEmpty();
        JsonNode stored = admission.stored(kind, object);
        assertThat(decoder.decode(stored.path("spec"), kind.spec())).isInstanceOf(Decoded.Value.class);
        assertThat(decoder.decode(stored.path("status"), kind.status())).isInstanceOf(Decoded.Value.class);
    }

    private static List<Path> yamlUnder(Path... folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(found::add);
            }
        }
        return found;
    }

    /** The objects of a file; those of lists one by one. */
    private static List<JsonNode> documents(Path file) throws IOException {
        try (var read = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return read.readAll().stream()
                    .map(document -> document.path("kind").asText().equals("List")
                            ? YAML.<List<JsonNode>>convertValue(
                                    document.path("items"),
                                    YAML.getTypeFactory().constructCollectionType(List.class, JsonNode.class))
                            : List.of(document))
                    .flatMap(Collection::stream)
                    .toList();
        }
    }

    private static Optional<ApiKind> kind(JsonNode object) {
        return Kinds.ALL.stream()
                .filter(kind -> object.path("kind").asText().equals(kind.kind())
                        && object.path("apiVersion").asText().equals(kind.group() + "/" + kind.version()))
                .findFirst();
    }

    private static String title(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }
}
