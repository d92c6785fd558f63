// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo: the story, and the world it plays in. That stays, and the plane with it, until this is closed.
 */
public final class Demo implements AutoCloseable {

    private static final List<Scene> STORY = List.of(
            new StartServers(),
            new InstallKinds(),
            new StartOperators(),
            new RegisterClusters(),
            new DiscoverMeshes(),
            new ApplyPolicies(),
            new ShowOutputs(),
            new EditPolicies(),
            new HealDrift(),
            new CutOff(),
            new PlanChange());

    /** Services of one cluster for callers on the other. */
    private static final List<Scene> ACROSS =
            List.of(new FederateMeshes(), new ShiftAcross(), new FailOver(), new DenyByDefault());

    /** Where agents run. */
    private static final Scene TRUST = new ShareTrust();

    /** Where the applications answer, before {@link #ACROSS} and after. */
    private static final Scene REQUESTS = new SendRequests();

    private static final Scene REQUESTS_ACROSS = new CallAcross();

    private record Step(String name, Duration took) {}

    private final World world;
    private final Teller teller;
    private final List<Step> steps = new ArrayList<>();
    private boolean ready;

    /**
     * @param stage closed with the demo
     * @throws IOException when the folder cannot be used
     */
    public Demo(DemoOptions options, Stage stage, Teller teller) throws IOException {
        this.world = new World(options, stage);
        this.teller = teller;
    }

    /**
     * Plays the story, then writes {@code demo.json}, also when it ends early.
     *
     * @throws CommandFailedException naming what has not come to be, and where
     */
    public void play()
            throws IOException, InterruptedException, CommandFailedException, ApiException,
                    UnusableKubeconfigException {
        teller.say("Weft manages the service meshes of two clusters from a third one. "
                + world.stage().premise() + "\n");
        try {
            for (Scene scene : STORY) {
                play(scene);
            }
            boolean answered = world.stage().callers().isPresent();
            if (answered) {
                play(REQUESTS);
            }
            for (Scene scene : ACROSS) {
                play(scene);
            }
            if (answered) {
                play(REQUESTS_ACROSS);
            } else {
                play(TRUST);
            }
            ready = true;
        } catch (UncheckedIOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), "");
        } finally {
            world.folder().writeReport(report());
        }
    }

    private void play(Scene scene)
            throws IOException, InterruptedException, CommandFailedException, ApiException,
                    UnusableKubeconfigException {
        teller.begin(scene.doing());
        long start = System.nanoTime();
        boolean played = false;
        try {
            Told told = scene.play(world);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            steps.add(new Step(scene.name(), took));
            teller.done(told, took);
            played = true;
        } finally {
            if (!played) {
                teller.failed(scene.doing());
            }
        }
    }

    /** The file that programs read. */
    public Path reportFile() {
        return world.folder().report();
    }

    /** What {@code demo.json} holds; policies as they are on the server now. */
    public ObjectNode report() {
        ObjectNode report = JsonNodeFactory.instance.objectNode().put("ready", ready);
        ObjectNode kubeconfigs = report.putObject("kubeconfigs");
        world.clusters()
                .forEach(cluster -> kubeconfigs.put(
                        cluster.name(),
                        world.folder().kubeconfig(cluster.name()).toString()));
        ObjectNode metrics = report.putObject("metrics");
        world.metrics().forEach(metrics::put);
        ArrayNode done = report.putArray("steps");
        steps.forEach(step ->
                done.addObject().put("name", step.name()).put("ms", step.took().toMillis()));
        ArrayNode policies = report.putArray("policies");
        if (!world.clusters().isEmpty()) {
            try {
                new Policies(world.management()).all().forEach(policy -> put(policies.addObject(), policy));
            } catch (UncheckedIOException e) {
                // Its server does not answer; why the demo ends is told by somebody else.
            }
        }
        ArrayNode edits = report.putArray("editToWriteMs");
        world.edits().forEach(edit -> edits.add(edit.toMillis()));
        return report;
    }

    private static void put(ObjectNode entry, ObjectNode policy) {
        entry.put("kind", policy.path("kind").asText(""));
        entry.put("namespace", policy.path("metadata").path("namespace").asText(""));
        entry.put("name", policy.path("metadata").path("name").asText(""));
        entry.put("state", policy.path("status").path("state").asText(""));
    }

    /** Ends the operators, then the servers, and removes what only they needed. */
    @Override
    public void close() throws IOException {
        world.close();
    }
}
