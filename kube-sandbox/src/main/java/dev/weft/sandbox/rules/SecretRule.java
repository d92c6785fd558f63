// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Secrets: stringData becomes data; the type stays; some types need keys; immutable means it. */
final class SecretRule implements KindRule {
    private static final int MOST_BYTES = 1 << 20;
    private static final Map<String, List<String>> NEEDED = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        if (object.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = Json.child(object, "data");
            texts.properties().forEach(entry -> {
                byte[] bytes = entry.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
            });
        }
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        JsonNode data = object.path("data");
        long size = 0;
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            size += entry.getValue().asText().length() * 3L / 4;
            if (!entry.getKey().matches("[-._a-zA-Z0-9]+")) {
                causes.add(ConfigMapRule.badKey("data", entry.getKey()));
            }
        }
        if (size > MOST_BYTES) {
            causes.add(
                    new Cause("FieldValueTooLong", "Too long: may not be more than " + MOST_BYTES + " bytes", "data"));
        }
        for (String key : NEEDED.getOrDefault(Json.at(object, "type"), List.of())) {
            if (!data.has(key)) {
                causes.add(Cause.required("data[" + key + "]", ""));
            }
        }
        boolean token = Json.at(object, "type").equals("kubernetes.io/service-account-token");
        String account = Json.at(object, "metadata", "annotations", "kubernetes.io/service-account.name");
        if (token && account.isEmpty()) {
            causes.add(Cause.required("metadata.annotations[kubernetes.io/service-account.name]", ""));
        }
        if (before != null) {
            if (!object.path("type").equals(before.path("type"))) {
                causes.add(Cause.invalid("type", object.path("type"), "field is immutable"));
            }
            causes.addAll(ConfigMapRule.immutable(object, before));
        }
        return causes;
    }
}
