// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.VirtualMeshSpec;
import dev.weft.runtime.ref.Ref;
import java.util.List;

/**
 * What a VirtualMesh says.
 *
 * @param meshes its meshes, each once, in the order written
 * @param takeOver which Secrets {@code cacerts} of others may become ours
 * @param globalAccess whether everything is denied that no AccessPolicy allows
 * @param brokenRefs incomplete references; the VirtualMesh is then applied nowhere
 * @param problems what makes it INVALID on each of its meshes
 * @param notes what its author should know although it is accepted
 */
public record VirtualMeshRules(
        List<MeshRef> meshes,
        FederationRules federation,
        TrustRules trust,
        TakeOverRules takeOver,
        boolean globalAccess,
        List<Problem> brokenRefs,
        List<Problem> problems,
        List<Problem> notes) {

    public VirtualMeshRules {
        meshes = List.copyOf(meshes);
        brokenRefs = List.copyOf(brokenRefs);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Its meshes in the order written. */
    public List<Ref> members() {
        return meshes.stream().map(MeshRef::mesh).toList();
    }

    /**
     * Reads a spec; whatever is wrong with it is in the result.
     *
     * @param takeOver what {@link TakeOverRules#ANNOTATION} says; empty where there is none
     */
    public static VirtualMeshRules from(VirtualMeshSpec wire, String takeOver) {
        Problems brokenRefs = new Problems();
        Problems problems = new Problems();
        List<MeshRef> meshes = Wire.distinct(Wire.meshRefs(wire.meshes(), "spec.meshes", brokenRefs), problems);
        FederationRules federation = FederationRules.from(wire.federation(), brokenRefs, problems);
        noteStrangers(federation, meshes.stream().map(MeshRef::mesh).toList(), problems);
        TrustRules trust = TrustRules.from(wire.mtlsConfig(), problems);
        TakeOverRules asked = TakeOverRules.from(takeOver, problems);
        if (!asked.roots().isEmpty() && !(trust instanceof TrustRules.Shared)) {
            problems.note(
                    TakeOverRules.FIELD,
                    "has no effect: spec.mtlsConfig asks for no common root; add shared: {} there");
        }
        if (meshes.isEmpty() && brokenRefs.isEmpty()) {
            problems.note("spec.meshes", "is empty, so the VirtualMesh has no effect");
        }
        return new VirtualMeshRules(
                meshes,
                federation,
                trust,
                asked,
                wire.globalAccessPolicy() == VirtualMeshSpec.GlobalAccessPolicy.ENABLED,
                brokenRefs.problems(),
                problems.problems(),
                problems.notes());
    }

    private static void noteStrangers(FederationRules federation, List<Ref> members, Problems problems) {
        federation.selectors().stream()
                .flatMap(selector -> selector.meshes().stream())
                .filter(named -> !members.contains(named.mesh()))
                .forEach(named -> problems.note(
                        named.field(), "names Mesh " + named.mesh() + ", which is not in spec.meshes; it is left out"));
    }
}
