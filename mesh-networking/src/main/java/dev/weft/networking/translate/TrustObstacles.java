// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.TakeOverRules;
import dev.weft.networking.rules.VirtualMeshRules;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.Source;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.FindingCode;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What keeps meshes of a VirtualMesh from the common root that it asks for until somebody does something about it: what was found when their
 * certificates were drawn, and certificates that agents could not get.
 */
final class TrustObstacles {

    /** An agent says that there is no certificate. */
    static final String CERTIFICATE_FAILED = "CertificateFailed";

    /** In the order in which they are told. */
    private static final List<FindingCode> FINDINGS = List.of(
            NetworkingFinding.AUTHORITY_TAKEN,
            NetworkingFinding.NAME_TAKEN,
            NetworkingFinding.IDENTITY_INVALID,
            NetworkingFinding.AGENT_MISSING,
            NetworkingFinding.AGENT_KINDS_MISSING);

    /** All that an obstacle may have. */
    static final List<String> REASONS = Stream.concat(
                    FINDINGS.stream().map(FindingCode::code), Stream.of(CERTIFICATE_FAILED))
            .toList();

    /** Reasons that say all but where. */
    private static final Set<String> SAID_BY_PLACE =
            Set.of(NetworkingFinding.AGENT_MISSING.code(), NetworkingFinding.AGENT_KINDS_MISSING.code());

    /** By reason; none where the messages say what to do. */
    private static final Map<String, String> REMEDIES = Map.of(
            NetworkingFinding.AGENT_MISSING.code(),
            "no cert-agent was found there, so no certificate is asked for or renewed; register the cluster again with meshctl"
                    + " cluster register, which installs one, or take the mesh out of the VirtualMesh",
            NetworkingFinding.AGENT_KINDS_MISSING.code(),
            "the cluster does not serve the kinds by which its agent is told; register it again with meshctl cluster register,"
                    + " without --no-agent",
            NetworkingFinding.IDENTITY_INVALID.code(),
            "correct the trust domain in the mesh configuration: lower-case letters, digits, dots, dashes and underscores",
            NetworkingFinding.AUTHORITY_TAKEN.code(),
            "put the meshes of the namespace into one VirtualMesh, or install one of them elsewhere",
            NetworkingFinding.NAME_TAKEN.code(),
            "rename or remove the object that has the name");

    private final TrustPlans plans;
    private final FoldedIndex<Ref, Subject, Finding> findings;

    /**
     * One thing that is in the way.
     *
     * @param reason one word
     * @param place the mesh, or its IssuedCertificate, and its cluster
     * @param message a sentence that names them, where the place and the reason do not say all
     */
    record Obstacle(String reason, String place, String message) {}

    /** @param trustOutputs what was drawn for each mesh, with what was found */
    TrustObstacles(Graph graph, Source<Ref, MeshOutputs> trustOutputs, TrustPlans plans) {
        this.plans = plans;
        findings = graph.fold(
                "trustObstacles", trustOutputs, TrustObstacles::byVirtualMesh, Comparator.<Finding>naturalOrder());
    }

    private static Map<Subject, List<Finding>> byVirtualMesh(MeshOutputs drawn) {
        return drawn.findings().stream()
                .filter(finding -> FINDINGS.contains(finding.code()))
                .collect(Collectors.groupingBy(Finding::subject));
    }

    /** Of a VirtualMesh, in the order of their reasons, then of their meshes. */
    List<Obstacle> of(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        Map<String, Ref> meshes =
                rules.members().stream().collect(Collectors.toMap(Ref::key, Function.identity(), (one, same) -> one));
        List<Finding> found = reads.must(findings, Subjects.virtualMesh(virtualMesh));
        List<Obstacle> obstacles = new ArrayList<>();
        for (FindingCode code : FINDINGS) {
            found.stream()
                    .filter(finding -> finding.code() == code && meshes.containsKey(finding.target()))
                    .map(finding -> new Obstacle(
                            code.code(),
                            "Mesh " + meshes.get(finding.target()) + " on cluster " + finding.cluster(),
                            finding.message()))
                    .forEach(obstacles::add);
        }
        for (IssuedFact fact : plans.authorities(virtualMesh, rules, reads)) {
            fact.complaint()
                    .filter(IssuedFact.Complaint::failed)
                    .flatMap(complaint -> failed(fact, complaint.message(), virtualMesh, rules.takeOver()))
                    .ifPresent(obstacles::add);
        }
        return obstacles;
    }

