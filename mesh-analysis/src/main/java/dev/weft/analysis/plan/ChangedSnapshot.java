// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A snapshot as it would be after a change, made the way an API server makes it. */
public final class ChangedSnapshot {

    private static final String STATUS = "status";

    private ChangedSnapshot() {}

    /**
     * The snapshot with the change.
     *
     * @param settled what the plane says of the objects that are there now. Who was accepted first stays so, hence a change is judged
     *     against what the plane has decided, also where the snapshot was taken before it had
     */
    public static RawSnapshot of(RawSnapshot snapshot, List<ManagementDocument> settled, Change change) {
        Map<ObjectId, JsonNode> statuses = new HashMap<>();
        settled.forEach(
                document -> statuses.put(document.id(), document.object().path(STATUS)));
        SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
        snapshot.management().forEach(object -> objects.put(object.id(), with(object, statuses.get(object.id()))));
        change.put()
                .forEach(object -> objects.put(
                        object.id(), ChangedObject.of(Optional.ofNullable(objects.get(object.id())), object)));
        change.gone().forEach(id -> objects.remove(id));
        return new RawSnapshot(new ArrayList<>(objects.values()), snapshot.clusters(), snapshot.ignored());
    }

    private static RawObject with(RawObject object, @Nullable JsonNode status) {
        if (status == null || status.isMissingNode() || status.equals(object.status())) {
            return object;
        }
        ObjectNode body = object.body().deepCopy();
        body.set(STATUS, status);
        return new RawObject(object.id(), object.apiVersion(), body, object.origin());
    }
}
