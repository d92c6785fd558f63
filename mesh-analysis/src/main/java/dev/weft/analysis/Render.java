// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.translate.StaleOutputs;
import dev.weft.networking.translate.Translation;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
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

    private Render() {}

    /** The kinds that rendering reads. */
    public static Set<GroupKind> readKinds() {
        Set<GroupKind> kinds = new TreeSet<>(ReadKinds.all());
        kinds.addAll(DiscoveryStep.readKinds());
        return kinds;
    }

    public static Rendering of(RawSnapshot snapshot, RenderOptions options) {
        Pass pass = Pass.of(snapshot, options);
        StaleOutputs stale = pass.stale();
        List<Finding> findings = Stream.concat(pass.findings(), stale.findings().stream())
                .sorted()
                .distinct()
                .toList();
        List<ManagementDocument> documents = pass.documents();
        boolean rejected = pass.isUndecodable() || documents.stream().anyMatch(ManagementDocument::isRejected);
        return new Rendering(
                outputs(pass.translation()), documents, stale.deletes(), findings, snapshot.ignored(), rejected);
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
