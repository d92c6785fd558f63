// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.register;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ResourceType;

/** An object that registration writes, and how its kind is spoken to. */
record Manifest(ResourceType type, ObjectNode object) {

    String name() {
        return object.path("metadata").path("name").asText("");
    }

    /** Empty for kinds without namespaces. */
    String namespace() {
        return object.path("metadata").path("namespace").asText("");
    }

    String path() {
        return type.path(namespace(), name());
    }

    @Override
    public String toString() {
        return type.kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }
}
