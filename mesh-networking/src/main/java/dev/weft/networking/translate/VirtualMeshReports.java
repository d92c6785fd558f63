// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says of each VirtualMesh what became of it, and of each Mesh what applies to it. */
final class VirtualMeshReports {

    private final World world;
    private final Failovers failovers;
    private final FederationChecks checks;
    private final TrustStandings standings;
    private final FoldedIndex<ImportKey, Ref, String> importFailures;
    private final FoldedIndex<Ref, Ref, String> meshFailures;
    private final FoldedIndex<Ref, Ref, String> trustFailures;
    private final FoldedIndex<ImportKey, Ref, Hidden> hidden;

    VirtualMeshReports(
            World world,
            Failovers failovers,
            FederationChecks checks,
            TrustStandings standings,
            FoldedIndex<ImportKey, Ref, String> importFailures,
            FoldedIndex<Ref, Ref, String> meshFailures,
            FoldedIndex<Ref, Ref, String> trustFailures,
            FoldedIndex<ImportKey, Ref, Hidden> hidden) {
        this.world = world;
        this.failovers = failovers;
        this.checks = checks;
        this.standings = standings;
        this.importFailures = importFailures;
        this.meshFailures = meshFailures;
        this.trustFailures = trustFailures;
        this.hidden = hidden;
    }

    VirtualMeshReport of(Ref ref, Reads reads) {
        VirtualMeshDecision decision = world.virtualMesh(ref, reads);
        List<String> failures = Stream.of(meshFailures, trustFailures, importFailures)
                .flatMap(found -> reads.must(found, ref).stream())
                .sorted()
                .toList();
        return new VirtualMeshReport(
                decision,
                failures,
                decision.premise() instanceof Premise.Unresolved
                        ? List.of()
                        : checks.of(ref, decision.virtualMesh().rules(), reads),
                standings.of(ref, decision.virtualMesh().rules(), reads),
                findings(decision, reads));
    }

    private List<Finding> findings(VirtualMeshDecision decision, Reads reads) {
        Subject subject = Subjects.virtualMesh(decision.ref());
        VirtualMeshRules rules = decision.virtualMesh().rules();
        List<Finding> findings = new ArrayList<>();
        switch (decision.premise()) {
            case Premise.Broken broken -> broken.errors().forEach(error -> findings.add(error.finding(subject)));
            case Premise.Unresolved unresolved ->
                unresolved.reasons().forEach(reason -> findings.add(reason.finding(subject)));
            case Premise.Sound sound ->
                decision.members()
                        .forEach((mesh, errors) -> errors.forEach(
                                error -> findings.add(error.finding(subject).onTarget(mesh.key()))));
        }
        rules.notes()
                .forEach(note -> findings.add(Finding.of(NetworkingFinding.WORTH_KNOWING, subject, note.message())
                        .at(note.field())));
        if (rules.meshes().size() > 1) {
            findings.addAll(ofFederation(rules, subject));
        }
        findings.addAll(checks.findings(decision.ref(), rules, reads));
        findings.addAll(Hidden.ofVirtualMesh(
                reads.must(hidden, decision.ref()), rules.federation().flatNetwork(), subject));
        for (Ref mesh : rules.members()) {
            MeshFact.Type type = world.meshType(mesh, reads);
            if (decision.isAccepted(mesh) && type != MeshFact.Type.ISTIO) {
                findings.add(Finding.of(
                                NetworkingFinding.MESH_NOT_SERVED,
                                subject,
                                "has no effect on Mesh " + mesh + ": it is of type " + type.label())
                        .onTarget(mesh.key()));
            }
        }
        return findings;
    }

    private static List<Finding> ofFederation(VirtualMeshRules rules, Subject subject) {
        List<Finding> findings = new ArrayList<>();
        if (!rules.federation().said()) {
            findings.add(Finding.of(
                            NetworkingFinding.FEDERATION_IMPLICIT,
                            subject,
                            "does not say which services can be called from other meshes, so all can")
                    .at("spec.federation"));
        }
        return findings;
    }

    MeshStanding mesh(Ref mesh, Reads reads) {
        Optional<VirtualMeshDecision> applied = world.membership(mesh, reads)
                .map(membership -> world.virtualMesh(membership.virtualMesh(), reads))
                .or(() -> world.virtualMeshOf(mesh, reads));
        Optional<VirtualMeshDecision> accepted = applied.filter(decision -> decision.isAccepted(mesh));
        List<Ref> inEffect = failovers.accepted(mesh, reads);
        return new MeshStanding(
                accepted.map(VirtualMeshDecision::virtualMesh),
                accepted.isEmpty() && applied.isPresent(),
                inEffect.stream()
                        .map(ref -> failovers.decision(ref, reads).service())
                        .toList(),
                failovers.naming(mesh, reads).stream()
                        .filter(ref -> !inEffect.contains(ref))
                        .toList());
    }
}
