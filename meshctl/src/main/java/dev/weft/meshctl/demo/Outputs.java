// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ResourceType;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the plane writes to a cluster, waited for and then read. An object that does not come, or does not show what a scene tells of it,
 * ends the story.
 */
record Outputs(World world, DemoCluster cluster) {

    /** Where Istio is installed, and so what federates is written. */
    static final String ISTIO = "istio-system";

    static Outputs on(World world, String cluster) {
        return new Outputs(world, world.cluster(cluster));
    }

    /**
     * Waits for an object.
     *
     * @param shows what the scene tells of its spec
     * @param what that is, for the message
     * @return its spec
     */
    JsonNode await(ResourceType type, String namespace, String name, String what, Predicate<JsonNode> shows)
            throws CommandFailedException, InterruptedException {
        String path = type.path(namespace, name);
        world.awaiting()
                .until(
                        type.kind() + " " + namespace + "/" + name + " on " + cluster.name() + " " + what,
                        () -> cluster.find(path)
                                .map(found -> shows.test(found.path("spec"))
                                        ? Optional.<String>empty()
                                        : Optional.of(found.path("spec").toString()))
                                .orElse(Optional.of("there is no such object")));
        return cluster.find(path).map(found -> found.path("spec")).orElseThrow();
    }

    /** Waits until there is no such object. */
    void awaitGone(ResourceType type, String namespace, String name)
            throws CommandFailedException, InterruptedException {
        world.awaiting()
                .until(
                        type.kind() + " " + namespace + "/" + name + " on " + cluster.name() + " is gone",
                        () -> cluster.find(type.path(namespace, name)).map(ObjectNode::toString));
    }

    /** The texts in a list. */
    static Stream<String> texts(JsonNode list) {
        return elements(list).map(text -> text.asText(""));
    }

    static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
