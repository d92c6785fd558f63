// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one reading has passed on: no objects, only which state of each. So after a gap exactly what has changed is passed on again. One
 * thread at a time, but for {@link #seen}.
 */
final class Delivered {

    private final Receiver receiver;
    /** Looked at by others too. */
    private final Map<ObjectId, String> versions = new ConcurrentHashMap<>();

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

    /** What was passed on and exists, with its resourceVersion. Safe for several threads. */
    SortedMap<ObjectId, String> seen() {
        return new TreeMap<>(versions);
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
