// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * What became of one VirtualMesh everywhere.
 *
 * @param failures outputs of it that cannot be written, one sentence each, ordered
 * @param findings what is to be said of it as a whole
 */
public record VirtualMeshReport(VirtualMeshDecision decision, List<String> failures, List<Finding> findings) {
    public VirtualMeshReport {
        failures = List.copyOf(failures);
        findings = List.copyOf(findings);
    }
}
