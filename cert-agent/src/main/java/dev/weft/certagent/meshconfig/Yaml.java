// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.meshconfig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mesh configuration as YAML: where its parts stand, and what it means. */
final class Yaml {
    static final String KEY = "caCertificates";
    private static final String MERGE = "<<";

    private final Optional<Node> root;
    private final Map<String, @Nullable Object> tree;

    private Yaml(Optional<Node> root, Map<String, @Nullable Object> tree) {
        this.root = root;
        this.tree = tree;
    }

    /** Empty when it is no YAML, more than one document, or no mapping. */
    static Optional<Yaml> read(String text) {
        LoadSettings settings = LoadSettings.builder().setLabel("mesh").build();
        try {
            Object loaded = new Load(settings).loadFromString(text);
            Optional<Node> root = new Compose(settings).composeString(text);
            if (loaded == null) {
                return Optional.of(new Yaml(Optional.empty(), Map.of()));
            }
            if (!(loaded instanceof Map<?, ?> map)) {
                return Optional.empty();
            }
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            map.forEach((key, value) -> tree.put(String.valueOf(key), value));
            return Optional.of(new Yaml(root, tree));
        } catch (YamlEngineException | StackOverflowError e) {
            // Of a text that is nested beyond reason, or contains itself.
            return Optional.empty();
        }
    }

    Optional<MappingNode> mapping() {
        return root.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
    }

    /** The key and the value of the entry that holds certificates. */
    Optional<NodeTuple> entry() {
        return tuple(KEY);
    }

    boolean hasMerge() {
        return tuple(MERGE).isPresent();
    }

    private Optional<NodeTuple> tuple(String key) {
        return mapping().stream()
                .flatMap(mapping -> mapping.getValue().stream())
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst();
    }

    /** The certificates that it lists; empty where there is no list. */
    List<@Nullable Object> certificates() {
        return tree.get(KEY) instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
    }

    /** Whether all but the list of certificates is the same, and that the list is none where it is empty is the same too. */
    boolean isSameBesides(Yaml other) {
        try {
            return rest().equals(other.rest());
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private Map<String, @Nullable Object> rest() {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(tree);
        Object own = rest.remove(KEY);
        if (own != null && !(own instanceof List<?>)) {
            rest.put(KEY, own);
        }
        return rest;
    }
}
