// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Optional;

/** An object as it would be after a change, made the way an API server makes it. */
final class ChangedObject {

    /** Later than any object that exists: in conflicts the new one comes last. */
    private static final String YOUNGEST = "9999-12-31T23:59:59Z";

    private static final String METADATA = "metadata";
    private static final String STATUS = "status";
    private static final String GENERATION = "generation";

    private ChangedObject() {}

    /**
     * @param there the object that has its place now
     * @param wanted as the user has written it
     */
    static RawObject of(Optional<RawObject> there, RawObject wanted) {
        return there.map(object -> applied(object, wanted)).orElseGet(() -> created(wanted));
    }

    private static RawObject created(RawObject wanted) {
        ObjectNode body = wanted.body().deepCopy();
        body.remove(STATUS);
        body.withObject("/" + METADATA).put(GENERATION, 1).put("creationTimestamp", YOUNGEST);
        return body(wanted, body);
    }

    /** What the server knows about the object stays; a generation begins when the spec is another one. */
    private static RawObject applied(RawObject there, RawObject wanted) {
        ObjectNode body = wanted.body().deepCopy();
        ObjectNode metadata = body.withObject("/" + METADATA);
        metadata.remove(List.of(GENERATION, "creationTimestamp"));
        for (String field : new String[] {"creationTimestamp", "uid", GENERATION}) {
            if (there.metadata().has(field)) {
                metadata.set(field, there.metadata().get(field));
            }
        }
        if (!there.spec().equals(wanted.spec())) {
            metadata.put(GENERATION, there.metadata().path(GENERATION).asLong(1) + 1);
        }
        body.remove(STATUS);
        if (!there.status().isMissingNode()) {
            body.set(STATUS, there.status());
        }
        return body(wanted, body);
    }

    private static RawObject body(RawObject object, ObjectNode body) {
        return new RawObject(object.id(), object.apiVersion(), body, object.origin());
    }
}
