// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What golden folders and the demo say that Weft writes, held against a real API server with the kinds and the webhook of Istio. */
@Tag("e2e")
class GoldenOutputsScenarioTest {

    private static final String CLUSTER = "judge";
    private static final List<String> FOLDERS = List.of("meshctl/src/test/resources/golden", "docs/demo");
    private static final int BAD_REQUEST = 400;

    private static MeshLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = MeshLab.start(
                RealServers.tools(),
                IstioTools.of(Checkout.root()),
                Map.of(CLUSTER, List.of()),
                Path.of("target/e2e/GoldenOutputsScenarioTest"));
        lab.cluster(CLUSTER).istiod().awaitJudging();
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void istioTakesEveryOneOfThem() throws Exception {
        ClusterObjects objects = lab.cluster(CLUSTER).objects();
        Set<String> namespaces = new HashSet<>();
        List<String> refused = new ArrayList<>();
        int taken = 0;
        for (Path file : outputs()) {
            for (ObjectNode object : ClusterObjects.documents(Files.readString(file))) {
                if (!object.path("apiVersion").asText().contains(".istio.io/")) {
                    continue; // of another mesh
                }
                if (namespaces.add(object.at("/metadata/namespace").asText())) {
                    objects.apply(namespace(object.at("/metadata/namespace").asText()));
                }
                try {
                    objects.dryRun(object);
                    taken++;
                } catch (ApiException e) {
                    refused.add(Checkout.root().relativize(file) + ": " + e.getMessage());
                }
            }
        }
        assertThat(refused).isEmpty();
        assertThat(taken).isGreaterThan(50);
    }

    /** Otherwise the test above proves little: schemas take this object. */
    @Test
    void whatOnlyTheWebhookRefusesIsRefused() throws Exception {
        ClusterObjects objects = lab.cluster(CLUSTER).objects();
        ObjectNode wrong = ClusterObjects.documents("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: wrong, namespace: default}
                spec:
                  hosts: [reviews]
                  http: [{timeout: 1s}]
                """).getFirst();
        int code = 0;
        try {
            objects.dryRun(wrong);
        } catch (ApiException e) {
            code = e.code();
        }
        assertThat(code).isEqualTo(BAD_REQUEST);
    }

    private static List<Path> outputs() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.walk(Checkout.root().resolve(folder))) {
                files.filter(file -> file.toString().contains("/out/clusters/"))
                        .filter(file -> file.toString().endsWith(".yaml"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static String namespace(String name) {
        return """
            apiVersion: v1
            kind: Namespace
            metadata: {name: %s}
            """.formatted(name);
    }
}
