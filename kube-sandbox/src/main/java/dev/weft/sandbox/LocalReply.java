// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a call in the same process.
 *
 * @param code HTTP status; 0 when a fault has broken the connection
 * @param body as it would go over the network
 */
public record LocalReply(int code, byte[] body) {

    /** The body as an object; a fresh tree. */
    public ObjectNode object() {
        return Json.own(body);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
