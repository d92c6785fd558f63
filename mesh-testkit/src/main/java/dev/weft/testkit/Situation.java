// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A state of the world in YAML text, to be rendered:
 *
 * <pre>{@code
 * Outcome outcome = Situation.of(render)
 *         .mgmt(Discovered.mesh("east"), Discovered.service("reviews", "bookinfo", "east").yaml())
 *         .mgmt("""
 *             apiVersion: networking.mesh.gloo.solo.io/v1alpha2
 *             kind: TrafficPolicy
 *             ...
 *             """)
 *         .cluster("east")
 *         .render();
 * assertThat(outcome.output("east", "VirtualService", "bookinfo", "reviews").at("/spec/http/0/retries/attempts").asInt())
 *         .isEqualTo(3);
 * }</pre>
 *
 * <p>Each call adds a file to a temporary snapshot folder; {@link #render} runs the command on it and reads everything back before the
 * folder is deleted.
 */
public final class Situation {

    private record Part(String path, String text) {}

    private final RenderCommand command;
    private final List<Part> parts = new ArrayList<>();
    private final List<String> clusters = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private Consumer<Outcome> check = outcome -> {};

    private Situation(RenderCommand command) {
        this.command = command;
    }

    public static Situation of(RenderCommand command) {
        return new Situation(command);
    }

    /** Adds objects of the management cluster; each text may hold several documents. */
    public Situation mgmt(String... documents) {
        for (String text : documents) {
            parts.add(new Part("mgmt/" + parts.size() + ".yaml", text));
        }
        return this;
    }

    /** Registers a cluster and adds objects to it; without documents it is registered and empty. */
    public Situation cluster(String name, String... documents) {
        clusters.add(name);
        for (String text : documents) {
            parts.add(new Part("clusters/" + name + "/" + parts.size() + ".yaml", text));
        }
        return this;
    }

    /** Says that kinds of a cluster could not be read: {@code unknown("east", "apps/v1", "Deployment", "Forbidden")}. */
    public Situation unknown(String cluster, String apiVersion, String kind, String reason) {
        clusters.add(cluster);
        parts.add(new Part(
                "clusters/" + cluster + "/unknown.yaml",
                "unknown: [{apiVersion: \"" + apiVersion + "\", kind: \"" + kind + "\", reason: " + reason
                        + ", since: \"2026-01-01T00:00:00Z\"}]\n"));
        return this;
    }

    /** Adds a file as it is, for what the other methods do not say. */
    public Situation file(String path, String text) {
        parts.add(new Part(path, text));
        return this;
    }

    /** Adds flags of {@code meshctl render} beside {@code --snapshot} and {@code --output}. */
    public Situation flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /** Has every outcome looked at; {@code check} fails the test when it does not like one. */
    public Situation checking(Consumer<Outcome> check) {
        this.check = check;
        return this;
    }

    /** Renders; the situation can be changed and rendered again afterwards. */
    public Outcome render() {
        try {
            Path folder = Files.createTempDirectory("weft-situation");
            try {
                return render(folder);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome render(Path folder) throws IOException {
        Path snapshot = Files.createDirectories(folder.resolve("snapshot"));
        Files.createDirectories(snapshot.resolve("mgmt"));
        for (String cluster : clusters) {
            Files.createDirectories(snapshot.resolve("clusters").resolve(cluster));
        }
        for (Part part : parts) {
            Path file = snapshot.resolve(part.path());
            Files.createDirectories(file.getParent());
            Files.writeString(file, part.text());
        }
        Outcome outcome = run(command, snapshot, folder.resolve("out"), flags);
        check.accept(outcome);
        return outcome;
    }

    /** Renders a folder that is there already. */
    public static Outcome run(RenderCommand command, Path snapshot, Path out, List<String> flags) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--snapshot", snapshot.toString(), "--output", out.toString()));
        arguments.addAll(flags);
        StringWriter printed = new StringWriter();
        StringWriter complained = new StringWriter();
        int exitCode = command.run(arguments, new PrintWriter(printed, true), new PrintWriter(complained, true));
        return Outcome.read(out, exitCode, printed.toString(), complained.toString());
    }
}
