// SPDX-License-Identifier: Apache-2.0

package dev.weft.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.api.CrdFiles;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ImagesTest {

    @TempDir
    private Path folder;

    private static Path made(String program, String suffix) {
        Path build = Path.of(System.getProperty("weft.build.directory"));
        return Checkout.root().resolve(program).resolve(build).resolve("images").resolve(program + suffix);
    }

    private OciImage image(String program) throws IOException, InterruptedException {
        return OciImage.unpack(made(program, ".tar"), folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesh-discovery", "mesh-networking", "cert-agent"})
    void runsAgainstAnApiServerWithARootThatCannotBeWritten(String program) throws Exception {
        String whyNot = Container.whyNot();
        Assumptions.assumeTrue(whyNot.isEmpty(), whyNot);
        OciImage image = image(program);
        try (Sandbox cluster = Sandbox.start(SandboxOptions.named("cluster"))) {
            boolean isAgent = program.equals("cert-agent");
            install(cluster, (isAgent ? CrdFiles.ofAgent() : CrdFiles.ofManagement()).values());
            Files.writeString(image.root().resolve("etc/kubeconfig"), cluster.kubeconfig());
            try (Container container = Container.run(
                    image,
                    folder.resolve("log"),
                    "--kubeconfig",
                    "/etc/kubeconfig",
                    "--metrics-address",
                    "127.0.0.1",
                    "--metrics-port",
                    "0")) {
                container.awaitReady();
            }
        }
    }

    private static void install(Sandbox cluster, Collection<String> definitions) {
        for (String yaml : definitions) {
            int code = cluster.call(
                            "POST",
                            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                            "application/yaml",
                            yaml.getBytes(StandardCharsets.UTF_8))
                    .code();
            assertThat(code).isEqualTo(201);
        }
        byte[] namespace = "{\"metadata\":{\"name\":\"gloo-mesh\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(cluster.call("POST", "/api/v1/namespaces", "application/json", namespace)
                        .code())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesh-discovery", "mesh-networking", "cert-agent"})
    void anOptionThatIsNoneEndsIt(String program) throws Exception {
        String whyNot = Container.whyNot();
        Assumptions.assumeTrue(whyNot.isEmpty(), whyNot);
        try (Container container = Container.run(image(program), folder.resolve("log"), "--no-such-option")) {
            assertThat(container.exitCode()).isEqualTo(2);
            assertThat(container.said()).contains("--no-such-option");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesh-discovery", "mesh-networking", "cert-agent"})
    void isForSomebodyWhoIsNotRoot(String program) throws Exception {
        OciImage image = image(program);

        assertThat(image.user()).as("Kubernetes judges numbers only").isEqualTo("65532:65532");
        assertThat(image.label("title")).isEqualTo(program);
        assertThat(image.label("licenses")).isEqualTo("Apache-2.0");
        try (Stream<Path> files = Files.walk(image.root())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .doesNotContain("sh", "bash", "busybox", "javac", "keytool");
        }
    }

    /** Whoever looks for a weak library reads this file, and not the image. */
    @ParameterizedTest
    @ValueSource(strings = {"mesh-discovery", "mesh-networking", "cert-agent"})
    void theListOfItsContentsNamesEveryLibrary(String program) throws Exception {
        Set<String> listed = new TreeSet<>();
        JsonNode contents =
                new ObjectMapper().readTree(made(program, ".cdx.json").toFile());
        for (JsonNode component : contents.path("components")) {
            listed.add(component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar");
        }
        try (Stream<Path> libraries = Files.list(image(program).root().resolve("app/libs"))) {
            assertThat(libraries.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .isNotEmpty()
                    .isSubsetOf(listed);
        }
    }
}
