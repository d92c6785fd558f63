// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A page of a list.
 *
 * @param items as they came; empty or an array
 * @param resourceVersion of the whole list
 * @param token for the next page, empty after the last
 */
record Page(JsonNode items, String resourceVersion, String token) {

    /**
     * Takes only what a server means as a page. Anything less could be mistaken for "there are no objects".
     *
     * @throws UndecodableException when it is not complete
     */
    static Page of(ObjectNode answer) throws UndecodableException {
        JsonNode items = answer.get("items");
        if (items == null || !(items.isArray() || items.isNull())) {
            throw new UndecodableException("the answer to a list has no items");
        }
        JsonNode metadata = answer.path("metadata");
        String version = metadata.path("resourceVersion").asText("");
        if (version.isEmpty()) {
            throw new UndecodableException("the answer to a list has no resourceVersion");
        }
        String token = metadata.path("continue").asText("");
        if (token.isEmpty() && metadata.path("remainingItemCount").asLong(0) > 0) {
            throw new UndecodableException("the list ends although "
                    + metadata.path("remainingItemCount").asText() + " objects remain");
        }
        return new Page(items, version, token);
    }
}
