// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Key;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** Where a new object goes: its namespace, and the name it brings or is given. */
final class Placement {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LONGEST_PREFIX = 58;
    /** Kubernetes draws as often before it answers that the name is taken. */
    private static final int DRAWS = 8;

    private Placement() {}

    /**
     * Sets namespace and name.
     *
     * @param metadata of the object
     * @param taken keys that are in use
     * @return the key of the object, which may be in use when the object named itself
     */
    static Key of(Call call, ObjectNode metadata, Predicate<Key> taken) {
        String namespace = Json.at(metadata, "namespace");
        if (!call.resource().namespaced()) {
            metadata.remove("namespace");
        } else if (namespace.isEmpty() || namespace.equals(call.namespace())) {
            metadata.put("namespace", call.namespace());
        } else {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        String name = Json.at(metadata, "name");
        if (!name.isEmpty()) {
            return key(call, name);
        }
        String prefix = Json.at(metadata, "generateName");
        if (prefix.isEmpty()) {
            Resource resource = call.resource();
            Cause cause = Cause.required("metadata.name", "name or generateName is required");
            throw Refusal.invalid(resource.group(), resource.kind(), "", List.of(cause));
        }
        Key drawn = key(call, generated(prefix));
        for (int i = 1; i < DRAWS && taken.test(drawn); i++) {
            drawn = key(call, generated(prefix));
        }
        metadata.put("name", drawn.name());
        return drawn;
    }

    private static Key key(Call call, String name) {
        return new Key(call.resource().id(), call.namespace(), name);
    }

    private static String generated(String prefix) {
        StringBuilder name =
                new StringBuilder(prefix.length() > LONGEST_PREFIX ? prefix.substring(0, LONGEST_PREFIX) : prefix);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 5; i++) {
            name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return name.toString();
    }
}
