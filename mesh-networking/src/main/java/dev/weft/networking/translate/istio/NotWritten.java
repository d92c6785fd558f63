// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio;

import dev.weft.runtime.ref.ObjectId;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is said of outputs that are not written. */
public final class NotWritten {

    private NotWritten() {}

    /** @param why for example who has the name */
    public static String sentence(ObjectId id, String why) {
        return id.words() + " is not written on cluster " + id.cluster() + ": " + why;
    }

    /** Those of {@code wanted} whose name somebody else has, with a sentence each; {@code taken} says who. */
    public static SortedMap<ObjectId, String> of(Collection<ObjectId> wanted, Map<ObjectId, String> taken) {
        SortedMap<ObjectId, String> blocked = new TreeMap<>();
        for (ObjectId id : wanted) {
            String holder = taken.get(id);
            if (holder != null) {
                blocked.put(id, sentence(id, holder));
            }
        }
        return blocked;
    }
}
