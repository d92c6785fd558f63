// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weft.testkit.Checkout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code meshctl validate} as a user and CI call it; that it says what the plane says is {@link ValidateAgreesTest}'s. */
class ValidateCommandTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Path BOOKINFO = Checkout.root().resolve("docs/demo/bookinfo");
    private static final Path SAMPLES = Checkout.root().resolve("api-crds/src/test/resources/samples");

    @TempDir
    private Path folder;

    private static Meshctl.Run validate(String... arguments) {
        return Meshctl.run(
                Stream.concat(Stream.of("validate"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static Meshctl.Run inBookinfo(String... arguments) {
        return validate(Stream.concat(Stream.of("--snapshot", BOOKINFO.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String policy(String name, String service, String rules) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: %s, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}]
                  %s
                """.formatted(name, service, rules);
    }

    private static JsonNode json(Meshctl.Run run) throws IOException {
        return MAPPER.readTree(run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{state: INVALID, observedGeneration: 1}", "[]", "{state: 2}"})
    void theStatusOfAnExportCountsForNothing(String status) throws IOException {
        String file = file("p.yaml", policy("quick", "ratings", "requestTimeout: 7s") + "status: " + status + "\n");

        assertThat(validate("-f", file).code()).isEqualTo(ExitCode.OK);
        assertThat(inBookinfo("-f", file).code()).isEqualTo(ExitCode.OK);
    }

    @Test
    void manyObjectsWithFindingsAreEachToldTheirOwn() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            many.append("---\n").append(policy("p" + i, "ratings", "requestTimeout: 7s\n  unknown: " + i));
        }

        JsonNode report = json(validate("-f", file("many.yaml", many.toString()), "-o", "json"));

        assertThat(report.path("objects"))
                .hasSize(300)
                .allSatisfy(object -> assertThat(object.path("findings")).hasSize(1));
    }

    @Test
    void aPolicyIsLookedAtByItselfWhenNothingElseIsKnown() throws IOException {
        String file = file("p.yaml", "\n" + policy("quick", "nobody", "requestTimeout: 7s"));

        Meshctl.Run run = validate("-f", file);

        assertThat(run.code()).as(run.toString()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("""
                %s:2:1: TrafficPolicy bookinfo/quick: valid

                1 object: 1 valid
                Each object was looked at by itself. What it refers to and what it is in conflict with is looked at with --snapshot DIR or --live.
                """.formatted(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "requestTimeout: -1s|InvalidField|spec.requestTimeout",
                "retries: {attempts: -1}|InvalidField|spec.retries.attempts",
                "faultInjection: {percentage: 101, abort: {httpStatus: 500}}|InvalidField|spec.faultInjection.percentage",
                "mirror: {kubeService: {name: x}}|InvalidField|spec.mirror.kubeService",
            })
    void whatIsWrongByItselfIsSaidWithoutASnapshot(String rules, String code, String field) throws IOException {
        Meshctl.Run run = validate("-f", file("p.yaml", policy("bad", "ratings", rules)), "-o", "json");

        assertThat(run.code()).isEqualTo(ExitCode.REJECTED);
        assertThat(json(run).at("/objects/0/verdict").asText()).isEqualTo("invalid");
        assertThat(json(run).at("/objects/0/findings/0/code").asText()).isEqualTo(code);
        assertThat(json(run).at("/objects/0/findings/0/field").asText()).isEqualTo(field);
    }

    @Test
    void anIncompleteReferenceIsWrongWhateverThereIs() throws IOException {
        String file = file("p.yaml", """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: AccessPolicy
                metadata: {name: p, namespace: bookinfo}
                spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings}]}}]}
                """);

        assertThat(validate("-f", file).out())
                .contains("error MalformedReference spec.destinationSelector[0].kubeServiceRefs.services[0]");
    }

    @Test
    void besideWhatIsThereReferencesAndConflictsAreSaidAndWhomTheyConcern() throws IOException {
        String file = file(
                "p.yaml",
                policy("lost", "nobody", "requestTimeout: 7s") + "---\n"
                        + policy("late", "reviews", "outlierDetection: {consecutiveErrors: 77}"));

        Meshctl.Run run = inBookinfo("-f", file);

        assertThat(run.code()).isEqualTo(ExitCode.REJECTED);
        assertThat(run.out()).isEqualTo("""
                %1$s:1:1: TrafficPolicy bookinfo/lost: invalid
                  error ReferenceNotFound spec.destinationSelector[0].kubeServiceRefs.services[0]
                    no TrafficTarget stands for service nobody.bookinfo.cluster-1 (name.namespace.cluster)
                    -> Correct the reference, or create what it names.
                %1$s:8:1: TrafficPolicy bookinfo/late: invalid
                  error FieldConflict spec.outlierDetection on reviews-bookinfo-cluster-1.gloo-mesh.
                    is already set to another value by TrafficPolicy bookinfo/reviews-resilience, which was accepted first
                    -> Give both policies the same value, remove the field from one, or give them different request matchers.

                About objects that are there already
                  warning ConflictWon TrafficPolicy bookinfo/reviews-resilience spec.outlierDetection on reviews-bookinfo-cluster-1.gloo-mesh.
                    keeps spec.outlierDetection on reviews.bookinfo.cluster-1; TrafficPolicy bookinfo/late wants another value and is rejected there
                    -> Nothing, if this policy should win; otherwise remove the field here, or give both policies the same value.

                2 objects: 2 invalid; 2 errors, 1 warning
                """.formatted(file));
    }

    @Test
    void settingsThatPutOthersOutOfScopeAreToldByWhatTheyDoToThem() throws IOException {
        String settings = file("s.yaml", """
                apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                kind: Settings
                metadata: {name: settings, namespace: gloo-mesh}
                spec: {policyScope: InstallNamespace}
                """);

        Meshctl.Run run = inBookinfo("-f", settings, "-o", "json");

        assertThat(run.code()).as(run.toString()).isEqualTo(ExitCode.REJECTED);
        assertThat(json(run).at("/objects/0/verdict").asText()).isEqualTo("valid");
        assertThat(json(run).path("others"))
                .isNotEmpty()
                .allSatisfy(other -> assertThat(other.path("code").asText()).isEqualTo("OutOfScope"));
    }

    @Test
    void everyObjectOfTheCatalogueOfBadOnesIsRefusedAtItsField() throws IOException {
        Path catalogue = SAMPLES.resolve("refused.yaml");
        Map<String, JsonNode> objects = objects(validate("-f", catalogue.toString(), "-o", "json"));

        List<JsonNode> bad = documents(catalogue);
        assertThat(bad).hasSizeGreaterThanOrEqualTo(37);
        for (JsonNode object : bad) {
            String field = object.at("/metadata/annotations/refused-at").asText();
            JsonNode checked = objects.get(key(object, object.at("/metadata/name")));
            if (field.startsWith("status.")) {
                // A server leaves the status out of what is created.
                assertThat(checked.path("verdict").asText()).isEqualTo("valid");
                continue;
            }
            assertThat(checked.path("verdict").asText()).as(checked.toString()).isEqualTo("refused");
            assertThat(checked.path("findings")).as(checked.toString()).anySatisfy(finding -> {
                assertThat(finding.path("severity").asText()).isEqualTo("error");
                // Of a field that is missing an API server names the field, the catalogue what lacks it.
                boolean missing = finding.path("message").asText().equals("Required value");
                String place = finding.path("field").asText();
                assertThat(missing ? place.substring(0, place.lastIndexOf('.')) : place)
                        .isEqualTo(field);
                assertThat(finding.path("message").asText()).isNotBlank();
                assertThat(finding.path("remedy").asText()).isNotBlank();
            });
        }
    }

    @Test
    void nothingThatAnApiServerTakesIsRefused() throws IOException {
        Path catalogue = SAMPLES.resolve("accepted.yaml");

        Meshctl.Run run = validate("-f", catalogue.toString(), "-o", "json");

        assertThat(objects(run)).hasSizeGreaterThan(10);
        objects(run).values().stream()
                .filter(object -> !object.path("verdict").asText().equals("valid"))
                .forEach(object -> assertThat(object.path("verdict").asText())
                        .as(object.toString())
                        .isEqualTo("invalid"));
    }

    private static Map<String, JsonNode> objects(Meshctl.Run run) throws IOException {
        Map<String, JsonNode> objects = new HashMap<>();
        json(run).path("objects").forEach(object -> objects.put(key(object, object.path("name")), object));
        return objects;
    }

    private static String key(JsonNode object, JsonNode name) {
        return object.path("kind").asText() + "/" + name.asText();
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().build();
        try (var read = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return new ArrayList<>(read.readAll());
        }
    }

    @Test
    void aRefusedObjectIsNotThereForTheOthersAndStillHearsWhatElseIsWrong() throws IOException {
        String refused = policy("a-first", "details", "requestTimeout: 7s")
                .replace("bookinfo}", "bookinfo, labels: {team: 1}}")
                .concat("  retries: {attempts: -1}\n");
        String file = file("p.yaml", refused + "---\n" + policy("b-second", "details", "requestTimeout: 8s"));

        Map<String, JsonNode> objects = objects(inBookinfo("-f", file, "-o", "json"));

        JsonNode first = objects.get("TrafficPolicy/a-first");
        assertThat(first.path("verdict").asText()).isEqualTo("refused");
        assertThat(first.path("findings")).hasSize(1);
        assertThat(first.at("/findings/0/field").asText()).isEqualTo("metadata.labels.team");
        assertThat(objects.get("TrafficPolicy/b-second").path("verdict").asText())
                .isEqualTo("valid");
    }

    @Test
    void whatTheSchemaSaysInOddWordsHasARemedy() throws IOException {
        String file = file(
                "p.yaml",
                policy("bad", "details", "requestTimeout: soon\n  faultInjection: {fixedDelay: 1s, abort: {}}")
                        + "  retries: {attempts: '3'}\n");

        assertThat(validate("-f", file).out())
                .contains("-> Set at most one of fixedDelay, exponentialDelay, abort.")
                .contains("-> Write a duration such as 500ms, 5s or 1m30s.");
    }

    @Test
    void aMisspeltFieldIsAWarningOnceAndFailOnMakesItFail() throws IOException {
        String file = file("p.yaml", policy("typo", "details", "requestTimeout: 1s\n  retrys: {}") + "zzz: 1\n");

        Meshctl.Run run = validate("-f", file);

        assertThat(run.code()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .containsOnlyOnce("spec.retrys\n")
                .contains("Did you mean retries?")
                .containsOnlyOnce("warning UnknownField zzz\n")
                .endsWith("1 object: 1 valid; 2 warnings\n" + lastLine());
        assertThat(validate("-f", file, "--fail-on", "warning").code()).isEqualTo(ExitCode.REJECTED);
    }

    private static String lastLine() {
        return "Each object was looked at by itself. What it refers to and what it is in conflict with is looked at with"
                + " --snapshot DIR or --live.\n";
    }

    @Test
    void anotherVersionOfOurApiIsAnErrorAndOtherKindsAreSkippedUnlessStrict() throws IOException {
        String old = file("old.yaml", """
                {apiVersion: networking.mesh.gloo.solo.io/v1, kind: TrafficPolicy, metadata: {name: p, namespace: n}}
                ---
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolice, metadata: {name: p, namespace: n}}
                """);
        assertThat(validate("-f", old).code()).isEqualTo(ExitCode.REJECTED);
        assertThat(validate("-f", old).out())
                .contains("error KindNotServed apiVersion", "'meshctl convert'", "error KindNotServed kind");

        String other = file("other.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: n}}");
        assertThat(validate("-f", other).code()).isEqualTo(ExitCode.OK);
        assertThat(validate("-f", other).out()).contains("ConfigMap n/c: skipped", "1 object: 1 skipped");
        assertThat(validate("-f", other, "--strict").code()).isEqualTo(ExitCode.REJECTED);
        assertThat(validate("-f", other, "--strict").out()).contains("error NotOurs");
    }

    @Test
    void whatThePlaneWritesItselfIsHeldAgainstItsSchemaOnly() throws IOException {
        String file = file("m.yaml", """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: mesh, namespace: gloo-mesh}
                spec: {}
                ---
                apiVersion: certificates.mesh.gloo.solo.io/v1alpha2
                kind: IssuedCertificate
                metadata: {name: c, namespace: gloo-mesh}
                spec: {hosts: [a]}
                """);

        assertThat(inBookinfo("-f", file).out())
                .contains("Mesh gloo-mesh/mesh: valid (its schema only: the plane writes this kind itself)")
                .contains("IssuedCertificate gloo-mesh/c: valid (its schema only")
                .endsWith("2 objects: 2 valid\n");
    }

    @Test
    void ofWhatIsUnknownNothingIsClaimed() throws IOException {
        Path snapshot = folder.resolve("snapshot");
        Files.createDirectories(snapshot.resolve("mgmt"));
        Files.createDirectories(snapshot.resolve("clusters/cluster-1"));
        Files.writeString(
                snapshot.resolve("clusters/cluster-1/unknown.yaml"),
                "unknown: [{apiVersion: v1, kind: Service, reason: Forbidden, since: \"2026-01-01T00:00:00Z\"}]\n");
        String file = file("p.yaml", policy("p", "ratings", "requestTimeout: 1s"));

        Meshctl.Run run = validate("-f", file, "--snapshot", snapshot.toString());

        assertThat(run.code()).as(run.toString()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("TrafficPolicy bookinfo/p: undecided", "warning SourceUnknown")
                .contains("Not known, so nothing is claimed")
                .contains("on cluster cluster-1 Service is unknown (Forbidden): what depends on it stays undecided");
    }

    @Test
    void filesFoldersListsAndStandardInputAreReadInTheirOrder() throws IOException {
        file("b.yaml", policy("third", "details", "requestTimeout: 1s"));
        file("a.json", """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "networking.mesh.gloo.solo.io/v1alpha2", "kind": "TrafficPolicy", "metadata": {"name": "first"}},
                  {"apiVersion": "networking.mesh.gloo.solo.io/v1alpha2", "kind": "TrafficPolicy", "metadata": {"name": "second"}}]}
                """);
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                policy("fourth", "details", "requestTimeout: 1s").getBytes(StandardCharsets.UTF_8)));
        try {
            Meshctl.Run run = validate("-f", folder.toString(), "-f", "-", "-o", "json");
            List<String> names = new ArrayList<>();
            json(run)
                    .path("objects")
                    .forEach(object -> names.add(object.path("name").asText()));
            assertThat(names).containsExactly("first", "second", "third", "fourth");
            assertThat(json(run).at("/objects/3/origin").asText()).isEqualTo("standard input:1:1");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void whatCannotBeUsedIsNamedWithFileLineAndColumn() throws IOException {
        String good = file("good.yaml", policy("p", "details", "requestTimeout: 1s"));
        String bad = file("bad.yaml", "kind: TrafficPolicy\n  x: y\n");

        assertThat(validate("-f", good, "-f", bad).code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(validate("-f", good, "-f", bad).err()).startsWith(bad + ":2:");
        assertThat(validate("-f", good, "-f", bad).out()).isEmpty();
        Meshctl.Run twice = validate("-f", good, "-f", good);
        assertThat(twice.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(twice.err()).contains("stands twice");
        String empty = file("empty.yaml", "# nothing\n");
        assertThat(validate("-f", empty).code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(validate("-f", empty).err()).isEqualTo(empty + ": no object is in there\n");
        assertThat(validate().code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(inBookinfo("-f", good, "--live").err()).contains("--snapshot excludes --live and --kubeconfig");
    }

    @Test
    void runningClustersAreAskedWhenOneIsNamed(@TempDir Path servers) throws Exception {
        String file = file("p.yaml", policy("lost", "nobody", "requestTimeout: 1s"));
        try (TwoServers two = new TwoServers(servers)) {
            assertThat(two.onManagement("validate", "-f", file).code()).isEqualTo(ExitCode.FAILED);

            two.installCrds();
            Meshctl.Run run = two.onManagement("validate", "-f", file, "-o", "json");

            assertThat(run.code()).as(run.toString()).isEqualTo(ExitCode.REJECTED);
            assertThat(json(run).path("against").asText()).isEqualTo("clusters");
            assertThat(json(run).at("/objects/0/findings/0/code").asText()).isEqualTo("ReferenceNotFound");
        }
    }
}
