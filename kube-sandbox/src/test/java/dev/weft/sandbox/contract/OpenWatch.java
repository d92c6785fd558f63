// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch and its events so far. */
final class OpenWatch implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final LinkedBlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final Thread reader;
    private volatile boolean ended;

    OpenWatch(HttpResponse<InputStream> response) {
        this.response = response;
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    events.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            // Closed by us or by the server: either way it has ended.
        }
        ended = true;
    }

    int code() {
        return response.statusCode();
    }

    /** The next event, bookmarks left out: {@code TYPE name}. */
    String next() throws InterruptedException {
        while (true) {
            JsonNode event = event();
            if (!event.path("type").asText().equals("BOOKMARK")) {
                return event.path("type").asText() + " "
                        + event.path("object").path("metadata").path("name").asText();
            }
        }
    }

    JsonNode event() throws InterruptedException {
        JsonNode event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 10 s" + (ended ? "; the watch has ended" : ""));
        }
        return event;
    }

    /** No event has come that was not taken. */
    boolean isSilent() {
        return events.isEmpty();
    }

    boolean endsWithin(long seconds) throws InterruptedException {
        return reader.join(Duration.ofSeconds(seconds));
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
