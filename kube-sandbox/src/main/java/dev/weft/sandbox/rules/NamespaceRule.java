// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import org.jspecify.annotations.Nullable;

/** Namespaces carry their name as a label, a phase, and a finalizer that holds them until they are empty. */
final class NamespaceRule implements KindRule {

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode metadata = Json.child(object, "metadata");
        Json.child(metadata, "labels").put("kubernetes.io/metadata.name", Json.at(metadata, "name"));
        if (before == null) {
            Json.child(object, "spec").putArray("finalizers").add("kubernetes");
            object.putObject("status").put("phase", "Active");
        } else if (before.has("spec") && !object.has("spec")) {
            object.set("spec", before.get("spec"));
        }
    }
}
