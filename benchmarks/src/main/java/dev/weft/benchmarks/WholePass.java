// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.runtime.snapshot.RawObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** One fleet in one process: the first pass, passes from scratch, passes after an edit, and a pass after nothing. */
final class WholePass {

    private static final int FROM_SCRATCH = 5;
    private static final int WARM_UP = 200;
    private static final int EDITS = 200;

    private final PrintStream out;
    private World world;
    private Plane plane;
    private int edit;

    private WholePass(FleetSize size, PrintStream out) {
        this.out = out;
        this.world = World.of(new Fleet(size));
        this.plane = new Plane(world.scope());
    }

    static void run(FleetSize size, PrintStream out) {
        new WholePass(size, out).run();
    }

    private void run() {
        Fleet fleet = world.fleet();
        out.printf(Locale.ROOT, "%nFleet %s (clusters x services of each x policies)%n%n", fleet.size());
        out.println(
                "| pass | wall median | wall 95 % | CPU, thread | CPU, process | units | outputs | policy statuses | target statuses |");
        out.println("|---|---|---|---|---|---|---|---|---|");
        measure("first of the process", 1, i -> world.firstPass(plane));
        measure("everything from scratch", FROM_SCRATCH, i -> {
            plane = new Plane(world.scope());
            return world.firstPass(plane);
        });
        edits("a policy of one service", fleet::policyOfOneTarget, EDITS);
        edits("a policy of one label, on all clusters", fleet::policyOfOneLabel, EDITS);
        edits("a policy of one namespace", fleet::policyOfOneNamespace, EDITS);
        edits("Settings: every output is another one", i -> fleet.settings(i % 2 == 0 ? "ISTIO_MUTUAL" : "SIMPLE"), 6);
        if (fleet.size().federation() != FleetSize.Federation.NONE) {
            edits("the gateway of a cluster, at another address", this::meshWithGatewayAt, 20);
        }
        measure("the same object again", EDITS, i -> plane.after(fleet.policyOfOneTarget(0)));
        measure("nothing", EDITS, i -> plane.pass());
        out.printf(Locale.ROOT, "%n%,d outputs", plane.outputs());
        world = new World(fleet, world.scope(), List.of(), List.of(), new TreeMap<>());
        out.printf(Locale.ROOT, "; heap in use afterwards without the objects that were read: %d MB%n", heapInUse());
    }

    private RawObject meshWithGatewayAt(int number) {
        RawObject mesh = world.discovered().stream()
                .filter(object -> object.id().kind().kind().equals("Mesh"))
                .findFirst()
                .orElseThrow();
        ObjectNode body = mesh.body().deepCopy();
        ObjectNode gateway = body.withObject("/spec/istio/ingressGateways/0");
        gateway.remove("addresses");
        gateway.put("externalAddress", "198.51.100." + (1 + number % 250));
        return new RawObject(mesh.id(), mesh.apiVersion(), body, mesh.origin());
    }

    private void edits(String name, IntFunction<RawObject> edited, int count) {
        for (int i = 0; i < Math.min(WARM_UP, count); i++) {
            plane.after(edited.apply(++edit));
        }
        measure(name, count, i -> plane.after(edited.apply(++edit)));
    }

    private void measure(String name, int count, IntFunction<Plane.Writes> pass) {
        Stopwatch watch = new Stopwatch();
        Plane.Writes[] writes = new Plane.Writes[1];
        long before = plane.computations();
        for (int i = 0; i < count; i++) {
            int number = i;
            watch.measure(() -> writes[0] = pass.apply(number));
        }
        boolean fresh = count == FROM_SCRATCH;
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %,d | %,d | %,d | %,d |%n",
                name,
                Stopwatch.text(watch.median()),
                Stopwatch.text(watch.late()),
                Stopwatch.text(watch.own()),
                Stopwatch.text(watch.cpu()),
                fresh ? plane.computations() : (plane.computations() - before) / count,
                writes[0].outputs() + writes[0].deletes(),
                writes[0].policyStatuses(),
                writes[0].targetStatuses());
        out.flush();
    }

    /** Megabytes, after the collector has run. */
    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1_000_000;
    }
}
