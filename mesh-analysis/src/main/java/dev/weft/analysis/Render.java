// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.networking.input.ClusterInput;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SnapshotAssembly;
import dev.weft.networking.translate.NetworkingTranslator;
import dev.weft.networking.translate.StaleOutputs;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Renders a snapshot: discovery where it is asked for or nothing was discovered yet, then networking, then statuses. */
public final class Render {

    private static final Set<GroupKind> DISCOVERED =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET);

    private Render() {}

    /** The kinds that rendering reads. */
    public static Set<GroupKind> readKinds() {
        Set<GroupKind> kinds = new TreeSet<>(ReadKinds.all());
        kinds.addAll(DiscoveryStep.readKinds());
        return kinds;
    }

    public static Rendering of(RawSnapshot snapshot, RenderOptions options) {
        List<RawObject> given = new ArrayList<>();
        List<RawObject> management = new ArrayList<>();
        snapshot.management()
                .forEach(object -> (DISCOVERED.contains(object.id().kind()) ? given : management).add(object));
        DiscoveryStep discovery = DiscoveryStep.of(snapshot, management, given, options);
        SortedMap<String, ClusterInput> clusters = new TreeMap<>();
        snapshot.clusters()
                .forEach((name, cluster) ->
                        clusters.put(name, new ClusterInput(cluster.objects(), discovery.knowledge(cluster))));
        Scope scope = new Scope(
                options.installNamespace(),
                SnapshotAssembly.plane(management),
                options.settings(),
                options.disallowIntersectingConfig());
        SnapshotAssembly assembly = SnapshotAssembly.of(scope, management, discovery.objects(), clusters);
        Translation translation = new NetworkingTranslator().translate(assembly.snapshot());
        StaleOutputs stale = StaleOutputs.of(translation, assembly.unreadable());
        List<Finding> findings = Stream.of(
                        discovery.findings().stream(),
                        assembly.findings().stream(),
                        translation.allFindings(),
                        stale.findings().stream())
                .flatMap(all -> all)
                .sorted()
                .distinct()
                .toList();
        List<ManagementDocument> documents =
                ManagementDocuments.of(management, discovery.objects(), assembly, translation, options);
        boolean rejected = discovery.rejected()
                || !assembly.undecodable().isEmpty()
                || documents.stream().anyMatch(ManagementDocument::isRejected);
        return new Rendering(outputs(translation), documents, stale.deletes(), findings, snapshot.ignored(), rejected);
    }

    private static SortedMap<String, List<Rendered>> outputs(Translation translation) {
        SortedMap<String, List<Rendered>> byCluster = new TreeMap<>();
        translation.snapshot().clusters().keySet().forEach(name -> byCluster.put(name, new ArrayList<>()));
        translation
                .allOutputs()
                .forEach(output -> byCluster
                        .computeIfAbsent(output.id().cluster(), absent -> new ArrayList<>())
                        .add(output));
        byCluster.values().forEach(outputs -> outputs.sort(null));
        return byCluster;
    }
}
