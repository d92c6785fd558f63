// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.certagent.CertAgentMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own. */
@Timeout(120)
class CertAgentMainTest {

    @TempDir
    private Path folder;

    @Test
    void worksUntilItGetsASignalAndEndsWellThen() throws Exception {
        Path log = folder.resolve("log");
        try (AgentRig rig = new AgentRig()) {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), rig.sandbox.kubeconfig(AgentRig.TOKEN));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            Objects.requireNonNull(System.getProperty("java.class.path")),
                            CertAgentMain.class.getName(),
                            "--kubeconfig",
                            kubeconfig.toString(),
                            "--metrics-address",
                            "127.0.0.1",
                            "--metrics-port",
                            "0")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                rig.want();
                AgentRig.await("a request", () -> rig.request() != null);
                String key = Objects.requireNonNull(rig.secret("gloo-mesh", AgentRig.SELF.name()))
                        .getData()
                        .get("private-key");
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                assertThat(Files.readString(log)).contains("MakeKey").doesNotContain(key.substring(60, 100));
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
