// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What users declare on the management cluster, as it is there: policies, and what federates. */
final class Policies {

    /** Chooses {@code reviews} on both clusters, so an edit has to reach both. */
    static final String EDITED = "reviews-resilience";

    private static final List<String> GOOD = List.of("Accepted", "Programmed");
    private static final String REVIEWS = DemoKinds.VIRTUAL_SERVICE.path(World.APPLICATIONS, "reviews");

    private final DemoCluster management;

    Policies(DemoCluster management) {
        this.management = management;
    }

    /** All of them, each with its kind. */
    List<ObjectNode> all() {
        List<ObjectNode> policies = new ArrayList<>();
        for (ResourceType type : DemoKinds.DECLARED) {
            for (JsonNode item : management.list(type, "", "")) {
                policies.add(((ObjectNode) item).put("kind", type.kind()));
            }
        }
        return policies;
    }

    /** The first that is not yet accepted and written to every cluster it concerns; empty when all are. */
    Optional<String> notYet() {
        return all().stream()
                .map(policy -> Conditions.missing(policy, GOOD))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Waits until there is nothing that {@link #notYet} would name. */
    void await(Awaiting awaiting) throws CommandFailedException, InterruptedException {
        awaiting.until("every policy is accepted and written", this::notYet);
    }

    /** {@code ACCEPTED, Programmed}: what is said of one of them. */
    static String became(JsonNode policy) {
        return policy.at("/status/state").asText("") + ", "
                + Conditions.of(policy, "Programmed").path("reason").asText("");
    }

    ObjectNode edited() {
        return management
                .find(DemoKinds.TRAFFIC_POLICY.path(World.APPLICATIONS, EDITED))
                .orElseThrow();
    }

    /** The time-out of {@link #EDITED}, which a user now changes. */
    void edit(String timeout) throws CommandFailedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("requestTimeout", timeout);
        management.merge(DemoKinds.TRAFFIC_POLICY.path(World.APPLICATIONS, EDITED), patch);
    }

    String timeout() {
        return edited().path("spec").path("requestTimeout").asText("");
    }

    /** Waits until an edit is on these clusters. */
    static Duration awaitWritten(String timeout, List<DemoCluster> clusters, Awaiting awaiting)
            throws CommandFailedException, InterruptedException {
        return awaiting.until(
                "time-out " + timeout + " in VirtualService " + World.APPLICATIONS + "/reviews",
                () -> clusters.stream()
                        .filter(cluster -> !writtenTimeout(cluster).equals(timeout))
                        .map(cluster -> cluster.name() + " has " + writtenTimeout(cluster))
                        .findFirst());
    }

    private static String writtenTimeout(DemoCluster cluster) {
        return cluster.find(REVIEWS).map(Policies::lastTimeout).orElse("no such object");
    }

    /** Of the last route, which is for everybody. */
    private static String lastTimeout(JsonNode virtualService) {
        JsonNode routes = virtualService.path("spec").path("http");
        return Objects.requireNonNullElse(
                routes.path(routes.size() - 1).path("timeout").textValue(), "none");
    }
}
