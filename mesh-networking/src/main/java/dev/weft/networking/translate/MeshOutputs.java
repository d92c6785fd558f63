// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Outputs that exist because of VirtualMeshes and FailoverServices.
 *
 * @param outputs ordered by id
 * @param held outputs that are neither written nor deleted, because somebody else holds the name
 * @param failures outputs that cannot be written, one sentence each, by the VirtualMesh or FailoverService that wants them
 */
public record MeshOutputs(
        List<Rendered> outputs, List<ObjectId> held, SortedMap<Ref, List<String>> failures, List<Finding> findings)
        implements OutputPart {

    public static final MeshOutputs NONE = new MeshOutputs(List.of(), List.of(), new TreeMap<>(), List.of());

    public MeshOutputs {
        outputs = List.copyOf(outputs);
        held = List.copyOf(held);
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
        findings = List.copyOf(findings);
    }
}