    /** Empty while its agent has not come to what it is told now. */
    private static Optional<Obstacle> failed(IssuedFact fact, String complaint, Ref virtualMesh, TakeOverRules asked) {
        IssuedFact.CaCerts seen = fact.evidence().caCerts();
        String annotation = TakeOverRules.FIELD + " of VirtualMesh " + virtualMesh;
        Optional<String> what = switch (TakeOver.of(fact, asked)) {
            case TakeOver.NotForeign notForeign -> Optional.of(" has failed: " + complaint);
            case TakeOver.Left left -> Optional.of(leftAlone(seen, annotation, asked));
            case TakeOver.Hindered hindered ->
                Optional.of(": its Secret cacerts, whose root " + seen.foreignRoot() + " " + annotation
                        + " asks for, is not taken over yet: " + hindered.why());
            case TakeOver.Goes(boolean told) ->
                told && seen.current() ? Optional.of(" has failed: " + complaint) : Optional.empty();
        };
        return what.map(text -> new Obstacle(CERTIFICATE_FAILED, place(fact), place(fact) + text));
    }

    private static String leftAlone(IssuedFact.CaCerts seen, String annotation, TakeOverRules asked) {
        if (!seen.problem().isEmpty()) {
            return ": its Secret cacerts is somebody else's and is left alone; it could not be taken over on request either: "
                    + seen.problem();
        }
        List<String> instead = new ArrayList<>();
        if (!asked.roots().isEmpty()) {
            instead.add("other hashes");
        }
        asked.leftOut().forEach(text -> instead.add(text + ", which is no hash"));
        return ": its Secret cacerts is somebody else's and is left alone; to have it taken over without a failed request, add"
                + " the SHA-256 of its root, " + seen.foreignRoot() + ", to " + annotation
                + (instead.isEmpty() ? "" : " (that has " + Names.some(instead) + ")")
                + ", else back it up and delete it";
    }

    private static String place(IssuedFact fact) {
        return fact.id().words() + " on cluster " + fact.id().cluster();
    }

    /** Hashes that a VirtualMesh asks for and that no mesh of it has; nothing while not all agents have said what there is. */
    List<Finding> unmatched(Ref virtualMesh, VirtualMeshRules rules, Reads reads) {
        if (rules.takeOver().roots().isEmpty()) {
            return List.of();
        }
        SortedSet<String> unmatched = new TreeSet<>(rules.takeOver().roots());
        List<String> there = new ArrayList<>();
        if (!plans.areAllSeen(virtualMesh, rules, reads)) {
            return List.of();
        }
        for (IssuedFact fact : plans.authorities(virtualMesh, rules, reads)) {
            IssuedFact.CaCerts seen = fact.evidence().caCerts();
            unmatched.remove(seen.foreignRoot());
            unmatched.remove(seen.takenOver());
            if (TakeOver.of(fact, rules.takeOver()) instanceof TakeOver.Left
                    && !seen.foreignRoot().isEmpty()) {
                there.add("that of cluster " + fact.id().cluster() + " has root " + seen.foreignRoot());
            }
        }
        String others = there.isEmpty() ? "" : "; " + Names.some(there);
        return unmatched.stream()
                .map(root -> Finding.of(
                                NetworkingFinding.TAKE_OVER_UNMATCHED,
                                Subjects.virtualMesh(virtualMesh),
                                "no mesh of it has a Secret cacerts of somebody else whose first root has the SHA-256 "
                                        + root + others)
                        .at(TakeOverRules.FIELD))
                .toList();
    }

    /** What there is to say of them and to do about them, for people; one text for each reason, or for each obstacle where they differ. */
    static List<String> texts(List<Obstacle> obstacles) {
        List<String> texts = new ArrayList<>();
        List<String> reasons =
                obstacles.stream().map(Obstacle::reason).distinct().toList();
        for (String reason : reasons) {
            List<Obstacle> alike = obstacles.stream()
                    .filter(one -> one.reason().equals(reason))
                    .toList();
            String remedy = REMEDIES.getOrDefault(reason, "");
            if (SAID_BY_PLACE.contains(reason)) {
                texts.add(Names.some(alike.stream().map(Obstacle::place).toList()) + ": " + remedy);
            } else {
                alike.stream().map(Obstacle::message).distinct().forEach(texts::add);
                if (!remedy.isEmpty()) {
                    texts.add(remedy);
                }
            }
        }
        return texts;
    }
}
