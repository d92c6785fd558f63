// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * {@code benchmarks/run plane}: servers and operators in one process, from a start to all discovered, all written, edits, idleness and a
 * restart. What is measured is what a user sees: the moment at which a server has it.
 */
public final class LivePlane {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int EDITS = 50;
    private static final String TARGETS = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/traffictargets";
    private static final String CLUSTERS =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + LiveFleet.INSTALL + "/kubernetesclusters";
    private static final String POLICIES = "/apis/networking.mesh.gloo.solo.io/v1alpha2/";
    private static final List<String> WRITTEN = List.of(
            "/apis/networking.istio.io/v1/virtualservices",
            "/apis/networking.istio.io/v1/destinationrules",
            "/apis/security.istio.io/v1/authorizationpolicies");

    private final LiveFleet fleet;
    private final FleetSize size;
    private final PrintStream out;

    private LivePlane(LiveFleet fleet, FleetSize size, PrintStream out) {
        this.fleet = fleet;
        this.size = size;
        this.out = out;
    }

    public static void run(FleetSize size, Path repository, PrintStream out) throws IOException, InterruptedException {
        out.println("fleet of " + size + " (clusters x services x policies)");
        try (LiveFleet fleet = new LiveFleet(size, repository)) {
            new LivePlane(fleet, size, out).measure();
        }
    }

    private void measure() throws InterruptedException {
        fleet.register();
        long start = System.nanoTime();
        fleet.startOperators();
        await("discovery", () -> LiveFleet.count(fleet.management, TARGETS) >= size.clusters() * size.services());
        out.printf(
                Locale.ROOT,
                "%,d services of %d clusters discovered: %.1f s%n",
                size.clusters() * size.services(),
                size.clusters(),
                seconds(start));
        await("conditions", () -> all(CLUSTERS, "Discovered"));
        out.printf(Locale.ROOT, "all clusters say Discovered: %.1f s%n", seconds(start));
        write();
        edit();
        idle();
        restart();
        out.printf(
                Locale.ROOT,
                "threads: %d platform; heap in use: %d MB (servers included)%n",
                ManagementFactory.getThreadMXBean().getThreadCount(),
                used() >> 20);
    }

    /** Applies all policies at once. */
    private void write() throws InterruptedException {
        List<RawObject> policies = new Fleet(size)
                .management().stream()
                        .filter(object -> object.id().kind().group().equals("networking.mesh.gloo.solo.io"))
                        .toList();
        policies.stream()
                .map(policy -> policy.id().namespace())
                .distinct()
                .filter(namespace -> !namespace.equals(LiveFleet.INSTALL))
                .forEach(namespace ->
                        fleet.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}"));
        long start = System.nanoTime();
        for (RawObject policy : policies) {
            var body = policy.body().deepCopy();
            body.remove("status");
            body.withObject("/metadata").remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
            fleet.post(
                    POLICIES + "namespaces/" + policy.id().namespace() + "/" + plural(policy),
                    new String(CanonicalJson.bytes(body), StandardCharsets.UTF_8));
        }
        out.printf(Locale.ROOT, "%,d policies applied: %.1f s%n", policies.size(), seconds(start));
        await(
                "policies",
                () -> all(POLICIES + "trafficpolicies", "Accepted") && all(POLICIES + "accesspolicies", "Accepted"));
        quiet();
        long outputs = 0;
        for (Sandbox cluster : fleet.clusters.values()) {
            for (String kind : WRITTEN) {
                outputs += LiveFleet.count(cluster, kind);
            }
        }
        out.printf(
                Locale.ROOT,
                "%,d outputs on %d clusters written and reported: %.1f s from the first policy (2 s of quiet included)%n",
                outputs,
                size.clusters(),
                seconds(start));
    }

    private static String plural(RawObject policy) {
        String kind = policy.id().kind().kind().toLowerCase(Locale.ROOT);
        return kind.endsWith("policy") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    }

    /** One service, one policy, no dependency: from the edit until the cluster has it. */
    private void edit() throws InterruptedException {
        String cluster = fleet.clusters.firstKey();
        JsonNode service = fleet.get(TARGETS + "?limit=1").at("/items/0/spec/kubeService/ref");
        String target = service.path("clusterName").asText(cluster);
        String namespace = service.path("namespace").asText();
        String name = service.path("name").asText();
        fleet.post(POLICIES + "namespaces/" + LiveFleet.INSTALL + "/trafficpolicies", """
                {"apiVersion":"networking.mesh.gloo.solo.io/v1alpha2","kind":"TrafficPolicy","metadata":{"name":"edited"},
                 "spec":{"httpRequestMatchers":[{"prefix":"/edited"}],
                 "destinationSelector":[{"kubeServiceRefs":{"services":[{"name":"%s","namespace":"%s","clusterName":"%s"}]}}],
                 "requestTimeout":"1s"}}""".formatted(
                        name, namespace, target));
        Sandbox server = Objects.requireNonNull(fleet.clusters.get(target), target);
        String route = "/apis/networking.istio.io/v1/namespaces/" + namespace + "/virtualservices/" + name;
        quiet();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < EDITS; i++) {
            String timeout = (100 + i) + "s";
            long start = System.nanoTime();
            fleet.patch(
                    POLICIES + "namespaces/" + LiveFleet.INSTALL + "/trafficpolicies/edited",
                    "{\"spec\":{\"requestTimeout\":\"" + timeout + "\"}}");
            await(
                    "edit " + i,
                    () -> new String(server.call("GET", route, "", new byte[0]).body(), StandardCharsets.UTF_8)
                            .contains("\"" + timeout + "\""));
            millis.add(seconds(start) * 1_000);
            Thread.sleep(100); // each edit by itself
        }
        millis.sort(null);
        out.printf(
                Locale.ROOT,
                "edit until the cluster has it, %d edits: p50 %.0f ms, p99 %.0f ms, max %.0f ms%n",
                EDITS,
                millis.get(EDITS / 2),
                millis.get(EDITS * 99 / 100),
                millis.getLast());
    }

    private void idle() throws InterruptedException {
        quiet();
        fleet.forgetWrites();
        long cpu = cpu();
        long passes = fleet.passes();
        long start = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(20));
        out.printf(
                Locale.ROOT,
                "idle: %d writes and %d passes in 20 s, %.1f %% of a core (servers included)%n",
                fleet.writes(),
                fleet.passes() - passes,
                100 * (cpu() - cpu) / 1e9 / seconds(start));
    }

    private void restart() throws InterruptedException {
        fleet.stopOperators();
        fleet.forgetWrites();
        fleet.startOperators();
        Thread.sleep(Duration.ofSeconds(15));
        quiet();
        out.printf(Locale.ROOT, "restart in a converged world: %d writes%n", fleet.writes());
    }

    /** Until nothing has been written for two seconds. */
    private void quiet() {
        long[] last = {System.nanoTime(), -1};
        await("quiet", () -> {
            long writes = fleet.writes();
            if (writes != last[1]) {
                last[0] = System.nanoTime();
                last[1] = writes;
            }
            return System.nanoTime() - last[0] > Duration.ofSeconds(2).toNanos();
        });
    }

    private boolean all(String path, String condition) {
        for (JsonNode item : fleet.get(path).path("items")) {
            boolean holds = false;
            for (JsonNode one : item.at("/status/conditions")) {
                holds |= one.path("type").asText("").equals(condition)
                        && !one.path("status").asText("").equals("Unknown");
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toMinutes() + " minutes: " + what);
            }
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
