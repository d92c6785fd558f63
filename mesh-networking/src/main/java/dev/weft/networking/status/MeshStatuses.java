// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.networking.translate.MeshStanding;

/** The status of a Mesh: what applies to it. */
final class MeshStatuses {

    private static final String VIRTUAL_MESH = "appliedVirtualMesh";

    private MeshStatuses() {}

    /** @param before status as read, a missing node when there was none */
    static ObjectNode of(MeshStanding standing, long generation, JsonNode before) {
        ObjectNode status = OtherStatuses.observed(before, generation);
        JsonNode told = before.path(VIRTUAL_MESH);
        if (standing.virtualMesh().isPresent()) {
            status.set(VIRTUAL_MESH, entry(standing.virtualMesh().get(), told));
        } else if (!standing.keeps()) {
            status.remove(VIRTUAL_MESH);
        }
        return status;
    }

    private static ObjectNode entry(VirtualMeshFact virtualMesh, JsonNode told) {
        PolicyMeta meta = virtualMesh.meta();
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        JsonNode ref = PolicyStatuses.ref(meta.ref());
        OtherStatuses.put(
                entry, meta.generation(), told.path("ref").equals(ref) ? told : JsonNodeFactory.instance.missingNode());
        entry.set("ref", ref);
        entry.set("spec", virtualMesh.spec());
        return entry;
    }
}
