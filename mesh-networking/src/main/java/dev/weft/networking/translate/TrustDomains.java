// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.api.certificates.IssuedCertificateSpec.Trust;
import dev.weft.api.shared.ObjectRef;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.trust.LetIn;
import dev.weft.networking.translate.trust.SpiffeId;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which trust domains the meshes of a VirtualMesh have to let in, what their agents are told of that, and what is lacking. A mesh lets in
 * its own, and those that any entry of {@code caCertificates} in its mesh configuration names, whatever their roots (Istio,
 * pilot/pkg/networking/plugin/authn/util.go).
 */
final class TrustDomains {

    private final World world;
    private final TrustPlans plans;
    private final Derivation<Ref, Standing> standing;

    /**
     * How it stands with a mesh.
     *
     * @param isThere whether anything was written for its agent
     * @param hears whether its agent tells evidence; one that does not knows nothing of trust
     * @param configMap the one that istiod reads; empty where nobody knows
     * @param letIn what its mesh configuration lets in besides; empty where nobody knows, or the agent is of an earlier version
     * @param told what its agent was told to let in
     * @param hindrance what keeps its agent from it, in its words; may be empty
     */
    private record Standing(
            boolean isThere,
            boolean hears,
            String configMap,
            Optional<SortedSet<String>> letIn,
            List<String> told,
            String hindrance) {

        static final Standing NOTHING = new Standing(false, false, "", Optional.empty(), List.of(), "");

        static Standing of(IssuedFact fact) {
            Optional<IssuedFact.Way> way = fact.evidence().way();
            Optional<SortedSet<String>> letIn = way.flatMap(IssuedFact.Way::trustDomains);
            // What else keeps roots from proxies does not keep callers out.
            String problem =
                    letIn.isPresent() ? "" : way.map(IssuedFact.Way::problem).orElse("");
            return new Standing(
                    true,
                    fact.evidence().given(),
                    way.map(IssuedFact.Way::configMap).orElse(""),
                    letIn,
                    LetIn.told(fact.trust()),
                    fact.complaint().map(IssuedFact.Complaint::message).orElse(problem));
        }
    }

    /**
     * What a mesh does not let in.
     *
     * @param trustDomains not empty
     * @param configuration where to write it, for people
     * @param asked why its agent has not done it, where that is asked for; empty where it is not
     * @param stuck whether it is asked for and comes about only when somebody does something
     */
    record Lack(List<String> trustDomains, String configuration, String asked, boolean stuck) {}

    TrustDomains(Graph graph, World world, TrustPlans plans) {
        this.world = world;
        this.plans = plans;
        standing = graph.onDemand("trustDomainsStanding", this::standing);
    }

    /** Trust domains of other meshes than that one, each once. */
    static Set<String> others(MeshFact mesh, Collection<MeshFact> members) {
        return members.stream()
                .map(MeshFact::trustDomain)
                .filter(trustDomain -> !trustDomain.equals(mesh.trustDomain()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * What an agent is told of roots, with the trust domains that it is to let in where the VirtualMesh asks for that. An agent that does
     * not say what is let in is told nothing of it: its kinds may not have the field, and then it would never say what it was told.
     *
     * @param fact what was told before, and what is seen
     */
    static Trust told(
            Trust said, TrustRules.Shared rules, IssuedFact fact, MeshFact mesh, Collection<MeshFact> members) {
        Trust roots = LetIn.without(said);
        Optional<IssuedFact.Way> way = fact.evidence().way();
        boolean knows = way.flatMap(IssuedFact.Way::trustDomains).isPresent()
                || !LetIn.told(fact.trust()).isEmpty();
        Optional<String> configMap = way.map(IssuedFact.Way::configMap)
                .filter(name -> !name.isEmpty())
                .or(() -> configMapBefore(fact));
        if (!rules.letsInTrustDomains() || !knows || configMap.isEmpty()) {
            return roots;
        }
        List<String> others =
                others(mesh, members).stream().filter(SpiffeId::isTrustDomain).toList();
        return LetIn.with(roots, new ObjectRef(configMap.get(), mesh.namespace()), others, mesh.trustDomain());
    }

    private static Optional<String> configMapBefore(IssuedFact fact) {
        return fact.trust()
                .flatMap(trust -> Optional.ofNullable(trust.meshConfig()))
                .flatMap(there -> Optional.ofNullable(there.configMap()))
                .flatMap(ref -> Optional.ofNullable(ref.name()));
    }

    /** Empty where the mesh lets in all others. */
    Optional<Lack> lack(MeshFact mesh, Collection<MeshFact> members, TrustRules trust, Reads reads) {
        Set<String> all = others(mesh, members);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Standing there = reads.must(standing, mesh.ref());
        List<String> others = all.stream()
                .filter(one -> there.letIn().stream().noneMatch(in -> in.contains(one)))
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        boolean isAsked = trust instanceof TrustRules.Shared shared && shared.letsInTrustDomains();
        String configuration = there.configMap().isEmpty()
                ? "the mesh configuration of cluster " + mesh.cluster()
                : "key mesh of ConfigMap " + mesh.namespace() + "/" + there.configMap() + " of cluster "
                        + mesh.cluster();
        return Optional.of(new Lack(
                others,
                configuration,
                isAsked ? asked(mesh, there) : "",
                isAsked
                        && there.isThere()
                        && (there.letIn().isEmpty() || !there.hindrance().isEmpty())));
    }

    private static String asked(MeshFact mesh, Standing there) {
        String register = "register cluster " + mesh.cluster() + " again with meshctl cluster register";
        if (!there.isThere()) {
            return "its agent is asked to write that when it is asked for the certificate of the mesh";
        }
        if (!there.hears()) {
            return "its agent tells nothing of what it sees, so it is not asked to write that; see its log, and where it is of"
                    + " an earlier version " + register;
        }
        if (there.letIn().isEmpty()) {
            return "its agent does not say what is let in, so it is not asked to write that"
                    + (there.hindrance().isEmpty() ? "" : " (" + there.hindrance() + ")")
                    + "; where the agent or its kinds are of an earlier version, " + register;
        }
        if (there.told().isEmpty()) {
            return "its agent is asked to write that as soon as it is known under which root the mesh is";
        }
        return "its agent was asked to write that"
                + (there.hindrance().isEmpty() ? " and has not yet" : " and says: " + there.hindrance());
    }

    private Standing standing(Ref ref, Reads reads) {
        Optional<MeshFact> mesh = reads.look(world.meshes, ref);
        Optional<Ref> virtualMesh = world.virtualMeshOf(ref, reads).map(VirtualMeshDecision::ref);
        if (mesh.isEmpty() || virtualMesh.isEmpty()) {
            return Standing.NOTHING;
        }
        // Istiods of one namespace have one authority, which has the name of one of them.
        Set<String> names = reads.must(world.meshesByCluster, mesh.get().cluster()).stream()
                .filter(other -> other.namespace().equals(mesh.get().namespace()))
                .map(other -> other.ref().name())
                .collect(Collectors.toSet());
        return plans.issued(virtualMesh.get(), reads).stream()
                .filter(fact -> fact.id().cluster().equals(mesh.get().cluster())
                        && names.contains(fact.id().name()))
                .findFirst()
                .map(Standing::of)
                .orElse(Standing.NOTHING);
    }
}
