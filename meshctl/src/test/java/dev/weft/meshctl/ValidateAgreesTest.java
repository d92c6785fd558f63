// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.ObjectFiles;
import dev.weft.runtime.snapshot.RawObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code meshctl validate} finds in the objects of every golden folder is what {@code meshctl render} finds in them. */
class ValidateAgreesTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Set<String> POLICIES = Set.of("TrafficPolicy", "AccessPolicy");

    @TempDir
    private Path folder;

    /** The cases with objects of the management cluster. */
    static List<Path> cases() throws IOException {
        try (Stream<Path> all = Files.walk(GOLDEN, 2)) {
            return all.filter(path -> Files.isDirectory(path.resolve("in/mgmt")))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void mostGoldenFoldersAreLookedAt() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(25);
    }

    private static List<String> flags(Path golden) throws IOException {
        Path flags = golden.resolve("flags.txt");
        return Files.exists(flags) ? Files.readAllLines(flags) : List.of();
    }

    private static JsonNode validate(Path files, Path snapshot, List<String> flags) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("validate", "-f", files.toString(), "--snapshot", snapshot.toString(), "-o", "json"));
        arguments.addAll(flags);
        Meshctl.Run run = Meshctl.run(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.toString()).isIn(ExitCode.OK, ExitCode.REJECTED);
        return MAPPER.readTree(run.out());
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** The objects that the plane has judged, as findings name them. */
    private static Set<String> judged(JsonNode report) {
        return list(report.path("objects")).stream()
                .filter(object -> !object.has("note"))
                .filter(object -> !object.path("verdict").asText().equals("refused"))
                .map(ValidateAgreesTest::name)
                .collect(toSet());
    }

    private static String name(JsonNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " "
                + object.path("namespace").asText() + "/" + object.path("name").asText();
    }

    /** Whatever the place of the object in a file. */
    private static String text(JsonNode finding) {
        return finding.toString().replaceAll(" at [^ ]+:\\d+:\\d+ ", " at PLACE ");
    }

    private static TreeSet<String> about(Set<String> objects, Stream<JsonNode> findings) {
        return findings.filter(finding -> objects.contains(name(finding.path("object"))))
                .map(ValidateAgreesTest::text)
                .collect(toCollection(TreeSet::new));
    }

    /** Fields beside the spec are looked at by an API server only. */
    private static Stream<JsonNode> ofThePlane(JsonNode report) {
        return list(report.path("objects")).stream()
                .flatMap(object -> list(object.path("findings")).stream())
                .filter(finding -> !finding.path("code").asText().equals("UnknownField")
                        || finding.path("field").asText().startsWith("spec"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void objectsThatAreThereAreJudgedAsTheyAre(Path golden) throws IOException {
        Path in = golden.resolve("in");
        JsonNode report = validate(in.resolve("mgmt"), in, flags(golden));
        JsonNode findings = MAPPER.readTree(golden.resolve("out/findings.json").toFile());

        Set<String> judged = judged(report);
        assertThat(about(judged, ofThePlane(report))).isEqualTo(about(judged, list(findings).stream()));
        assertThat(list(report.path("others"))).isEmpty();
        for (JsonNode object : report.path("objects")) {
            if (POLICIES.contains(object.path("kind").asText()) && judged.contains(name(object))) {
                boolean invalid = object.path("verdict").asText().equals("invalid");
                assertThat(invalid).as(object.toString()).isEqualTo(isRejected(golden, object));
            }
        }
    }

    private static boolean isRejected(Path golden, JsonNode object) throws IOException {
        String file = object.path("kind").asText() + "."
                + object.path("namespace").asText() + "." + object.path("name").asText() + ".yaml";
        String text = Files.readString(golden.resolve("out/mgmt").resolve(file));
        return text.contains("\n  state: INVALID\n") || text.contains("\n  state: FAILED\n");
    }

    /** A history would be another one: with the policies gone, no service has any policy that it accepted before. */
    static List<Path> casesWithoutHistory() throws IOException {
        List<Path> cases = new ArrayList<>();
        for (Path golden : cases()) {
            boolean history = false;
            try (Stream<Path> files = Files.list(golden.resolve("in/mgmt"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    history |= Files.readString(file).contains("appliedTrafficPolicies");
                }
            }
            if (!history) {
                cases.add(golden);
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("casesWithoutHistory")
    void newPoliciesAreJudgedAsIfTheyHadBeenApplied(Path golden) throws Exception {
        List<ObjectNode> policies = new ArrayList<>();
        List<ObjectNode> others = new ArrayList<>();
        for (RawObject object :
                ObjectFiles.read(List.of(golden.resolve("in/mgmt").toString()), InputStream.nullInputStream())) {
            (POLICIES.contains(object.id().kind().kind()) ? policies : others).add(object.body());
        }
        if (policies.isEmpty()) {
            return;
        }
        Path without = snapshot("without", golden, others);
        JsonNode report = validate(write(folder.resolve("policies"), policies), without, flags(golden));
        Set<String> judged = judged(report);
        List<ObjectNode> all = new ArrayList<>(others);
        policies.stream()
                .map(ValidateAgreesTest::applied)
                .filter(policy -> judged.contains(named(policy)))
                .forEach(all::add);

        List<JsonNode> before = render(without, golden);
        List<JsonNode> after = render(snapshot("with", golden, all), golden);

        assertThat(about(judged, ofThePlane(report))).isEqualTo(about(judged, after.stream()));
        Set<String> known = before.stream().map(ValidateAgreesTest::text).collect(toSet());
        assertThat(list(report.path("others")).stream()
                        .map(ValidateAgreesTest::text)
                        .collect(toSet()))
                .isEqualTo(after.stream()
                        .filter(finding -> !judged.contains(name(finding.path("object"))))
                        .map(ValidateAgreesTest::text)
                        .filter(finding -> !known.contains(finding))
                        .collect(toSet()));
    }

    private static String named(ObjectNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " "
                + object.at("/metadata/namespace").asText("default") + "/"
                + object.at("/metadata/name").asText();
    }

    /** As an API server would have stored it later than all others. */
    private static ObjectNode applied(ObjectNode policy) {
        ObjectNode stored = policy.deepCopy();
        stored.remove("status");
        stored.withObject("/metadata").put("generation", 1).put("creationTimestamp", "9999-12-31T23:59:59Z");
        return stored;
    }

    private Path snapshot(String name, Path golden, List<ObjectNode> management) throws IOException {
        Path snapshot = folder.resolve(name);
        write(snapshot.resolve("mgmt"), management);
        Path clusters = golden.resolve("in/clusters");
        if (Files.isDirectory(clusters)) {
            try (Stream<Path> files = Files.walk(clusters)) {
                for (Path file : files.toList()) {
                    Path copy = snapshot.resolve("clusters")
                            .resolve(clusters.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
        return snapshot;
    }

    private static Path write(Path target, List<ObjectNode> objects) throws IOException {
        Files.createDirectories(target);
        for (int i = 0; i < objects.size(); i++) {
            Files.writeString(
                    target.resolve((1000 + i) + ".json"), objects.get(i).toString());
        }
        return target;
    }

    private List<JsonNode> render(Path snapshot, Path golden) throws IOException {
        Path out = folder.resolve("out-" + snapshot.getFileName());
        List<String> arguments =
                new ArrayList<>(List.of("--snapshot", snapshot.toString(), "--output", out.toString()));
        arguments.addAll(flags(golden));
        StringWriter err = new StringWriter();
        int code = InProcess.render(arguments, new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertThat(code).as(err.toString()).isIn(ExitCode.OK, ExitCode.REJECTED);
        return list(MAPPER.readTree(out.resolve("findings.json").toFile()));
    }
}
