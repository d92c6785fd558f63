// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what it is told as the world it describes. */
final class Recorder implements Receiver {

    final Map<ObjectId, RawObject> objects = new HashMap<>();
    /** Names of objects in the order of what was told, those that are gone with a minus. */
    final List<String> told = new ArrayList<>();

    @Override
    public void put(RawObject object) {
        objects.put(object.id(), object);
        told.add(object.id().name());
    }

    @Override
    public void gone(ObjectId id) {
        objects.remove(id);
        told.add("-" + id.name());
    }

    /** Name to text. */
    Map<String, String> world() {
        Map<String, String> world = new TreeMap<>();
        objects.values()
                .forEach(object ->
                        world.put(object.id().name(), object.spec().path("text").asText()));
        return world;
    }
}
