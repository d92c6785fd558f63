// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.runtime.status.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What became of one VirtualMesh everywhere.
 *
 * @param failures outputs of it that cannot be written, one sentence each, ordered
 * @param checks whether its meshes have what calls between them need; empty where that is of no matter, or not known now
 * @param trust how it stands, where it asks for a common root
 * @param findings what is to be said of it as a whole
 */
public record VirtualMeshReport(
        VirtualMeshDecision decision,
        List<String> failures,
        List<FederationCheck> checks,
        Optional<TrustStanding> trust,
        List<Finding> findings) {
    public VirtualMeshReport {
        checks = List.copyOf(checks);
        failures = List.copyOf(failures);
        findings = List.copyOf(findings);
    }
}
