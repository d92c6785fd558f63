// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Pass;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.analysis.plan.Change;
import dev.weft.analysis.plan.Plan;
import dev.weft.analysis.plan.Planner;
import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans on a snapshot that is loaded already: of a fleet that was just discovered, and of the same when the plane has written everything.
 */
final class Plans {

    private static final int AGAIN = 5;
    private static final RenderOptions OPTIONS = new RenderOptions(
            "1970-01-01T00:00:00Z",
            false,
            Fleet.INSTALL_NAMESPACE,
            new Ref(Fleet.INSTALL_NAMESPACE, "settings"),
            false);

    private final Fleet fleet;
    private final PrintStream out;
    private int edit;

    private Plans(Fleet fleet, PrintStream out) {
        this.fleet = fleet;
        this.out = out;
    }

    static void run(FleetSize size, PrintStream out) {
        Fleet fleet = new Fleet(size);
        new Plans(fleet, out).run(World.of(fleet));
    }

    private void run(World world) {
        out.printf(Locale.ROOT, "%nFleet %s (clusters x services of each x policies)%n%n", fleet.size());
        out.println("| plan | wall median | CPU, thread | CPU, process | objects that change |");
        out.println("|---|---|---|---|---|");
        RawSnapshot fresh = fresh(world);
        measure("first of the process: a policy of one service", 1, fresh);
        measure("a policy of one service", AGAIN, fresh);
        RawSnapshot converged = converged(fresh);
        measure("the same, everything written", AGAIN, converged);
        parts(converged);
    }

    private void measure(String name, int count, RawSnapshot snapshot) {
        Stopwatch watch = new Stopwatch();
        Plan[] plan = new Plan[1];
        for (int i = 0; i < count; i++) {
            Change change = new Change(List.of(fleet.policyOfOneTarget(++edit)), List.of());
            watch.measure(() -> plan[0] = Planner.plan(snapshot, change, OPTIONS));
        }
        print(name, watch, plan[0].outputs().size());
    }

    /** What of a plan takes the time. */
    private void parts(RawSnapshot snapshot) {
        Pass[] pass = new Pass[1];
        part("of it: the first rendering", () -> pass[0] = Pass.toCompare(snapshot, OPTIONS));
        part("what its statuses would say", () -> pass[0] = pass[0].settled());
        List<RawObject> put = List.of(fleet.policyOfOneLabel(++edit));
        part("the second rendering (a policy of one label)", () -> pass[0] = pass[0].with(put, List.of()));
    }

    private void part(String name, Runnable work) {
        Stopwatch watch = new Stopwatch();
        watch.measure(work);
        print(name, watch, 0);
    }

    private void print(String name, Stopwatch watch, int objects) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %,d |%n",
                name,
                Stopwatch.text(watch.median()),
                Stopwatch.text(watch.own()),
                Stopwatch.text(watch.cpu()),
                objects);
        out.flush();
    }

    private static RawSnapshot fresh(World world) {
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        world.clusters()
                .keySet()
                .forEach(name -> clusters.put(name, new RawCluster(name, List.of(), ClusterKnowledge.SYNCED)));
        List<RawObject> management = new ArrayList<>(world.management());
        management.addAll(world.discovered());
        management.sort((one, other) -> one.id().compareTo(other.id()));
        return new RawSnapshot(management, clusters, new TreeMap<>());
    }

    /** With all statuses, and all outputs on their clusters. */
    private static RawSnapshot converged(RawSnapshot fresh) {
        Rendering rendering = Render.of(fresh, OPTIONS);
        SortedMap<ObjectId, RawObject> management = new TreeMap<>();
        fresh.management().forEach(object -> management.put(object.id(), object));
        for (ManagementDocument document : rendering.management()) {
            management.computeIfPresent(document.id(), (id, object) -> {
                var body = object.body().deepCopy();
                body.set("status", document.object().path("status"));
                return new RawObject(id, object.apiVersion(), body, object.origin());
            });
        }
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        rendering.outputs().forEach((name, outputs) -> {
            List<RawObject> objects = new ArrayList<>();
            for (Rendered output : outputs) {
                objects.add(
                        new RawObject(output.id(), output.apiVersion(), CanonicalJson.object(output.json()), "fleet"));
            }
            clusters.put(name, new RawCluster(name, objects, ClusterKnowledge.SYNCED));
        });
        return new RawSnapshot(new ArrayList<>(management.values()), clusters, new TreeMap<>());
    }
}
