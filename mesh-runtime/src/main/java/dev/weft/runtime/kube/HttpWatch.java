// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A watch: one JSON document a line. */
final class HttpWatch implements WatchStream {

    /** Far more than the server stores for an object. */
    private static final int LONGEST_LINE = 64 << 20;

    private final String what;
    private final Chunks chunks;
    private final HttpKubeApi.Exchange exchange;
    private final Deque<ByteBuffer> unread = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    HttpWatch(String what, Chunks chunks, AsyncBody body, HttpKubeApi.Exchange exchange) {
        this.what = what;
        this.chunks = chunks;
        this.exchange = exchange;
        chunks.start(body);
    }

    @Override
    public Next next(Duration atMost) throws ApiException, InterruptedException {
        Deadline deadline = Deadline.in(atMost);
        try {
            while (!exchange.ended()) {
                if (lineIsComplete()) {
                    byte[] bytes = line.toByteArray();
                    line.reset();
                    if (!isBlank(bytes)) {
                        return event(bytes);
                    }
                    continue;
                }
                switch (chunks.take(deadline)) {
                    case Chunks.Taken.Bytes(List<ByteBuffer> chunk) -> unread.addAll(chunk);
                    case Chunks.Taken.Nothing nothing -> {
                        return new Next.Silence();
                    }
                    case Chunks.Taken.Over over -> {
                        return end();
                    }
                }
            }
            return new Next.End();
        } catch (IOException e) {
            if (exchange.ended()) {
                return new Next.End();
            }
            throw Failures.noAnswer(Failure.Kind.BROKEN, what, "the watch broke: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        exchange.close();
    }

    private Next end() throws IOException {
        if (line.size() > 0 && !exchange.ended()) {
            throw new IOException("it ended in the middle of an event");
        }
        return new Next.End();
    }

    /** Moves bytes to the line; true when it has ended. */
    private boolean lineIsComplete() throws IOException {
        for (ByteBuffer buffer = unread.peekFirst(); buffer != null; buffer = unread.peekFirst()) {
            int end = endOfLine(buffer);
            byte[] part = new byte[end - buffer.position()];
            buffer.get(part);
            line.writeBytes(part);
            if (buffer.hasRemaining()) {
                buffer.get(); // the end of the line
                return true;
            }
            unread.removeFirst();
            if (line.size() > LONGEST_LINE) {
                throw new IOException("an event is larger than " + (LONGEST_LINE >> 20) + " MB");
            }
        }
        return false;
    }

    /** Where the line ends in a buffer; its limit when it does not. */
    private static int endOfLine(ByteBuffer buffer) {
        int end = buffer.position();
        while (end < buffer.limit() && buffer.get(end) != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] bytes) {
        return bytes.length == 0 || (bytes.length == 1 && bytes[0] == '\r');
    }

    private static Next event(byte[] bytes) throws IOException {
        ObjectNode event = Answers.object(bytes, bytes.length);
        String type = event.path("type").asText("");
        if (type.isEmpty() || !(event.get("object") instanceof ObjectNode object)) {
            throw new IOException("an event has no type or no object");
        }
        return new Next.Event(type, object);
    }
}
