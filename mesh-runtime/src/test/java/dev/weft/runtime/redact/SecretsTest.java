// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final String PEM = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----\n";
    private static final String TOKEN = token();

    @Test
    void masksPemBlocksWhereverTheyStand() {
        assertThat(masked("before " + PEM + "after")).isEqualTo("before REDACTED\nafter");
        assertThat(masked("{\"key\":\"" + PEM.replace("\n", "\\n") + "\"}")).isEqualTo("{\"key\":\"REDACTED\\n\"}");
        assertThat(masked(PEM.substring(0, 50))).as("cut off").isEqualTo("REDACTED");
        assertThat(masked("client-key-data: " + base64(PEM))).isEqualTo("client-key-data: REDACTED");
    }

    @Test
    void masksJsonWebTokens() {
        assertThat(masked("Bearer " + TOKEN)).isEqualTo("Bearer REDACTED");
        assertThat(masked("token: " + base64(TOKEN))).isEqualTo("token: REDACTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eyJ.example.com",
                "reviews.bookinfo.svc.cluster.local",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "-----BEGIN",
                "{\"revision\":\"default\"}"
            })
    void leavesOtherTextsAsTheyAre(String text) {
        assertThat(masked(text)).isEqualTo(text);
        assertThat(Secrets.in(text)).isEmpty();
    }

    @Test
    void tellsWhereAndWhatItWas() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("spec").putArray("headers").addObject().put("value", "Bearer " + TOKEN);
        tree.put(TOKEN, 1);
        List<String> found = new ArrayList<>();
        JsonNode clean = Secrets.masked(tree, found::add);
        assertThat(found).containsExactly("spec.headers[0].value: JSON web token", "a key: JSON web token");
        assertThat(clean.toString()).doesNotContain(TOKEN).contains("REDACTED");
        assertThat(Secrets.in(clean.toString())).isEmpty();
        assertThat(Secrets.in(tree.toString())).contains("JSON web token");
    }

    private static String masked(String text) {
        return Secrets.masked(JsonNodeFactory.instance.textNode(text), where -> {})
                .asText();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + encoder.encodeToString("{\"sub\":\"somebody\"}".getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl";
    }
}
