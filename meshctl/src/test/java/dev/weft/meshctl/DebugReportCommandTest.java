// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file for whoever helps. */
class DebugReportCommandTest {

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new TwoServers(folder);
        servers.installCrds();
        assertThat(servers.cluster("register", "east").code()).isZero();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private Meshctl.Run report(String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"debug", "report", "--file", zip().toString()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return servers.onManagement(arguments);
    }

    private Path zip() {
        return folder.resolve("report.zip");
    }

    private SortedMap<String, String> files() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void theFileHasWhatCommandsSayAndASnapshotWithoutSecrets() throws Exception {
        Meshctl.Run run = report();

        assertThat(run.code()).as(run.toString()).isZero();
        SortedMap<String, String> files = files();
        assertThat(files.get("version.txt"))
                .startsWith("$ meshctl version\nmeshctl ")
                .endsWith("exit code 0\n");
        assertThat(files.get("clusters.txt")).contains("east");
        assertThat(files.get("check.txt")).contains("discovery and networking are running", "exit code 1");
        assertThat(files.keySet())
                .contains("trust.txt", "meshes.txt", "policies.txt")
                .anyMatch(name -> name.startsWith("snapshot/clusters/east/"));
        String kubeconfig = TwoServers.get(servers.management(), "/api/v1/namespaces/gloo-mesh/secrets/east")
                .at("/data/kubeconfig")
                .asText();
        String token = new String(Base64.getDecoder().decode(kubeconfig), StandardCharsets.UTF_8)
                .replaceAll("(?s).*token: *\"?([^\"\\s]+).*", "$1");
        assertThat(token).hasSizeGreaterThan(20);
        assertThat(files.values()).noneMatch(text -> text.contains(kubeconfig) || text.contains(token));
    }

    @Test
    void aPartThatCannotBeHadSaysWhy() throws Exception {
        Path file = servers.kubeconfig("mgmt");
        Files.writeString(file, Files.readString(file).replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:1"));

        Meshctl.Run run = report();

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("snapshot: exit code 1, snapshot.txt says why");
        assertThat(files().get("snapshot.txt")).contains("127.0.0.1:1", "-> Check that the server runs");
    }

    @Test
    void aFileThatIsThereIsWrittenOverOnlyWhenThatIsAsked() throws Exception {
        Files.writeString(zip(), "mine");

        assertThat(report().code()).isEqualTo(1);
        assertThat(Files.readString(zip())).isEqualTo("mine");
        assertThat(report("--force").code()).isZero();
        assertThat(files()).containsKey("version.txt");
    }
}
