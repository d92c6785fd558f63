// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.plan.Plan;
import dev.weft.analysis.plan.Planner;
import dev.weft.analysis.plan.Risk;
import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.ClusterReader;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.LiveSnapshot;
import dev.weft.meshctl.live.Tables;
import dev.weft.meshctl.plan.Changes;
import dev.weft.meshctl.plan.PlanText;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.process.OperatorProgram;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Somebody asks what a change would do, as {@code meshctl plan} tells it. Nothing is written. */
final class PlanChange implements Scene {

    private static final String TIMEOUT = "9s";

    private static final String ACCESS = World.APPLICATIONS + "/reviews-read-ratings";

    /** Conditions of a plan get no time: nothing has happened. */
    private static final String NEVER = "1970-01-01T00:00:00Z";

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String doing() {
        return "planning a change";
    }

    @Override
    public Told play(World world)
            throws IOException, InterruptedException, CommandFailedException, ApiException,
                    UnusableKubeconfigException {
        SortedMap<String, String> before = written(world);
        Changes changes = changes(world);
        Plan plan = plan(world, changes);
        if (!before.equals(written(world))) {
            throw new CommandFailedException("something was written while a change was only planned", "");
        }
        return new Told("a change is planned, with its risks, and nothing is written", Tables.columns(rows(plan)));
    }

    private static List<List<String>> rows(Plan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("change", "requestTimeout of " + Policies.EDITED + ": " + TIMEOUT));
        rows.add(List.of("", "without AccessPolicy " + ACCESS));
        rows.add(List.of("would be", PlanText.summary(plan)));
        SortedMap<String, List<String>> byCluster = new TreeMap<>();
        plan.outputs()
                .forEach(output -> byCluster
                        .computeIfAbsent(output.id().cluster(), absent -> new ArrayList<>())
                        .add(PlanText.brief(output)));
        byCluster.forEach((cluster, outputs) -> rows.add(List.of("", cluster + ": " + String.join(", ", outputs))));
        plan.risks().stream()
                .filter(risk -> risk.level() == Risk.Level.HIGH)
                .map(risk -> List.of(
                        "risk",
                        risk.code().wire() + ", "
                                + risk.object()
                                        .map(object -> object.words() + " on " + object.cluster())
                                        .orElse("")
                                + " " + risk.message()))
                .forEach(rows::add);
        rows.add(List.of("in full", "bin/meshctl plan --kubeconfig mgmt.kubeconfig -f FILE --delete KIND/NS/NAME"));
        return rows;
    }

    /** A longer time-out, and ratings open to everybody. */
    private static Changes changes(World world) throws IOException, CommandFailedException {
        ObjectNode edited = new Policies(world.management()).edited();
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.set("apiVersion", edited.path("apiVersion"));
        change.set("kind", edited.path("kind"));
        change.putObject("metadata").put("namespace", World.APPLICATIONS).put("name", Policies.EDITED);
        change.set("spec", ((ObjectNode) edited.path("spec")).put("requestTimeout", TIMEOUT));
        Path file = Files.writeString(world.folder().working("change.json"), change.toString());
        try {
            return Changes.read(
                    List.of(file.toString()), List.of("accesspolicy/" + ACCESS), InputStream.nullInputStream());
        } catch (UnusableFolderException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), "");
        }
    }

    private static Plan plan(World world, Changes changes)
            throws InterruptedException, CommandFailedException, ApiException, UnusableKubeconfigException {
        RenderOptions options =
                new RenderOptions(NEVER, false, DemoPlane.NAMESPACE, new Ref(DemoPlane.NAMESPACE, "settings"), false);
        try (ClusterReader management = ClusterReader.open(
                World.MANAGEMENT, world.access(World.MANAGEMENT).endpoint(), OperatorProgram.version())) {
            RawSnapshot now = LiveSnapshot.read(
                            management, options.installNamespace(), OperatorProgram.version(), Instant.now())
                    .snapshot();
            return Planner.plan(now, changes.against(now), options);
        } catch (UnusableFolderException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), "");
        }
    }

    /** The generation of all that is declared, and of each object that the plane has written. */
    private static SortedMap<String, String> written(World world) {
        SortedMap<String, String> generations = new TreeMap<>();
        for (DemoCluster cluster : world.clusters()) {
            List<ResourceType> kinds = Stream.concat(DemoKinds.WRITTEN.stream(), DemoKinds.DECLARED.stream())
                    .toList();
            for (ResourceType kind : kinds) {
                for (JsonNode object : cluster.list(kind, "", "")) {
                    JsonNode metadata = object.path("metadata");
                    generations.put(
                            cluster.name() + " " + kind.kind() + " "
                                    + metadata.path("namespace").asText() + "/"
                                    + metadata.path("name").asText(),
                            metadata.path("generation").asText());
                }
            }
        }
        return generations;
    }
}
