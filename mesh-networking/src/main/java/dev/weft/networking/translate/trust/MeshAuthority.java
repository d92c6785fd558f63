// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.trust;

import dev.weft.api.shared.ObjectRef;
import dev.weft.networking.input.MeshFact;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificate authority of the Istio meshes in one namespace of a cluster: all istiods there read one Secret.
 *
 * @param meshes of one VirtualMesh, ordered by ref, not empty; all on the same cluster and in the same namespace
 */
public record MeshAuthority(List<MeshFact> meshes) {

    private static final String SECRET = "cacerts";
    /** What the reference takes where a Mesh does not say. */
    private static final String DEFAULT_SERVICE_ACCOUNT = "istio-citadel";

    public MeshAuthority {
        meshes = List.copyOf(meshes);
    }

    public String cluster() {
        return meshes.getFirst().cluster();
    }

    /** Where the istiods are. */
    public String namespace() {
        return meshes.getFirst().namespace();
    }

    /** The Secret that the istiods read, on their cluster. */
    public Ref secret() {
        return new Ref(namespace(), SECRET);
    }

    static ObjectRef wire(Ref ref) {
        return new ObjectRef(ref.name(), ref.namespace());
    }

    /** Who it is: the SPIFFE ID of each istiod, each once. */
    public List<String> identities() {
        List<String> identities = new ArrayList<>();
        for (MeshFact mesh : meshes) {
            String account = mesh.istiod().serviceAccount().isEmpty()
                    ? DEFAULT_SERVICE_ACCOUNT
                    : mesh.istiod().serviceAccount();
            String identity = "spiffe://" + mesh.trustDomain() + "/ns/" + mesh.namespace() + "/sa/" + account;
            if (!identities.contains(identity)) {
                identities.add(identity);
            }
        }
        return identities;
    }
}
