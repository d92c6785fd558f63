// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds keys, certificates and tokens by what they look like, wherever they stand: PEM blocks and JSON web tokens, both also in base64, as
 * Secrets and kubeconfigs hold them. A net below {@link KeptFields}, not in place of it.
 */
public final class Secrets {

    /** What stands where a secret was. */
    public static final String MASK = "REDACTED";

    /** A form of secret, by the name that people know it by. */
    private record Form(String name, Pattern pattern) {}

    private static final List<Form> FORMS = List.of(
            new Form(
                    "PEM block",
                    Pattern.compile("-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\\z)", Pattern.DOTALL)),
            // "-----BEGIN " in base64
            new Form("PEM block in base64", Pattern.compile("LS0tLS1CRUdJTi[A-Za-z0-9+/=\\s]*")),
            // a header and a payload, both JSON objects ({" is eyJ), and a signature (RFC 7519)
            new Form(
                    "JSON web token",
                    Pattern.compile("eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*)?")),
            // eyJ in base64; shorter ones could be anything
            new Form("JSON web token in base64", Pattern.compile("ZXlK[A-Za-z0-9+/]{60,}={0,2}")));

    private Secrets() {}

    /**
     * A copy of {@code tree} with every secret replaced by {@link #MASK}.
     *
     * @param found is told of each text that held one: {@code FIELD: FORM}
     */
    public static JsonNode masked(JsonNode tree, Consumer<String> found) {
        return masked(tree, "", found);
    }

    private static JsonNode masked(JsonNode node, String path, Consumer<String> found) {
        if (node.isTextual()) {
            String clean = clean(node.textValue(), form -> found.accept(path + ": " + form));
            return clean.equals(node.textValue()) ? node : TextNode.valueOf(clean);
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < node.size(); i++) {
                list.add(masked(node.get(i), path + "[" + i + "]", found));
            }
            return list;
        }
        if (node.isObject()) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> {
                String key =
                        clean(field.getKey(), form -> found.accept((path.isEmpty() ? "a key" : path) + ": " + form));
                map.set(key, masked(field.getValue(), path.isEmpty() ? key : path + "." + key, found));
            });
            return map;
        }
        return node;
    }

    private static String clean(String text, Consumer<String> found) {
        String clean = text;
        for (Form form : FORMS) {
            Matcher matcher = form.pattern().matcher(clean);
            if (matcher.find()) {
                found.accept(form.name());
                clean = matcher.replaceAll(MASK);
            }
        }
        return clean;
    }

    /** The name of the first form of secret that stands in a text. */
    public static Optional<String> in(String text) {
        return FORMS.stream()
                .filter(form -> form.pattern().matcher(text).find())
                .map(Form::name)
                .findFirst();
    }
}
