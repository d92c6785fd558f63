// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl convert} as a user calls it; what becomes of each field is ConverterTest's. */
class ConvertCommandTest {

    private static final String POLICY = """
            apiVersion: networking.mesh.gloo.solo.io/v1
            kind: TrafficPolicy
            metadata: {name: p, namespace: shop}
            spec: {policy: {requestTimeout: 3s%s}}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int convert(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of("convert"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void printsAllObjectsInTheOrderOfTheFiles() throws IOException {
        String second =
                file("a.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n---\n" + POLICY.formatted(""));
        String first =
                file("b.json", "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"metadata\": {\"name\": \"s\"}}");

        assertThat(convert("-f", first, "-f", second)).isZero();

        assertThat(out.toString()).isEqualTo("""
                apiVersion: v1
                kind: Secret
                metadata:
                  name: s
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: c
                ---
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata:
                  name: p
                  namespace: shop
                spec:
                  requestTimeout: "3s"
                """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysWhereAndWhatIsLost() throws IOException {
        String file = file("p.yaml", "\n" + POLICY.formatted(", csrf: {}"));

        assertThat(convert("-f", file)).isEqualTo(ExitCode.REJECTED);

        assertThat(err.toString())
                .startsWith(file + ":2:1: TrafficPolicy shop/p: lost: spec.policy.csrf is not done here")
                .hasLineCount(1);
        assertThat(out.toString()).contains("requestTimeout: \"3s\"");
    }

    @Test
    void anObjectThatIsRefusedDoesNotHinderTheOthers() throws IOException {
        String file = file("all.yaml", """
                {apiVersion: networking.mesh.gloo.solo.io/v1, kind: VirtualMesh, metadata: {name: v, namespace: n}}
                ---
                """ + POLICY.formatted(""));

        assertThat(convert("-f", file)).isEqualTo(ExitCode.REJECTED);

        assertThat(err.toString()).contains("VirtualMesh n/v: refused: kind VirtualMesh is not converted");
        assertThat(out.toString()).contains("name: p").doesNotContain("name: v");
    }

    @Test
    void readsTheFilesOfAFolderAndConvertsBack() throws IOException {
        file("p.yaml", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: p, namespace: n},
                 spec: {requestTimeout: 3s}}""");
        file("notes.txt", "not read");

        assertThat(convert("-f", folder.toString(), "--to", "v1", "-o", "json")).isZero();

        assertThat(out.toString())
                .contains("\"kind\" : \"List\"", "\"policy\" : {", "networking.mesh.gloo.solo.io/v1\"");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithLineAndColumn() throws IOException {
        String good = file("good.yaml", POLICY.formatted(""));
        String bad = file("bad.yaml", "kind: TrafficPolicy\n  x: y\n");

        assertThat(convert("-f", good, "-f", bad)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).startsWith(bad + ":2:");
        assertThat(out.toString()).isEmpty();

        assertThat(convert("-f", folder.resolve("absent.yaml").toString())).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).contains("absent.yaml: cannot be read: it does not exist");
    }
}
