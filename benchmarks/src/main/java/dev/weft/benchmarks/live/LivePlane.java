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
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * {@code benchmarks/run plane}: servers in this process and both operators in their own, from a start to all discovered, all written,
 * edits, idleness and a restart. What is measured is what a user sees, the moment at which a server has it; and what it costs, the CPU
 * time of the operators and that of the servers, and what the servers were asked.
 */
public final class LivePlane {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int EDITS = 50;
    private static final int MOST_REQUESTS = 12;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String TARGETS = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/traffictargets";
    private static final String CLUSTERS =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + LiveFleet.INSTALL + "/kubernetesclusters";
    private static final String POLICIES = "/apis/networking.mesh.gloo.solo.io/v1alpha2/";
    /** Policies, and the Settings that give every service a DestinationRule. */
    private static final Set<String> APPLIED = Set.of("networking.mesh.gloo.solo.io", "settings.mesh.gloo.solo.io");

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
        Phase discovery = new Phase();
        fleet.operators.start();
        int services = size.clusters() * size.services();
        await("discovery", () -> LiveFleet.count(fleet.management, TARGETS) >= services);
        discovery.say("%,d services of %d clusters discovered".formatted(services, size.clusters()));
        await("conditions", () -> all(CLUSTERS, "Discovered"));
        discovery.say("all clusters say Discovered");
        quiet();
        discovery.end("discovery until nothing is written any more, 2 s of quiet included");
        write();
        edit();
        idle();
        out.printf(
                Locale.ROOT,
                "operators: %d platform threads, %d MB of heap in use; servers: %d platform threads, %d MB%n",
                fleet.operators.threads(),
                fleet.operators.heap() >> 20,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                used() >> 20);
        restart();
    }

    /** A part of the story: what it took since its begin. */
    private final class Phase {
        private final long start = System.nanoTime();
        private final Duration operators = fleet.operators.cpu();
        private final long servers = cpu();

        private Phase() {
            fleet.requests.take();
        }

        void say(String what) {
            double ofOperators = fleet.operators.cpu().minus(operators).toMillis() / 1e3;
            double ofServers = (cpu() - servers) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "%s: %.1f s; CPU: operators %.1f s, servers %.1f s%n",
                    what,
                    seconds(start),
                    ofOperators,
                    ofServers);
        }

        void end(String what) {
            say(what);
            fleet.requests.take().stream().limit(MOST_REQUESTS).forEach(line -> out.println("    " + line));
        }

        /** Share of a core that both took since the begin. */
        String shares() {
            double seconds = seconds(start);
            return String.format(
                    Locale.ROOT,
                    "of a core: operators %.1f %%, servers %.1f %%",
                    fleet.operators.cpu().minus(operators).toMillis() / 10.0 / seconds,
                    (cpu() - servers) / 1e7 / seconds);
        }
    }

    /** Applies all policies at once. */
    private void write() throws InterruptedException {
        List<RawObject> policies = new Fleet(size)
                .management().stream()
                        .filter(object -> APPLIED.contains(object.id().kind().group()))
                        .toList();
        policies.stream()
                .map(policy -> policy.id().namespace())
                .distinct()
                .filter(namespace -> !namespace.equals(LiveFleet.INSTALL))
                .forEach(namespace ->
                        fleet.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}"));
        Phase phase = new Phase();
        for (RawObject policy : policies) {
            var body = policy.body().deepCopy();
            body.remove("status");
            body.withObject("/metadata").remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation"));
            fleet.post(
                    "/apis/" + policy.apiVersion() + "/namespaces/"
                            + policy.id().namespace() + "/" + plural(policy),
                    new String(CanonicalJson.bytes(body), StandardCharsets.UTF_8));
        }
        phase.say("%,d policies and Settings applied".formatted(policies.size() - 1));
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
        phase.end("%,d outputs on %d clusters written and reported, from the first policy, 2 s of quiet included"
                .formatted(outputs, size.clusters()));
    }

    private static String plural(RawObject policy) {
        String kind = policy.id().kind().kind().toLowerCase(Locale.ROOT);
        if (kind.endsWith("policy")) {
            return kind.substring(0, kind.length() - 1) + "ies";
        }
        return kind.endsWith("s") ? kind : kind + "s";
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
                    Duration.ofMillis(1),
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
        Phase phase = new Phase();
        long writes = fleet.requests.writes();
        long passes = fleet.operators.passes();
        Thread.sleep(IDLE);
        String shares = phase.shares();
        out.printf(
                Locale.ROOT,
                "idle for %d s: %d writes, %d passes; %s%n",
                IDLE.toSeconds(),
                fleet.requests.writes() - writes,
                fleet.operators.passes() - passes,
                shares);
        phase.end("idle");
    }

    private void restart() throws InterruptedException {
        fleet.operators.stop();
        long writes = fleet.requests.writes();
        Phase phase = new Phase();
        fleet.operators.start();
        Thread.sleep(Duration.ofSeconds(15));
        quiet();
        out.printf(Locale.ROOT, "restart in a converged world: %d writes%n", fleet.requests.writes() - writes);
        phase.end("restart");
    }

    /** Until nothing has been written for two seconds. */
    private void quiet() {
        long[] last = {System.nanoTime(), -1};
        await("quiet", () -> {
            long writes = fleet.requests.writes();
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

    private void await(String what, BooleanSupplier condition) {
        await(what, LOOK, condition);
    }

    /** @param look pause between two looks, which cost the servers something */
    private void await(String what, Duration look, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            fleet.operators.requireAlive();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toMinutes() + " minutes: " + what);
            }
            try {
                Thread.sleep(look);
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
