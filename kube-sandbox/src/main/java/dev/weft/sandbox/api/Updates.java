// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.apply.ManagedFields;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.List;

/** New states of objects that are there: by update, patch, apply, of the object or a subresource. Runs inside the lock. */
final class Updates {
    private final Admission admission;
    private final Commits commits;
    private final Owners owners;

    Updates(Admission admission, Commits commits, Owners owners) {
        this.admission = admission;
        this.commits = commits;
        this.owners = owners;
    }

    /**
     * Stores a new state; the caller owns what it changes.
     *
     * @param stored the object as it is
     * @param before its tree, in the version of the call
     * @param sent the new state; a resourceVersion in it must be the present one
     */
    Answer.One update(Call call, Stored stored, ObjectNode before, Bodies.Decoded sent) {
        return update(call, stored, before, sent, false);
    }

    /** The same for a state that was applied: its managedFields are set already. */
    Answer.One updateApplied(Call call, Stored stored, ObjectNode before, ObjectNode after) {
        return update(call, stored, before, new Bodies.Decoded(after, List.of()), true);
    }

    private Answer.One update(Call call, Stored stored, ObjectNode before, Bodies.Decoded sent, boolean applied) {
        boolean dryRun = Commits.isDryRun(call); // refuses what it does not know, before all else
        Resource resource = call.resource();
        admission.requireRights(call, sent.object(), before);
        Preconditions.check(call, before, sent.object());
        ObjectNode object = ServerFields.kept(call, before, sent.object());
        List<String> warnings = new ArrayList<>(sent.warnings());
        warnings.addAll(admission.admit(call, call.name(), object, before));
        count(resource, before, object);
        if (!applied) {
            ManagedFields.update(resource.schema(), before, object, owners.writer(call));
        }
        if (!Differences.any(before, object)) {
            return new Answer.One(200, Versions.bytes(resource, stored), sent.warnings());
        }
        boolean gone = object.path("metadata").has("deletionTimestamp") && Deletes.isFree(resource, object);
        return gone && !dryRun
                ? commits.remove(call, stored.key(), object, warnings)
                : commits.put(call, stored.key(), object, false, warnings);
    }

    private static void count(Resource resource, ObjectNode before, ObjectNode object) {
        if (resource.counted() && Differences.inContent(resource, before, object)) {
            long generation = before.path("metadata").path("generation").asLong();
            Json.child(object, "metadata").put("generation", generation + 1);
        }
    }
}
