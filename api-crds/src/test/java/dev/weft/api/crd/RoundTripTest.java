// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Property: what a schema accepts goes through the wire records unchanged; {@code -Dcases=N} draws more. */
class RoundTripTest {

    private static final int CASES = Integer.getInteger("cases", 200);

    private final WireDecoder decoder = new WireDecoder();
    private final JsonMapper mapper = JsonMapper.builder().build();

    static List<ApiKind> kinds() {
        return Kinds.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keepsEveryFieldAndItsPresence(ApiKind kind) throws JsonProcessingException {
        for (Class<?> part : List.of(kind.spec(), kind.status())) {
            JsonNode schema = new RecordSchema(false, false).of(part);
            for (int seed = 0; seed < CASES; seed++) {
                JsonNode json = new RandomJson(new Random(seed), false).of(schema, "");
                Decoded<?> decoded = decoder.decode(json, part);
                assertThat(decoded).as("seed %s: %s", seed, json).isInstanceOf(Decoded.Value.class);
                JsonNode encoded = decoder.encode(((Decoded.Value<?>) decoded).value());
                assertThat(reread(encoded)).as("seed %s", seed).isEqualTo(reread(json));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void toleratesUnknownFieldsAndTellsWhereTheyAre(ApiKind kind) {
        JsonNode schema = new RecordSchema(false, false).of(kind.spec());
        for (int seed = 0; seed < CASES; seed++) {
            RandomJson random = new RandomJson(new Random(seed), true);
            JsonNode json = random.of(schema, "");
            Decoded<?> decoded = decoder.decode(json, kind.spec());
            assertThat(decoded).as("seed %s: %s", seed, json).isInstanceOf(Decoded.Value.class);
            assertThat(((Decoded.Value<?>) decoded).unknownFields())
                    .as("seed %s: %s", seed, json)
                    .containsExactlyInAnyOrderElementsOf(random.unknownFields());
        }
    }

    /** Through text, so that equal numbers of different Java types are equal. */
    private JsonNode reread(JsonNode json) throws JsonProcessingException {
        return mapper.readTree(mapper.writeValueAsString(json));
    }
}
