// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.translate.MeshStanding;
import dev.weft.runtime.ref.Ref;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The status of a Mesh: what applies to it. */
final class MeshStatuses {

    private static final String VIRTUAL_MESH = "appliedVirtualMesh";
    private static final String FAILOVER_SERVICES = "appliedFailoverServices";

    private MeshStatuses() {}

    /** @param before status as read, a missing node when there was none */
    static ObjectNode of(MeshStanding standing, long generation, JsonNode before) {
        ObjectNode status = OtherStatuses.observed(before, generation);
        JsonNode told = before.path(VIRTUAL_MESH);
        if (standing.virtualMesh().isPresent()) {
            status.set(
                    VIRTUAL_MESH,
                    entry(
                            standing.virtualMesh().get().meta(),
                            standing.virtualMesh().get().spec(),
                            told));
        } else if (!standing.keeps()) {
            status.remove(VIRTUAL_MESH);
        }
        putFailoverServices(status, standing, before.path(FAILOVER_SERVICES));
        return status;
    }

    private static void putFailoverServices(ObjectNode status, MeshStanding standing, JsonNode before) {
        Map<JsonNode, JsonNode> told = new HashMap<>();
        before.forEach(entry -> told.putIfAbsent(entry.path("ref"), entry));
        SortedMap<Ref, JsonNode> entries = new TreeMap<>();
        for (FailoverServiceFact service : standing.failoverServices()) {
            Ref ref = service.meta().ref();
            entries.put(
                    ref,
                    entry(
                            service.meta(),
                            service.spec(),
                            told.getOrDefault(PolicyStatuses.ref(ref), JsonNodeFactory.instance.missingNode())));
        }
        for (Ref kept : standing.keptFailoverServices()) {
            JsonNode entry = told.get(PolicyStatuses.ref(kept));
            if (entry != null) {
                entries.put(kept, entry);
            }
        }
        status.remove(FAILOVER_SERVICES);
        if (!entries.isEmpty()) {
            entries.values().forEach(status.putArray(FAILOVER_SERVICES)::add);
        }
    }

    private static ObjectNode entry(PolicyMeta meta, JsonNode spec, JsonNode told) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        JsonNode ref = PolicyStatuses.ref(meta.ref());
        OtherStatuses.put(
                entry, meta.generation(), told.path("ref").equals(ref) ? told : JsonNodeFactory.instance.missingNode());
        entry.set("ref", ref);
        entry.set("spec", spec);
        return entry;
    }
}
