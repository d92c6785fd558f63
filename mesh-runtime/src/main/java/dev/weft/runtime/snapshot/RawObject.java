// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.ObjectId;

/**
 * One Kubernetes object as it was read, before any room has looked inside. It lives only until facts are made of it.
 *
 * @param id identity; the namespace of a namespaced object is never empty
 * @param apiVersion for example {@code apps/v1}
 * @param body the whole object; must not be changed
 * @param origin where it came from, for messages: {@code PATH:LINE:COL} of a folder
 */
public record RawObject(ObjectId id, String apiVersion, ObjectNode body, String origin) {

    /** The value at {@code spec}, or a missing node. */
    public JsonNode spec() {
        return body.path("spec");
    }

    /** The value at {@code status}, or a missing node. */
    public JsonNode status() {
        return body.path("status");
    }

    /** The value at {@code metadata}, or a missing node. */
    public JsonNode metadata() {
        return body.path("metadata");
    }
}
