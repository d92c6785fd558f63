// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.CrdFiles;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator as a process of its own. */
@Timeout(120)
final class NetworkingMainTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/gloo-mesh/leases/mesh-networking";
    private static final String HELD = "\"holderIdentity\":\"mesh-networking";

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void aSignalLetsItGiveItsLeaseBackAndEndWithZero() throws Exception {
        try (Sandbox management = management()) {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), management.kubeconfig());
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            Objects.requireNonNull(System.getProperty("java.class.path")),
                            NetworkingMain.class.getName(),
                            "--kubeconfig",
                            kubeconfig.toString(),
                            "--metrics-address",
                            "127.0.0.1",
                            "--metrics-port",
                            "0")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            await("it leads", () -> lease(management).contains(HELD));

            process.destroy();

            assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(log()).isZero();
            assertThat(lease(management)).doesNotContain(HELD);
        }
    }

    private static Sandbox management() throws IOException {
        Sandbox management = Sandbox.start(SandboxOptions.named("mgmt"));
        for (String yaml : CrdFiles.ofManagement().values()) {
            management.call(
                    "POST",
                    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                    "application/yaml",
                    yaml.getBytes(StandardCharsets.UTF_8));
        }
        management.call(
                "POST",
                "/api/v1/namespaces",
                "application/json",
                "{\"metadata\":{\"name\":\"gloo-mesh\"}}".getBytes(StandardCharsets.UTF_8));
        return management;
    }

    private static String lease(Sandbox management) {
        return new String(management.call("GET", LEASE, "", new byte[0]).body(), StandardCharsets.UTF_8);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("not within 60 s: " + what + "; it says " + log());
            }
            Thread.sleep(10);
        }
    }
}
