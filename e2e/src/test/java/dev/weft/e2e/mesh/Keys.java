// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks for the private keys of a {@link TrustWorld} on all of its API servers and in all logs. */
final class Keys {

    private static final List<String> PLACES = List.of(
            "/api/v1/secrets",
            "/api/v1/configmaps",
            "/apis/certificates.mesh.gloo.solo.io/v1alpha2/certificaterequests",
            "/apis/certificates.mesh.gloo.solo.io/v1alpha2/issuedcertificates",
            "/apis/certificates.mesh.gloo.solo.io/v1alpha2/podbouncedirectives",
            "/apis/apps/v1/deployments",
            "/api/v1/pods",
            "/api/v1/events");

    private final TrustWorld world;

    Keys(TrustWorld world) {
        this.world = world;
    }

    /** The key of each istiod is in the Secret that it reads, that of the root in the Secret of the plane, and none is anywhere else. */
    void areWhereTheyBelong() throws ApiException, InterruptedException, IOException {
        Map<String, String> keys = new TreeMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            ObjectNode secret = cluster.objects().find(TrustWorld.CA_CERTS).orElseThrow();
            keys.put(cluster.name() + " Secret istio-system/cacerts", TrustWorld.text(secret, "ca-key.pem"));
        }
        keys.put(
                "east Secret gloo-mesh/" + world.rootName(),
                TrustWorld.text(world.root().orElseThrow(), "key.pem"));
        for (Map.Entry<String, String> key : keys.entrySet()) {
            assertThat(key.getValue()).startsWith("-----BEGIN PRIVATE KEY-----");
            String line = key.getValue().lines().toList().get(1);
            assertThat(holders(line)).as("who has the key of %s", key.getKey()).containsExactly(key.getKey());
            assertThat(logs(line)).as("logs with the key of %s", key.getKey()).isEmpty();
        }
    }

    private List<String> holders(String line) throws ApiException, InterruptedException {
        List<String> holders = new ArrayList<>();
        for (LabCluster cluster : world.lab().clusters()) {
            for (String place : PLACES) {
                ObjectNode list = cluster.objects().find(place).orElseThrow();
                String kind = list.path("kind").asText().replaceFirst("List$", "");
                for (JsonNode item : list.path("items")) {
                    if (has(item, line)) {
                        holders.add(cluster.name() + " " + kind + " "
                                + item.at("/metadata/namespace").asText() + "/"
                                + item.at("/metadata/name").asText());
                    }
                }
            }
        }
        return holders;
    }

    /** As text, or in base64. */
    private static boolean has(JsonNode tree, String line) {
        if (tree.isTextual()) {
            return tree.asText().contains(line) || decoded(tree.asText()).contains(line);
        }
        for (JsonNode child : tree) {
            if (has(child, line)) {
                return true;
            }
        }
        return false;
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private List<Path> logs(String line) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(world.lab().reports())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(line)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
