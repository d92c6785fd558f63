// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.meshctl.Meshctl;
import dev.weft.runtime.process.ServedOperator;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /debug/snapshot} of a running operator: what it knows is what is there. */
@Timeout(120)
class DebugPageTest {

    @Test
    void tellsWhatTheOperatorHasReadAndHowItsOutputsStand(@TempDir Path folder) throws Exception {
        try (LivePlane plane = new LivePlane()) {
            Sandbox cluster = plane.cluster("cluster-1", Path.of("../docs/demo/bookinfo/clusters/cluster-1"));
            plane.register("cluster-1");
            plane.register("broken", cluster.kubeconfig().replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:1"));
            try (ServedOperator discovery = plane.serveDiscovery()) {
                await("it leads", () -> page(discovery).path("leads").asBoolean());
                await(
                        "everything is in place",
                        () -> page(discovery)
                                        .at("/management/outputs/count/InSync")
                                        .asInt()
                                == 1 + 7 + 6);
                await(
                        "the broken cluster is given up",
                        () -> page(discovery)
                                .at("/clusters/broken/contact/state")
                                .asText()
                                .equals("Silent"));

                JsonNode page = page(discovery);
                assertThat(page.at("/management/outputs/notInPlace")).isEmpty();
                assertThat(page.at("/clusters/cluster-1/contact/state").asText())
                        .isEqualTo("Alive");
                assertThat(page.at("/clusters/broken/kinds/*/state").asText()).isEqualTo("Unknown");
                assertThat(versions(page.at("/clusters/cluster-1/kinds/Pod/objects")))
                        .isEqualTo(versionsOfPods(cluster));
                assertThat(page.toString()).doesNotContain("certificate-authority", "token");
                Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), plane.management.kubeconfig());
                assertThat(Meshctl.run("version", "--kubeconfig", kubeconfig.toString())
                                .out())
                        .contains("mesh-discovery test: other than meshctl\n");
            }
        }
    }

    private static SortedMap<String, String> versionsOfPods(Sandbox cluster) {
        SortedMap<String, String> versions = new TreeMap<>();
        list(cluster, "/api/v1/pods")
                .forEach(pod -> versions.put(
                        pod.at("/metadata/namespace").asText() + "/"
                                + pod.at("/metadata/name").asText(),
                        pod.at("/metadata/resourceVersion").asText()));
        return versions;
    }

    private static SortedMap<String, String> versions(JsonNode objects) {
        SortedMap<String, String> versions = new TreeMap<>();
        objects.properties()
                .forEach(entry -> versions.put(entry.getKey(), entry.getValue().asText()));
        return versions;
    }

    private static JsonNode page(ServedOperator operator) {
        URI page = URI.create("http://127.0.0.1:" + operator.port() + "/debug/snapshot");
        try (InputStream content = page.toURL().openStream()) {
            return JsonMapper.builder().build().readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
