// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.benchmarks.fleet.Fleet;
import dev.weft.benchmarks.fleet.FleetSize;
import dev.weft.discovery.Discovered;
import dev.weft.discovery.DiscoveryChanges;
import dev.weft.discovery.DiscoveryTranslator;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What discovery costs after one event: the object is read into facts, the snapshot is translated, and what differs from the pass before
 * is found. Reading from an API server, parsing JSON and writing are not part of it.
 */
final class DiscoveryEvents {

    private static final Ref SETTINGS = new Ref(Fleet.INSTALL_NAMESPACE, "settings");
    private static final int EVENTS = 400;
    private static final int FROM_SCRATCH = 10;

    private final PrintStream out;
    private final List<RawCluster> clusters = new ArrayList<>();
    private final RawObject pod;
    private final RawObject slice;
    private DiscoveryTranslator translator = new DiscoveryTranslator();
    private DiscoveryAssembly assembly = DiscoveryAssembly.empty(Fleet.INSTALL_NAMESPACE, SETTINGS);
    private @Nullable Discovered last;

    private DiscoveryEvents(FleetSize size, PrintStream out) {
        this.out = out;
        Fleet fleet = new Fleet(size);
        List<String> names = fleet.clusters();
        for (int i = 0; i < names.size(); i++) {
            clusters.add(new RawCluster(names.get(i), fleet.cluster(i), ClusterKnowledge.SYNCED));
        }
        pod = any("Pod");
        slice = any("EndpointSlice");
    }

    static void run(FleetSize size, PrintStream out) {
        new DiscoveryEvents(size, out).run();
    }

    /** Of an application, not of the control plane. */
    private RawObject any(String kind) {
        return clusters.getFirst().objects().stream()
                .filter(object -> object.id().kind().kind().equals(kind)
                        && !object.id().namespace().equals("istio-system"))
                .findFirst()
                .orElseThrow();
    }

    private void run() {
        long pods = clusters.stream()
                .flatMap(cluster -> cluster.objects().stream())
                .filter(object -> object.id().kind().kind().equals("Pod"))
                .count();
        out.printf(Locale.ROOT, "%n%,d clusters, %,d pods in all%n%n", clusters.size(), pods);
        out.println("| pass | wall median | wall 95 % | CPU, thread | CPU, process | units | objects written |");
        out.println("|---|---|---|---|---|---|---|");
        measure("first of the process", 1, i -> fromScratch());
        measure("everything from scratch", FROM_SCRATCH, i -> fromScratch());
        events("a pod turns ready or not ready", i -> put(readiness(i)));
        RawObject other = renamed(pod, "another");
        events(
                "a pod of a known workload comes or goes",
                i -> i % 2 == 0 ? put(other) : before -> before.changed(List.of(), List.of(other.id())));
        events("the same object again", i -> put(pod));
        events("nothing", i -> before -> before);
        out.printf(
                Locale.ROOT,
                "%n%,d objects%n",
                last == null ? 0 : last.objects().count());
    }

    private DiscoveryChanges fromScratch() {
        translator = new DiscoveryTranslator();
        last = null;
        assembly = DiscoveryAssembly.of(Fleet.INSTALL_NAMESPACE, SETTINGS, List.of(), clusters);
        return pass();
    }

    private DiscoveryChanges pass() {
        Discovered now = translator.translate(assembly.snapshot());
        DiscoveryChanges changes = DiscoveryChanges.between(last, now);
        last = now;
        return changes;
    }

    private static UnaryOperator<DiscoveryAssembly> put(RawObject object) {
        return before -> before.changed(List.of(object), List.of());
    }

    private RawObject readiness(int i) {
        ObjectNode body = slice.body().deepCopy();
        ObjectNode endpoint = (ObjectNode) body.path("endpoints").path(0);
        endpoint.putObject("conditions").put("ready", i % 2 == 1);
        endpoint.putArray("addresses").add("192.0.2.1"); // pods of the fleet share addresses
        return new RawObject(slice.id(), slice.apiVersion(), body, slice.origin());
    }

    private static RawObject renamed(RawObject object, String name) {
        ObjectNode body = object.body().deepCopy();
        body.withObject("/metadata").put("name", name);
        ObjectId id = new ObjectId(
                object.id().cluster(), object.id().kind(), object.id().namespace(), name);
        return new RawObject(id, object.apiVersion(), body, object.origin());
    }

    /** As many events again to warm up; the events themselves are made before the clock runs. */
    private void events(String name, IntFunction<UnaryOperator<DiscoveryAssembly>> event) {
        List<UnaryOperator<DiscoveryAssembly>> events = new ArrayList<>();
        for (int i = 0; i < 2 * EVENTS; i++) {
            events.add(event.apply(i));
        }
        for (UnaryOperator<DiscoveryAssembly> warmUp : events.subList(0, EVENTS)) {
            assembly = warmUp.apply(assembly);
            pass();
        }
        measure(name, EVENTS, i -> {
            assembly = events.get(EVENTS + i).apply(assembly);
            return pass();
        });
    }

    private void measure(String name, int count, IntFunction<DiscoveryChanges> pass) {
        Stopwatch watch = new Stopwatch();
        DiscoveryChanges[] changes = new DiscoveryChanges[1];
        long before = computations();
        for (int i = 0; i < count; i++) {
            int number = i;
            watch.measure(() -> changes[0] = pass.apply(number));
        }
        boolean fresh = count == FROM_SCRATCH;
        out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %,d | %,d |%n",
                name,
                Stopwatch.text(watch.median()),
                Stopwatch.text(watch.late()),
                Stopwatch.text(watch.own()),
                Stopwatch.text(watch.cpu()),
                fresh ? computations() : (computations() - before) / count,
                changes[0].objects().size());
        out.flush();
    }

    private long computations() {
        return translator.computations().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
