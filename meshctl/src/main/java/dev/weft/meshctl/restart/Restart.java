// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.restart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.api.certificates.PodBounceDirectiveSpec;
import dev.weft.api.certificates.PodBounceDirectiveSpec.PodSelector;
import dev.weft.certagent.issue.Marks;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Progress;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.status.Conditions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Has the agent of a cluster restart a mesh, and follows it. The agent does it, and remembers how far it is, by a PodBounceDirective; so whoever
 * is interrupted loses nothing, and goes on by asking again.
 */
public final class Restart {

    private static final ResourceType DIRECTIVE = ResourceTypes.of(Kinds.POD_BOUNCE_DIRECTIVE);
    private static final ResourceType CERTIFICATE = ResourceTypes.of(Kinds.ISSUED_CERTIFICATE);
    /** What the agent says of it as a whole. */
    private static final String RESTARTED = "Restarted";

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RestartPlan plan;
    private final Cluster cluster;
    private final Duration patience;
    private final Progress progress;
    private int told;

    /**
     * @param cluster that of the mesh, as whom the plane writes there
     * @param patience how long to wait for the end
     */
    public Restart(RestartPlan plan, Cluster cluster, Duration patience, Progress progress) {
        this.plan = plan;
        this.cluster = cluster;
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Asks, unless it is asked for already, waits, and takes away what it has asked with.
     *
     * @throws CommandFailedException when the cluster does not let it, or the time is over; the agent goes on then
     */
    public void run() throws CommandFailedException, InterruptedException {
        plan.leftOut().forEach(what -> progress.note("not restarted: " + what));
        progress.step(words() + ": asked the agent to restart it", this::ask);
        long end = System.nanoTime() + patience.toNanos();
        while (!isDone(end)) {
            Thread.sleep(PAUSE);
        }
        progress.step(words() + ": PodBounceDirective " + name() + " deleted", () -> {
            cluster.delete(DIRECTIVE, plan.agentNamespace(), plan.directive());
            return "";
        });
    }

    private String words() {
        return "Mesh " + plan.mesh() + " on cluster " + plan.cluster();
    }

    private String name() {
        return plan.agentNamespace() + "/" + plan.directive();
    }

    private Optional<ObjectNode> find() throws ApiException, InterruptedException {
        return cluster.find(DIRECTIVE.path(plan.agentNamespace(), plan.directive()));
    }

    private String ask() throws ApiException, InterruptedException, CommandFailedException {
        RestartPlan wanted = hasCertificate() ? plan : plan.withoutWaitingForRoots();
        ObjectNode directive = JsonNodeFactory.instance.objectNode();
        directive.put("apiVersion", DIRECTIVE.apiVersion()).put("kind", Kinds.POD_BOUNCE_DIRECTIVE.kind());
        ObjectNode metadata =
                directive.putObject("metadata").put("name", plan.directive()).put("namespace", plan.agentNamespace());
        metadata.putObject("annotations").put(Marks.RESTART, plan.mesh().toString());
        directive.set("spec", JsonMapper.builder().build().valueToTree(wanted.spec()));
        if (cluster.createIfAbsent(DIRECTIVE, directive)) {
            return "";
        }
        ObjectNode there = find().orElse(directive);
        if (!there.at("/metadata/annotations").has(Marks.RESTART)) {
            throw new CommandFailedException(
                    "PodBounceDirective " + name() + " on cluster " + plan.cluster() + " is somebody else's",
                    "Delete it if nobody needs it, and run the command again.");
        }
        return "it was already asked at "
                + there.at("/metadata/creationTimestamp").asText("") + "; following that";
    }

    /** Whether istiod reads a certificate that the agent has stored, whose root it spreads in all namespaces. */
    private boolean hasCertificate() throws ApiException, InterruptedException {
        if (cluster.find(CERTIFICATE.path() + "?limit=1").isEmpty()) {
            return false;
        }
        return cluster.list(CERTIFICATE, plan.agentNamespace(), "").stream()
                .anyMatch(certificate -> certificate.at("/status/stored").isObject()
                        && certificate
                                .at("/spec/issuedCertificateSecret/name")
                                .asText("")
                                .equals(plan.caCerts().name())
                        && certificate
                                .at("/spec/issuedCertificateSecret/namespace")
                                .asText("")
                                .equals(plan.caCerts().namespace()));
    }

    private boolean isDone(long end) throws CommandFailedException, InterruptedException {
        try {
            Optional<ObjectNode> directive = find();
            if (directive.isEmpty()) {
                throw new CommandFailedException(
                        words() + ": PodBounceDirective " + name()
                                + " was deleted meanwhile, so the restart has ended where it was",
                        "Run the command again to restart all of it.");
            }
            tell(directive.get());
            JsonNode condition = Conditions.of(directive.get().path("status"), RESTARTED);
            if (condition.path("status").asText("").equals("True")) {
                return true;
            }
            if (System.nanoTime() >= end) {
                throw tooLate(directive.get(), condition);
            }
            return false;
        } catch (ApiException e) {
            if (System.nanoTime() < end && e.failure() instanceof ApiException.Failure.NoAnswer) {
                return false;
            }
            throw new CommandFailedException(
                    words() + ": how far the restart is cannot be read: " + e.getMessage(),
                    "The agent goes on with it; run the command again to follow it. "
                            + CommandFailedException.remedy(e));
        }
    }

    /** One line for each selector that is done, as it gets done. */
    private void tell(ObjectNode directive) {
        List<PodSelector> selectors = RestartPlan.selectors(
                JsonMapper.builder().build().convertValue(directive.path("spec"), PodBounceDirectiveSpec.class));
        JsonNode done = directive.at("/status/podsBounced");
        while (told < done.size() && done.path(told).path("state").asText("").equals("DONE")) {
            JsonNode entry = done.path(told);
            String message = entry.path("message").asText("");
            int pods = entry.path("bouncedPods").size();
            String what = told < selectors.size() ? RestartPlan.words(selectors.get(told)) : "pods";
            progress.say("  " + what + ": " + (pods == 0 ? "none restarted" : pods + " restarted")
                    + (message.isEmpty() ? "" : "; " + message));
            told++;
        }
    }

    private CommandFailedException tooLate(ObjectNode directive, JsonNode condition) {
        String seconds = patience.toSeconds() + " s";
        if (directive.path("status").isEmpty()) {
            return new CommandFailedException(
                    words() + ": the agent has not begun within " + seconds,
                    "Look with meshctl check whether it runs and is of this version: an older one does not know this request. It"
                            + " begins as soon as it can; to take the request back, delete PodBounceDirective " + name()
                            + ".");
        }
        String waits = condition.path("message").asText("");
        return new CommandFailedException(
                words() + ": not done within " + seconds + (waits.isEmpty() ? "" : ": " + waits),
                "The agent goes on with it; run the command again to follow it. To end it where it is, delete PodBounceDirective "
                        + name() + ".");
    }
}
