// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetFolder;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A fleet on API servers of this process, with both operators in processes of their own. */
final class LiveFleet implements AutoCloseable {

    static final String INSTALL = "gloo-mesh";
    private static final ObjectMapper JSON = new ObjectMapper();

    final Sandbox management;
    final SortedMap<String, Sandbox> clusters = new TreeMap<>();
    final Requests requests = new Requests();
    final LiveOperators operators;

    LiveFleet(FleetSize size, Path repository) throws IOException {
        Path folder = Files.createTempDirectory("weft-fleet-");
        Fleet fleet = new Fleet(size);
        FleetFolder.write(fleet, folder);
        Path definitions = repository.resolve("docs/demo/bookinfo/clusters/cluster-1/CustomResourceDefinition.yaml");
        management = Sandbox.start(SandboxOptions.named("mgmt").withLoad(List.of(repository.resolve("api-crds/crds"))));
        for (String name : fleet.clusters()) {
            // Nobody collects objects whose owners are no objects of the fleet.
            Sandbox cluster = Sandbox.start(SandboxOptions.named(name)
                    .withControllers(false)
                    .withLoad(List.of(definitions, folder.resolve("clusters").resolve(name))));
            if (!cluster.loadProblems().isEmpty()) {
                throw new IllegalStateException(cluster.loadProblems().getFirst());
            }
            clusters.put(name, cluster);
        }
        post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + INSTALL + "\"}}");
        requests.follow(management.transcript());
        clusters.values().forEach(cluster -> requests.follow(cluster.transcript()));
        operators = new LiveOperators(folder, management.kubeconfig());
    }

    void register() {
        clusters.forEach((name, server) -> {
            String data = Base64.getEncoder().encodeToString(server.kubeconfig().getBytes(StandardCharsets.UTF_8));
            post(
                    "/apis/multicluster.solo.io/v1alpha1/namespaces/" + INSTALL + "/kubernetesclusters",
                    "{\"apiVersion\":\"multicluster.solo.io/v1alpha1\",\"kind\":\"KubernetesCluster\",\"metadata\":{\"name\":\""
                            + name + "\"},\"spec\":{\"secretName\":\"" + name + "\"}}");
            post(
                    "/api/v1/namespaces/" + INSTALL + "/secrets",
                    "{\"metadata\":{\"name\":\"" + name
                            + "\"},\"type\":\"solo.io/kubeconfig\",\"data\":{\"kubeconfig\":\"" + data + "\"}}");
        });
    }

    void post(String path, String json) {
        send(management, "POST", path, json, "application/json");
    }

    void patch(String path, String json) {
        send(management, "PATCH", path, json, "application/merge-patch+json");
    }

    private static void send(Sandbox server, String method, String path, String json, String type) {
        LocalReply reply = server.call(method, path, type, json.getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + ": " + reply.code() + " " + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    ObjectNode get(String path) {
        return get(management, path);
    }

    static ObjectNode get(Sandbox server, String path) {
        try {
            return (ObjectNode)
                    JSON.readTree(server.call("GET", path, "", new byte[0]).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many objects a collection has. */
    static int count(Sandbox server, String path) {
        JsonNode list = get(server, path + "?limit=1");
        return list.path("items").size()
                + list.path("metadata").path("remainingItemCount").asInt(0);
    }

    @Override
    public void close() {
        operators.close();
        clusters.values().forEach(Sandbox::close);
        management.close();
    }
}
