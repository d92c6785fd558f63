// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.discovery.Discovered;
import dev.weft.discovery.DiscoveryTranslator;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.discovery.output.KeptObjects;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The discovered kinds: as given, or computed.
 *
 * @param objects Mesh, Workload and TrafficTarget objects
 * @param undecodable objects that discovery reads and that could not be decoded
 * @param computed whether they were computed
 */
record DiscoveryStep(List<RawObject> objects, List<Finding> findings, List<ObjectId> undecodable, boolean computed) {

    private static final String ORIGIN = "discovery";

    DiscoveryStep {
        objects = List.copyOf(objects);
        findings = List.copyOf(findings);
        undecodable = List.copyOf(undecodable);
    }

    boolean rejected() {
        return !undecodable.isEmpty();
    }

    /**
     * What networking may take for granted of a cluster: what is not there because an object could not be decoded is not absent, so
     * nothing is deleted for it and no reference to it is wrong (I1, E-2).
     */
    ClusterKnowledge knowledge(RawCluster cluster) {
        return cluster.knowledge()
                .doubting(
                        undecodable.stream()
                                .filter(object -> object.cluster().equals(cluster.name()))
                                .map(ObjectId::kind)
                                .toList(),
                        "Undecodable");
    }

    static Set<GroupKind> readKinds() {
        return SourceKinds.all();
    }

    /**
     * @param management objects of the management cluster other than the discovered kinds
     * @param given objects of the discovered kinds; when there are any they stand as they are, unless discovery is asked for
     */
    static DiscoveryStep of(
            RawSnapshot snapshot, List<RawObject> management, List<RawObject> given, RenderOptions options) {
        return of(snapshot, management, given, options, given.isEmpty() || options.discover());
    }

    /**
     * The step after a change, with what there is now.
     *
     * @param given what was given or computed before, with the change
     */
    DiscoveryStep again(
            RawSnapshot snapshot, List<RawObject> management, List<RawObject> given, RenderOptions options) {
        return of(snapshot, management, given, options, computed);
    }

    /** Adds what is another object than {@code before}, and what is gone. */
    void differing(DiscoveryStep before, List<RawObject> put, List<ObjectId> gone) {
        Map<ObjectId, RawObject> old = new HashMap<>();
        before.objects.forEach(object -> old.put(object.id(), object));
        for (RawObject object : objects) {
            RawObject was = old.remove(object.id());
            if (was == null || !was.body().equals(object.body())) {
                put.add(object);
            }
        }
        old.keySet().stream().sorted().forEach(gone::add);
    }

    /** {@code assembly} with what may be taken for granted of a cluster now. */
    SnapshotAssembly known(String cluster, RawSnapshot snapshot, DiscoveryStep before, SnapshotAssembly assembly) {
        RawCluster read = Objects.requireNonNull(snapshot.clusters().get(cluster));
        ClusterKnowledge now = knowledge(read);
        return now.equals(before.knowledge(read)) ? assembly : assembly.knowing(cluster, now);
    }

    private static DiscoveryStep of(
            RawSnapshot snapshot,
            List<RawObject> management,
            List<RawObject> given,
            RenderOptions options,
            boolean compute) {
        if (!compute) {
            return new DiscoveryStep(given, List.of(), List.of(), false);
        }
        List<RawObject> all = Stream.concat(management.stream(), given.stream()).toList();
        DiscoveryAssembly assembly = DiscoveryAssembly.of(
                options.installNamespace(),
                options.settings(),
                all,
                snapshot.clusters().values());
        Discovered discovered = new DiscoveryTranslator().translate(assembly.snapshot());
        Map<ObjectId, RawObject> existing = new HashMap<>();
        given.forEach(object -> existing.put(object.id(), object));
        SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
        discovered.objects().forEach(object -> objects.put(object.id(), raw(object, existing.get(object.id()))));
        KeptObjects kept = KeptObjects.of(assembly, given, Set.copyOf(objects.keySet()));
        kept.objects().forEach(object -> objects.put(object.id(), object));
        List<Finding> findings = Stream.of(
                        assembly.findings().stream(), discovered.findings(), kept.findings().stream())
                .flatMap(found -> found)
                .toList();
        return new DiscoveryStep(
                new ArrayList<>(objects.values()), findings, List.copyOf(assembly.undecodable()), true);
    }

    /** The object with the status and generation of the one that exists already: acceptance history is read from there. */
    private static RawObject raw(Rendered object, @Nullable RawObject existing) {
        ObjectNode body = CanonicalJson.object(object.json());
        if (existing != null) {
            JsonNode generation = existing.metadata().path("generation");
            if (!generation.isMissingNode() && body.path("metadata") instanceof ObjectNode metadata) {
                metadata.set("generation", generation);
            }
            if (!existing.status().isMissingNode()) {
                body.set("status", existing.status());
            }
        }
        return new RawObject(object.id(), object.apiVersion(), body, ORIGIN);
    }
}
