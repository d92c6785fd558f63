// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Whether an edit costs more in a larger world. */
final class Slope {

    private static final int EDITS = 500;

    private Slope() {}

    static void run(List<FleetSize> sizes, PrintStream out) {
        out.println(
                "| fleet | outputs | from scratch | edit of a policy of one service: median | CPU, thread | units |");
        out.println("|---|---|---|---|---|---|");
        for (FleetSize size : sizes) {
            measure(size, out);
        }
    }

    private static void measure(FleetSize size, PrintStream out) {
        Fleet fleet = new Fleet(size);
        World world = World.of(fleet);
        Plane plane = new Plane(world.scope());
        Stopwatch first = new Stopwatch();
        first.measure(() -> world.firstPass(plane));
        Stopwatch edits = new Stopwatch();
        long before = 0;
        for (int i = 0; i < 2 * EDITS; i++) {
            int edit = i + 1;
            if (i < EDITS) {
                plane.after(fleet.policyOfOneTarget(edit));
                before = plane.computations();
            } else {
                edits.measure(() -> plane.after(fleet.policyOfOneTarget(edit)));
            }
        }
        out.printf(
                Locale.ROOT,
                "| %s | %,d | %s | %s | %s | %,d |%n",
                size,
                plane.outputs(),
                Stopwatch.text(first.median()),
                Stopwatch.text(edits.median()),
                Stopwatch.text(edits.own()),
                (plane.computations() - before) / EDITS);
        out.flush();
    }
}
