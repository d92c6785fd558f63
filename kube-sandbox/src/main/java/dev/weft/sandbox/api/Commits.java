// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.List;

/** The last step of a write: the object goes into the store, or for a dry run only into the answer. */
final class Commits {
    private final Store store;
    private final Catalog catalog;

    Commits(Store store, Catalog catalog) {
        this.store = store;
        this.catalog = catalog;
    }

    /** @param created it is new: the answer says 201 */
    Answer.One put(Call call, Key key, ObjectNode object, boolean created, List<String> warnings) {
        int code = created ? 201 : 200;
        Resource resource = call.resource();
        if (isDryRun(call)) {
            ObjectNode shown = ordered(resource, object).put("apiVersion", resource.apiVersion());
            return new Answer.One(code, Json.bytes(shown), warnings);
        }
        return new Answer.One(code, Versions.bytes(resource, put(resource, key, object)), warnings);
    }

    /** Stores, whatever the call says. */
    Stored put(Resource resource, Key key, ObjectNode object) {
        return store.put(key, ordered(resource, object));
    }

    /** The last state of an object that nothing holds back any more. */
    Answer.One remove(Call call, Key key, ObjectNode object, List<String> warnings) {
        store.remove(key, ordered(call.resource(), object));
        return new Answer.One(200, Json.bytes(object), warnings);
    }

    static boolean isDryRun(Call call) {
        String options = switch (call.verb()) {
            case "create" -> "CreateOptions";
            case "patch" -> "PatchOptions";
            default -> "UpdateOptions";
        };
        return call.options().dryRun(options);
    }

    private ObjectNode ordered(Resource resource, ObjectNode object) {
        return Versions.ordered(object, catalog.storedVersion(resource));
    }
}
