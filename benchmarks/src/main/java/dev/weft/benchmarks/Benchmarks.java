// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetFolder;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.benchmarks.live.LivePlane;
import dev.weft.benchmarks.server.SandboxStarts;
import dev.weft.benchmarks.server.ServerBenchmark;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code benchmarks/run}. */
public final class Benchmarks {

    private static final String USAGE = """
            usage: benchmarks/run whole-pass [--clusters N] [--services N] [--policies N] [--federated all|on-demand]
                   benchmarks/run plans [--clusters N] [--services N] [--policies N]
                   benchmarks/run slope
                   benchmarks/run discovery [--clusters N] [--services N]
                   benchmarks/run plane [--clusters N] [--services N] [--policies N]
                   benchmarks/run sandbox-starts
                   benchmarks/run api-server
                   benchmarks/run real-api-server
                   benchmarks/run fleet [--clusters N] [--services N] [--policies N] --output DIR
            Without sizes: 10 clusters, 1000 services in each, 1000 policies. docs/benchmarks.md explains the figures.""";

    private static final List<FleetSize> SLOPE = List.of(
            new FleetSize(10, 1_000, 1_000), // warms up
            new FleetSize(1, 1_000, 1_000),
            new FleetSize(3, 1_000, 1_000),
            new FleetSize(10, 1_000, 1_000),
            new FleetSize(30, 1_000, 1_000),
            new FleetSize(100, 1_000, 1_000),
            new FleetSize(10, 1_000, 100),
            new FleetSize(10, 1_000, 10_000));

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        try {
            Map<String, String> options = options(arguments);
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "whole-pass" -> WholePass.run(size(options), out);
                case "discovery" -> DiscoveryEvents.run(size(options), out);
                case "plane" -> LivePlane.run(size(options), repository(), out);
                case "plans" -> Plans.run(size(options), out);
                case "slope" -> Slope.run(SLOPE, out);
                case "sandbox-starts" -> SandboxStarts.run(out);
                case "api-server" -> ServerBenchmark.sandbox(repository(), out);
                case "real-api-server" -> ServerBenchmark.real(repository(), out);
                case "fleet" -> {
                    String folder = options.get("--output");
                    if (folder == null) {
                        throw new IllegalArgumentException("fleet needs --output DIR");
                    }
                    FleetFolder.write(new Fleet(size(options)), Path.of(folder));
                }
                default -> throw new IllegalArgumentException("which benchmark?");
            }
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            boolean known = List.of("--clusters", "--services", "--policies", "--federated", "--output")
                    .contains(arguments[i]);
            if (!known || i + 1 == arguments.length) {
                throw new IllegalArgumentException("unknown option or no value: " + arguments[i]);
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    /** {@code benchmarks/run} says where the checkout is. */
    private static Path repository() {
        return Path.of(System.getProperty("weft.root", ""));
    }

    private static FleetSize size(Map<String, String> options) {
        return new FleetSize(
                Integer.parseInt(options.getOrDefault("--clusters", "10")),
                Integer.parseInt(options.getOrDefault("--services", "1000")),
                Integer.parseInt(options.getOrDefault("--policies", "1000")),
                switch (options.getOrDefault("--federated", "no")) {
                    case "no" -> FleetSize.Federation.NONE;
                    case "all" -> FleetSize.Federation.PERMISSIVE;
                    case "on-demand" -> FleetSize.Federation.ON_DEMAND;
                    default -> throw new IllegalArgumentException("--federated is all or on-demand");
                });
    }
}
