// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one reading has passed on: no objects, only which state of each. So after a gap exactly what has changed is passed on again. One
 * thread at a time.
 */
final class Delivered {

    private final Receiver receiver;
    private final Map<ObjectId, String> versions = new HashMap<>();
    private boolean complete;

    Delivered(Receiver receiver) {
        this.receiver = receiver;
    }

    void put(RawObject object) throws InterruptedException {
        String version = Decoder.version(object.body());
        if (version.isEmpty() || !version.equals(versions.get(object.id()))) {
            receiver.put(object);
            // Only now: when the wait for room is interrupted, the object has not been passed on.
            versions.put(object.id(), version);
        }
    }

    void gone(ObjectId id) {
        if (versions.remove(id) != null) {
            receiver.gone(id);
        }
    }

    /**
     * These and no others exist.
     *
     * @return how many are gone
     */
    int only(Set<ObjectId> existing) {
        List<ObjectId> missing =
                versions.keySet().stream().filter(id -> !existing.contains(id)).toList();
        missing.forEach(this::gone);
        return missing.size();
    }

    /** From now on all objects have been passed on at least once. */
    void complete() {
        complete = true;
    }

    /** Whether there has been a time at which all objects were passed on. */
    boolean isComplete() {
        return complete;
    }
}
