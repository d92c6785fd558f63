// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.api.Watch;
import dev.weft.sandbox.api.WatchEvent;
import dev.weft.sandbox.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** What goes back. */
public sealed interface Response {

    int code();

    /** @param warnings texts of Warning headers */
    record Whole(int code, String contentType, byte[] body, List<String> warnings) implements Response {}

    /** @param view turns events into what was asked for (tables) */
    record Stream(Watch watch, UnaryOperator<WatchEvent> view) implements Response {
        @Override
        public int code() {
            return 200;
        }
    }

    /** The connection breaks without an answer. */
    record Broken() implements Response {
        @Override
        public int code() {
            return 0;
        }
    }

    static Whole json(int code, JsonNode body) {
        return json(code, Json.bytes(body), List.of());
    }

    static Whole json(int code, byte[] body, List<String> warnings) {
        return new Whole(code, "application/json", body, warnings);
    }

    static Whole text(int code, String body) {
        return new Whole(code, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
