// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a server's bytes mean. Numbers stay exact: whole ones of any size, decimals with all their digits. */
final class Answers {

    private static final int LONGEST_EXCERPT = 200;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .nodeFactory(new JsonNodeFactory(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Answers() {}

    /**
     * The object that {@code bytes} hold; an empty one when there are none.
     *
     * @throws IOException when they hold something else; the message repeats nothing of them
     */
    static ObjectNode object(byte[] bytes, int length) throws IOException {
        if (length == 0) {
            return JSON.createObjectNode();
        }
        try {
            if (JSON.readTree(bytes, 0, length) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the answer is no JSON, or only a part of it");
        }
        throw new IOException("the answer is no JSON object");
    }

    /**
     * What a server said that refused.
     *
     * @param retryAfter the header's values
     */
    static Failure.Refused refused(int code, byte[] body, int length, List<String> retryAfter) {
        JsonNode status;
        try {
            status = object(body, length);
        } catch (IOException e) {
            status = MissingNode.getInstance();
        }
        String message = status.path("message").asText("");
        if (message.isEmpty()) {
            message = 300 <= code && code < 400
                    ? "the server redirects, which is not followed; the kubeconfig must name the API server itself"
                    : excerpt(body, length);
        }
        Optional<Duration> pause = retryAfter.stream()
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .findFirst();
        long seconds = status.path("details").path("retryAfterSeconds").asLong(0);
        if (pause.isEmpty() && seconds > 0) {
            pause = Optional.of(Duration.ofSeconds(seconds));
        }
        return new Failure.Refused(code, status.path("reason").asText(""), message, status.path("details"), pause);
    }

    private static String excerpt(byte[] body, int length) {
        String text = new String(body, 0, Math.min(length, LONGEST_EXCERPT), StandardCharsets.UTF_8);
        return text.replaceAll("[\\p{Cntrl}\\s\uFFFD]+", " ").strip();
    }
}
