// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.List;
import java.util.Set;

/**
 * The discovered kinds: as given, or computed.
 *
 * @param objects Mesh, Workload and TrafficTarget objects
 * @param rejected whether an object that discovery reads could not be decoded
 */
record DiscoveryStep(List<RawObject> objects, List<Finding> findings, boolean rejected) {

    DiscoveryStep {
        objects = List.copyOf(objects);
        findings = List.copyOf(findings);
    }

    static Set<GroupKind> readKinds() {
        return Set.of();
    }

    static DiscoveryStep of(
            RawSnapshot snapshot, List<RawObject> management, List<RawObject> given, RenderOptions options) {
        return new DiscoveryStep(given, List.of(), false);
    }
}
