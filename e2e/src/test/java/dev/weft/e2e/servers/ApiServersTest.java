// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServersTest {

    private static KubernetesTools.Built tools;

    @BeforeAll
    static void needsTheRealPrograms() throws Exception {
        tools = RealServers.tools();
    }

    @Test
    void twoClustersAnswerEachWithItsOwnObjects(@TempDir Path folder) throws Exception {
        try (ApiServers servers = ApiServers.start(tools, true, List.of("east", "west"))) {
            assertThat(Kubectl.of(tools, servers.server("east"), folder).must("create", "namespace", "only-east"))
                    .contains("created");
            assertThat(Kubectl.of(tools, servers.server("east"), folder).must("get", "namespaces", "-o", "name"))
                    .contains("namespace/only-east");
            assertThat(Kubectl.of(tools, servers.server("west"), folder).must("get", "namespaces", "-o", "name"))
                    .contains("namespace/kube-system")
                    .doesNotContain("only-east");
        }
    }

    @Test
    void aServerThatWasCutOffComesBackWithItsObjectsAndItsCertificate(@TempDir Path folder) throws Exception {
        try (ApiServers servers = ApiServers.start(tools, false, List.of("east", "west"))) {
            Kubectl east = Kubectl.of(tools, servers.server("east"), folder);
            east.must("create", "namespace", "stays");
            servers.cutOff("east");
            assertThat(east.run("get", "namespace", "stays").exitCode()).isNotZero();
            assertThat(Kubectl.of(tools, servers.server("west"), folder).must("get", "namespaces", "-o", "name"))
                    .contains("namespace/default");
            servers.comeBack("east");
            assertThat(east.must("get", "namespace", "stays")).contains("Active");
        }
    }

    @Test
    void closingLeavesNoProcessBehind() throws Exception {
        List<Long> ids;
        try (ApiServers servers = ApiServers.start(tools, true, List.of("east"))) {
            ids = servers.processIds();
            assertThat(ids).hasSize(3).allMatch(ApiServersTest::isAlive);
        }
        assertThat(ids).noneMatch(ApiServersTest::isAlive);
    }

    @Test
    void killingTheJvmLeavesNoProcessBehind() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingJvm.class.getName(),
                        tools.folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = jvm.inputReader().readLine();
        assertThat(line).isNotNull();
        List<Long> ids = List.of(line.split(" ")).stream().map(Long::parseLong).toList();
        assertThat(ids).hasSize(2).allMatch(ApiServersTest::isAlive);
        jvm.destroyForcibly().waitFor();
        for (long id : ids) {
            ProcessHandle.of(id)
                    .ifPresent(process ->
                            process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        }
        assertThat(ids).noneMatch(ApiServersTest::isAlive);
    }

    @Test
    void aServerThatCannotStartIsReportedWithTheEndOfItsLog(@TempDir Path folder) throws Exception {
        for (String name : List.of("etcd", "kube-apiserver")) {
            Path program =
                    Files.writeString(folder.resolve(name), "#!/bin/sh\necho no room for " + name + "\nexit 7\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        assertThatThrownBy(() -> ApiServers.start(new KubernetesTools.Built(folder), false, List.of("east")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 7")
                .hasMessageContaining("no room for");
    }

    private static boolean isAlive(long id) {
        return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Starts a server, prints the ids of its processes and waits to be killed. */
    static final class DyingJvm {
        private DyingJvm() {}

        public static void main(String[] arguments) throws Exception {
            ApiServers servers =
                    ApiServers.start(new KubernetesTools.Built(Path.of(arguments[0])), false, List.of("east"));
            System.out.println(String.join(
                    " ", servers.processIds().stream().map(String::valueOf).toList()));
            Thread.sleep(60_000);
            servers.close();
        }
    }
}
