// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Rendering;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.output.Rendered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The clusters of the demo as a plane has left them that has written everything. What denies access by default is there while the
 * VirtualMesh asks for it, and what lets a caller in once its AccessPolicy has been applied.
 */
final class FakeStage implements Stage {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final List<ResourceType> MANAGED = Stream.concat(
                    DemoKinds.DECLARED.stream(), Stream.of(DemoKinds.MESH, DemoKinds.TRAFFIC_TARGET))
            .toList();
    private static final String LETS_IN = DemoKinds.AUTHORIZATION_POLICY.path(World.APPLICATIONS, "reviews");

    private final SequencedMap<String, FakeServer> servers = new LinkedHashMap<>();
    private final Set<String> applied = new HashSet<>();
    private boolean denies;

    /** @param rendering of all that is ever declared, with access denied by default */
    FakeStage(Rendering rendering) throws IOException {
        servers.put(World.MANAGEMENT, new FakeServer(this::patched, path -> true));
        servers.put(World.FIRST, new FakeServer(this::patched, this::isWanted));
        servers.put(
                World.SECOND,
                new FakeServer(this::patched, path -> path.equals(LETS_IN) ? isAllowed() : isWanted(path)));
        for (ManagementDocument document : rendering.management()) {
            ObjectNode object = document.object().deepCopy();
            object.at("/status/conditions").forEach(FakeStage::isWritten);
            put(World.MANAGEMENT, MANAGED, object);
        }
        for (Map.Entry<String, List<Rendered>> cluster : rendering.outputs().entrySet()) {
            for (Rendered output : cluster.getValue()) {
                put(cluster.getKey(), DemoKinds.WRITTEN, (ObjectNode) MAPPER.readTree(output.json()));
            }
        }
    }

    /** Offline, nothing ever is, and objects have no generations. */
    private static void isWritten(JsonNode condition) {
        ((ObjectNode) condition).remove("observedGeneration");
        if (condition.path("reason").asText("").equals("NotApplied")) {
            ((ObjectNode) condition)
                    .put("status", "True")
                    .put("reason", condition.path("type").asText(""));
        }
    }

    private void put(String cluster, List<ResourceType> types, ObjectNode object) {
        types.stream()
                .filter(type -> type.kind().equals(object.path("kind").asText(""))
                        && type.apiVersion().equals(object.path("apiVersion").asText("")))
                .forEach(type -> server(cluster).put(type, object));
    }

    private void patched(String path, JsonNode body) {
        applied.add(path);
        String access = body.path("spec").path("globalAccessPolicy").asText("");
        if (!access.isEmpty()) {
            denies = access.equals("ENABLED");
        }
    }

    private boolean isWanted(String path) {
        boolean isDenial = path.contains("/global-access-control") || path.contains("/allow-ingress-gateway-");
        return denies || !isDenial;
    }

    private boolean isAllowed() {
        return applied.contains(
                DemoKinds.ACCESS_POLICY.path(World.APPLICATIONS, "productpage-reads-reviews-of-cluster-2"));
    }

    FakeServer server(String cluster) {
        FakeServer server = servers.get(cluster);
        if (server == null) {
            throw new IllegalArgumentException(cluster);
        }
        return server;
    }

    /** Paths of what was patched on the management cluster. */
    Set<String> applied() {
        return applied;
    }

    boolean denies() {
        return denies;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String premise() {
        return "";
    }

    @Override
    public SequencedMap<String, StageServer> start(Map<String, List<Path>> clusters, Path working, Path logs) {
        return new LinkedHashMap<>(servers);
    }

    @Override
    public String started() {
        return "";
    }

    @Override
    public Optional<Callers> callers() {
        return Optional.empty();
    }

    @Override
    public List<String> gatewayNetworks() {
        return List.of();
    }

    @Override
    public void close() {}
}
