// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.kube.ApiException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Applies CustomResourceDefinitions and waits until they are served. Applying them again changes nothing. */
public final class CrdInstaller {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private CrdInstaller() {}

    /** The definitions as trees, by name, from the files of {@link dev.weft.api.CrdFiles}. */
    public static SortedMap<String, ObjectNode> definitions(SortedMap<String, String> files) {
        SortedMap<String, ObjectNode> definitions = new TreeMap<>();
        files.forEach((name, text) -> {
            if (EmbeddedYaml.parse(name, text) instanceof EmbeddedYaml.Tree tree
                    && tree.tree() instanceof ObjectNode definition) {
                definitions.put(name, definition);
            } else {
                throw new IllegalStateException("the build has packaged something else than a definition: " + name);
            }
        });
        return definitions;
    }

    /** Applies all of them, then waits for each. */
    public static void install(Cluster cluster, SortedMap<String, ObjectNode> definitions, Progress progress)
            throws CommandFailedException, InterruptedException {
        for (var definition : definitions.entrySet()) {
            progress.step(cluster.name() + ": CustomResourceDefinition " + definition.getKey(), () -> {
                cluster.apply(ResourceTypes.CRD, definition.getValue());
                return "";
            });
        }
        progress.step(cluster.name() + ": the new kinds are served", () -> {
            for (String name : definitions.keySet()) {
                awaitEstablished(cluster, name);
            }
            return "";
        });
    }

    private static void awaitEstablished(Cluster cluster, String name)
            throws ApiException, InterruptedException, CommandFailedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        Optional<ObjectNode> seen;
        while (true) {
            seen = cluster.find(ResourceTypes.CRD.path("", name));
            if (seen.filter(CrdInstaller::isEstablished).isPresent()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new CommandFailedException(
                        cluster.name() + ": CustomResourceDefinition " + name + " is not served after "
                                + LONGEST.toSeconds() + " s",
                        "See why: kubectl describe crd " + name);
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Whether the server serves it. */
    public static boolean isEstablished(JsonNode definition) {
        for (JsonNode condition : definition.path("status").path("conditions")) {
            if (condition.path("type").asText("").equals("Established")) {
                return condition.path("status").asText("").equals("True");
            }
        }
        return false;
    }
}
