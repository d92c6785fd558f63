// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads Istio's mesh config: the two fields that are needed, whatever else stands there. A field or enum value that we do not know,
 * or a bad duration, is Istio's business and never makes a mesh vanish (G21).
 */
final class MeshConfigFacts {

    static final String KEY = "mesh";

    private MeshConfigFacts() {}

    /** Empty for a ConfigMap that cannot be a mesh config: by its name, or because it has no such key. */
    static Optional<MeshConfigFact> of(String name, Cursor body) {
        if (!isMeshConfig(name)) {
            return Optional.empty();
        }
        Cursor data = body.at("data");
        return data.has(KEY) ? Optional.of(parsed(name, data.text(KEY))) : Optional.empty();
    }

    /** Whether a ConfigMap of that name can be a mesh config. */
    static boolean isMeshConfig(String name) {
        return name.equals("istio") || name.startsWith("istio-");
    }

    private static MeshConfigFact parsed(String name, String text) {
        return switch (EmbeddedYaml.parse(KEY, text)) {
            case EmbeddedYaml.Unreadable bad -> MeshConfigFact.unreadable(name, bad.why());
            case EmbeddedYaml.Tree tree
            when tree.tree().isObject() || tree.tree().isMissingNode() -> fields(name, tree.tree());
            case EmbeddedYaml.Tree ignored -> MeshConfigFact.unreadable(name, KEY + " is not a map of fields");
        };
    }

    private static MeshConfigFact fields(String name, JsonNode config) {
        JsonNode domain = config.path("trustDomain");
        boolean wrong = !domain.isMissingNode() && !domain.isNull() && !domain.isTextual();
        List<String> aliases = new ArrayList<>();
        config.path("trustDomainAliases").forEach(alias -> aliases.add(alias.asText("")));
        JsonNode capture = config.path("defaultConfig").path("proxyMetadata").path("ISTIO_META_DNS_CAPTURE");
        return new MeshConfigFact(
                name,
                domain.asText("").strip(),
                aliases,
                config.path("rootNamespace").asText("").strip(),
                capture.asText("").equals("true"),
                wrong ? "trustDomain is not text" : "",
                true);
    }
}
