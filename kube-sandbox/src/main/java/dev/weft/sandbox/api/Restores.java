// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Stored;
import java.util.List;
import java.util.UUID;

/** Objects of another cluster: stored as they were there, with uid, status and times. Runs inside the lock. */
final class Restores {
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    private final Admission admission;
    private final Commits commits;
    private final Timestamps timestamps;

    Restores(Admission admission, Commits commits, Timestamps timestamps) {
        this.admission = admission;
        this.commits = commits;
        this.timestamps = timestamps;
    }

    Stored restore(Call call, ObjectNode object) {
        Resource resource = call.resource();
        ObjectNode metadata = Json.child(object, "metadata");
        Key key = Placement.of(call, metadata, taken -> false);
        if (Json.at(metadata, "uid").isEmpty()) {
            metadata.put("uid", UUID.randomUUID().toString());
        }
        if (Json.at(metadata, "creationTimestamp").isEmpty()) {
            metadata.put("creationTimestamp", timestamps.now());
        }
        if (resource.counted() && !metadata.has("generation")) {
            metadata.put("generation", 1);
        }
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
        JsonNode status = object.deepCopy().get("status");
        admission.admit(call, key.name(), object, null);
        if (status != null && !resource.id().equals(DEFINITIONS)) {
            object.set("status", status);
        }
        return commits.put(resource, key, object);
    }
}
