// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static java.util.Comparator.comparing;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.MeshRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All VirtualMeshes, decided together, because a mesh belongs to one at most. The oldest has it, then the one with the smaller key
 * (BUG-5); one whose references are wrong claims nothing, and every mesh of the others is looked at (BUG-4).
 *
 * @param decisions by VirtualMesh
 * @param claims by mesh the VirtualMesh that it belongs to, accepted there or not
 */
public record VirtualMeshes(SortedMap<Ref, VirtualMeshDecision> decisions, SortedMap<Ref, Ref> claims) {

    public VirtualMeshes {
        decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
        claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
    }

    /**
     * @param meshes the meshes that are known
     * @param unreadable why there may be meshes that nobody knows; empty when all are known
     * @param installNamespace where the plane is installed
     */
    public static VirtualMeshes decide(
            Collection<VirtualMeshFact> virtualMeshes,
            Function<Ref, Optional<MeshFact>> meshes,
            List<PolicyError> unreadable,
            String installNamespace) {
        SortedMap<Ref, VirtualMeshDecision> decisions = new TreeMap<>();
        SortedMap<Ref, Ref> claims = new TreeMap<>();
        virtualMeshes.stream()
                .sorted(comparing(VirtualMeshFact::meta, PolicyMeta.BY_AGE))
                .forEach(virtualMesh -> {
                    Ref ref = virtualMesh.meta().ref();
                    Premise premise = premise(virtualMesh, meshes, unreadable, claims);
                    SortedMap<Ref, List<PolicyError>> members = new TreeMap<>();
                    if (premise instanceof Premise.Sound) {
                        virtualMesh.rules().members().forEach(mesh -> claims.put(mesh, ref));
                        members = members(virtualMesh, meshes, installNamespace);
                    }
                    decisions.put(ref, new VirtualMeshDecision(virtualMesh, premise, members));
                });
        return new VirtualMeshes(decisions, claims);
    }

    private static Premise premise(
            VirtualMeshFact virtualMesh,
            Function<Ref, Optional<MeshFact>> meshes,
            List<PolicyError> unreadable,
            SortedMap<Ref, Ref> claims) {
        List<PolicyError> errors = new ArrayList<>();
        virtualMesh
                .rules()
                .brokenRefs()
                .forEach(problem -> errors.add(PolicyError.of(NetworkingFinding.MALFORMED_REFERENCE, problem)));
        List<PolicyError> unresolved = new ArrayList<>();
        for (MeshRef member : virtualMesh.rules().meshes()) {
            if (meshes.apply(member.mesh()).isEmpty()) {
                missing(member, unreadable, errors, unresolved);
            }
            Ref holder = claims.get(member.mesh());
            if (holder != null) {
                errors.add(new PolicyError(
                        NetworkingFinding.MESH_CLAIMED,
                        member.field(),
                        "Mesh " + member.mesh() + " belongs to VirtualMesh " + holder
                                + " already, which is older or has the smaller key"));
            }
        }
        if (!errors.isEmpty()) {
            return new Premise.Broken(errors);
        }
        return unresolved.isEmpty() ? Premise.SOUND : new Premise.Unresolved(unresolved);
    }

    /** A mesh that is not there is missing only where every cluster could be read. */
    static void missing(
            MeshRef named, List<PolicyError> unreadable, List<PolicyError> errors, List<PolicyError> unresolved) {
        if (unreadable.isEmpty()) {
            errors.add(new PolicyError(
                    NetworkingFinding.REFERENCE_NOT_FOUND, named.field(), "Mesh " + named.mesh() + " does not exist"));
        } else {
            unreadable.forEach(why -> unresolved.add(new PolicyError(
                    NetworkingFinding.SOURCE_UNKNOWN,
                    named.field(),
                    "Mesh " + named.mesh() + " is not known, and " + why.message(),
                    why.cluster())));
        }
    }

    /** What is wrong with a mesh keeps it from all Istio meshes beside it: they would publish to it what it cannot use. */
    private static SortedMap<Ref, List<PolicyError>> members(
            VirtualMeshFact virtualMesh, Function<Ref, Optional<MeshFact>> meshes, String installNamespace) {
        List<PolicyError> own = ownErrors(virtualMesh, meshes, installNamespace);
        List<PolicyError> errors = new ArrayList<>(own);
        List<MeshRef> named = virtualMesh.rules().meshes();
        if (named.size() > 1) {
            for (MeshRef member : named) {
                meshes.apply(member.mesh()).ifPresent(mesh -> unfit(member, mesh, virtualMesh, errors));
            }
        }
        SortedMap<Ref, List<PolicyError>> members = new TreeMap<>();
        for (MeshRef member : named) {
            boolean isIstio = meshes.apply(member.mesh())
                    .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO)
                    .isPresent();
            members.put(member.mesh(), isIstio || named.size() == 1 ? List.copyOf(errors) : own);
        }
        return members;
    }

    /** What is wrong with it whatever its meshes are like. */
    private static List<PolicyError> ownErrors(
            VirtualMeshFact virtualMesh, Function<Ref, Optional<MeshFact>> meshes, String installNamespace) {
        List<String> istioNamespaces = virtualMesh.rules().members().stream()
                .flatMap(mesh -> meshes.apply(mesh).stream())
                .map(MeshFact::namespace)
                .toList();
        return Stream.concat(
                        virtualMesh.rules().problems().stream(),
                        SignerSecret.problems(virtualMesh, istioNamespaces, installNamespace).stream())
                .map(problem -> PolicyError.of(NetworkingFinding.INVALID_FIELD, problem))
                .toList();
    }

    private static void unfit(MeshRef member, MeshFact mesh, VirtualMeshFact virtualMesh, List<PolicyError> errors) {
        FederationRules federation = virtualMesh.rules().federation();
        if (mesh.type() != MeshFact.Type.ISTIO) {
            errors.add(new PolicyError(
                    NetworkingFinding.UNSUPPORTED_BY_MESH,
                    member.field(),
                    "Mesh " + member.mesh() + " is of type " + mesh.type().label()
                            + ", and services can be called across Istio meshes only"));
        } else if (!federation.suffix().equals(FederationRules.DEFAULT_SUFFIX) && !mesh.dnsCapture()) {
            errors.add(new PolicyError(
                    NetworkingFinding.DNS_CAPTURE_MISSING,
                    "spec.federation.hostnameSuffix",
                    "is " + federation.suffix() + ", but proxies of Mesh " + member.mesh()
                            + " do not answer DNS queries, so nobody there can resolve such a name",
                    mesh.cluster()));
        }
    }
}
