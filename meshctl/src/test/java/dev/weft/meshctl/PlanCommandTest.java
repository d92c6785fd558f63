// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl plan} on the snapshot of the demo. */
class PlanCommandTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Path BOOKINFO = Checkout.root().resolve("docs/demo/bookinfo");

    private StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int plan(String... arguments) {
        out = new StringWriter();
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("plan", "--snapshot", BOOKINFO.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private String timeout(String name, String service, String timeout) throws IOException {
        return file(name + ".yaml", """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: %s, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}]
                  requestTimeout: %s
                """.formatted(name, service, timeout));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String policyOfTheDemo(String kind) throws IOException {
        try (Stream<Path> files = Files.walk(BOOKINFO.resolve("mgmt"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    @Test
    void whatIsThereAlreadyHasNoEffect() throws IOException {
        assertThat(plan("-f", policyOfTheDemo("TrafficPolicy"), "-f", policyOfTheDemo("AccessPolicy")))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("This change has no effect.\n");
    }

    @Test
    void aNewPolicyIsShownWithItsObjectsFieldByField() throws IOException {
        assertThat(plan("-f", timeout("quick", "details", "7s"))).isEqualTo(ExitCode.EFFECT);

        assertThat(out.toString()).isEqualTo("""
                1 of 10 objects would be written or deleted, on 1 cluster (cluster-1), in 1 namespace, for 1 service.

                Cluster cluster-1
                  + VirtualService bookinfo/details  because of TrafficPolicy bookinfo/quick

                Policies
                  TrafficPolicy bookinfo/quick: new, ACCEPTED
                """);
    }

    @Test
    void aChangedPolicyNamesTheFields() throws IOException {
        assertThat(plan("-f", timeout("quick", "ratings", "7s"))).isEqualTo(ExitCode.EFFECT);

        assertThat(out.toString())
                .contains("~ VirtualService bookinfo/ratings  because of TrafficPolicy bookinfo/quick")
                .contains("spec.http[1].timeout: added 7s")
                .doesNotContain("parents.networking");
    }

    @Test
    void aPolicyThatWouldBeInvalidIsAnEffectAndARisk() throws IOException {
        String change = timeout("lost", "nobody", "7s");

        assertThat(plan("-f", change)).isEqualTo(ExitCode.EFFECT);
        assertThat(out.toString())
                .startsWith("No object would be written or deleted.\n")
                .contains("MEDIUM PolicyRejected TrafficPolicy bookinfo/lost: would be INVALID")
                .contains("TrafficPolicy bookinfo/lost: new, INVALID")
                .contains("error ReferenceNotFound");
        assertThat(plan("-f", change, "--fail-on", "high")).isEqualTo(ExitCode.EFFECT);
        assertThat(plan("-f", change, "--fail-on", "medium")).isEqualTo(ExitCode.RISKY);
    }

    @Test
    void aConflictGoesAgainstTheNewPolicyAndNotAgainstTheOneThatIsThere() throws IOException {
        String first = timeout("first", "details", "7s");
        String both = file(
                "both.yaml",
                Files.readString(Path.of(first)) + "---\n"
                        + Files.readString(Path.of(timeout("a-second", "details", "8s"))));

        assertThat(plan("-f", both)).isEqualTo(ExitCode.EFFECT);
        assertThat(out.toString()).contains("TrafficPolicy bookinfo/first: new, INVALID");
        assertThat(out.toString()).contains("TrafficPolicy bookinfo/a-second: new, ACCEPTED");
    }

    @Test
    void deletingAnAccessPolicyIsToldAsWhatItIs() {
        assertThat(plan("--delete", "accesspolicy/bookinfo/reviews-read-ratings", "--fail-on", "high"))
                .isEqualTo(ExitCode.RISKY);

        assertThat(out.toString())
                .contains("HIGH AccessWidened AuthorizationPolicy bookinfo/ratings on cluster-1: is deleted")
                .contains(
                        "- AuthorizationPolicy bookinfo/ratings  because of AccessPolicy bookinfo/reviews-read-ratings")
                .contains("AccessPolicy bookinfo/reviews-read-ratings: deleted, was ACCEPTED");
    }

    @Test
    void twoPlansOfTheSameChangeAreEqualAndJsonHasTheSame() throws IOException {
        String[] arguments = {
            "-f", timeout("quick", "ratings", "7s"), "--delete", "tpol/bookinfo/reviews-canary", "-o", "json"
        };
        plan(arguments);
        String first = out.toString();
        plan(arguments);
        assertThat(out.toString()).isEqualTo(first);

        JsonNode plan = MAPPER.readTree(first);
        assertThat(plan.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(plan.path("effect").asBoolean()).isTrue();
        assertThat(plan.at("/objects/0/because/0/kind").asText()).isEqualTo("TrafficPolicy");
        assertThat(plan.at("/blastRadius/clusters").size()).isPositive();
    }

    @Test
    void markdownIsWhatABotPosts() throws IOException {
        plan("-f", timeout("quick", "details", "7s"), "-o", "markdown");

        assertThat(out.toString()).isEqualTo("""
                ## Plan

                1 of 10 objects would be written or deleted, on 1 cluster (cluster-1), in 1 namespace, for 1 service.

                ### Cluster cluster-1

                - + `VirtualService bookinfo/details`  because of TrafficPolicy bookinfo/quick

                ### Policies

                - `TrafficPolicy bookinfo/quick`: new, ACCEPTED
                """);
    }

    @Test
    void whatThePlaneDoesNotReadIsLeftOutAndSaid() throws IOException {
        String other = file("other.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: n}}");

        assertThat(plan("-f", other)).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("Left out", other + ":1:1: ConfigMap n/c is no object that the plane reads");
    }

    @Test
    void aDiscoveredObjectIsNotTakenForAllThatThereIs() throws IOException {
        String mesh = file("mesh.yaml", """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata: {name: mesh, namespace: gloo-mesh}
                spec: {}
                """);

        assertThat(plan("-f", mesh)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains(mesh + ":1:1: Mesh gloo-mesh/mesh is written by discovery");
    }

    @Test
    void aChangeThatCannotBeUsedIsNamedWithFileAndLine() throws IOException {
        String unreadable = file("unreadable.yaml", "a: b\n c: d\n");
        assertThat(plan("-f", unreadable)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains(unreadable + ":2:");

        String wrong = file("wrong.yaml", "\n" + Files.readString(Path.of(timeout("quick", "details", "[7]"))));
        assertThat(plan("-f", wrong)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString())
                .contains(wrong + ":2:1: TrafficPolicy bookinfo/quick does not decode: spec.requestTimeout");

        String old = file(
                "old.yaml", "{apiVersion: networking.mesh.gloo.solo.io/v1, kind: TrafficPolicy, metadata: {name: x}}");
        assertThat(plan("-f", old)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("'meshctl convert' may help");

        assertThat(plan("--delete", "trafficpolicy/bookinfo/nobody")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("--delete: there is no TrafficPolicy bookinfo/nobody");
        assertThat(plan("--delete", "trafficpolicy/nobody")).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("must be KIND/NAMESPACE/NAME");
        assertThat(plan()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("Missing: a change");
    }
}
