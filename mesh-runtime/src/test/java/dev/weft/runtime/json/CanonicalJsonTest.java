// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    private static String text(JsonNode node) {
        return new String(CanonicalJson.bytes(node), StandardCharsets.UTF_8);
    }

    @Test
    void sortsKeysKeepsListsAndNulls() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("b", "ü\n").putNull("a").putArray("c").add(2).add(1);
        assertThat(text(node)).isEqualTo("{\"a\":null,\"b\":\"ü\\n\",\"c\":[2,1]}");
    }

    @Test
    void writesEqualNumbersAlikeAndLargeOnesExactly() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("a", 100.0).put("b", new BigDecimal("0.50")).put("c", 9007199254740993L);
        node.put("d", new BigInteger("123456789012345678901234567890")).put("e", new BigDecimal("1E+5"));
        assertThat(text(node))
                .isEqualTo(
                        "{\"a\":100,\"b\":0.5,\"c\":9007199254740993,\"d\":123456789012345678901234567890,\"e\":100000}");
    }

    @Test
    void aTinyTextOfAHugeNumberDoesNotFillTheMemory() {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("a", new BigDecimal("1E+999999999"));
        assertThat(text(node)).isEqualTo("{\"a\":1E+999999999}");
    }
}
