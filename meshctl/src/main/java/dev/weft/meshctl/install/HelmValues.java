// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.install;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.EmbeddedYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a chart is told beside its defaults.
 *
 * @param files YAML; the later one counts
 * @param reset whether what an earlier release was told is forgotten
 */
public record HelmValues(List<Path> files, boolean reset) {

    static final HelmValues NONE = new HelmValues(List.of(), false);

    public HelmValues {
        files = List.copyOf(files);
    }

    /**
     * Copies what the user gave beside the charts.
     *
     * @param files of the user
     * @param single YAML by path of the value, {@code a.b.c}, a dot within a key written as {@code \\.}; counts more than files
     * @throws IllegalArgumentException for a path or a value that is none
     * @throws IOException when a file cannot be read or copied
     */
    public static HelmValues of(List<Path> files, Map<String, String> single, boolean reset, PlaneCharts charts)
            throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path file : files) {
            copies.add(charts.copied(file, "values-" + copies.size() + ".yaml"));
        }
        if (!single.isEmpty()) {
            copies.add(charts.written(tree(single).toString(), "values-" + copies.size() + ".yaml"));
        }
        return new HelmValues(copies, reset);
    }

    private static ObjectNode tree(Map<String, String> single) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        single.forEach((path, text) -> {
            String[] keys = path.split("(?<!\\\\)\\.", -1);
            ObjectNode at = root;
            for (int i = 0; i < keys.length; i++) {
                String key = keys[i].replace("\\.", ".");
                if (key.isEmpty() || key.contains("[")) {
                    throw new IllegalArgumentException(
                            "--set " + path + ": is no path of a value; lists are set as a whole, as in a.b='[1, 2]'");
                }
                if (i < keys.length - 1) {
                    at = at.get(key) instanceof ObjectNode inner ? inner : at.putObject(key);
                } else if (EmbeddedYaml.parse("--set " + path, text) instanceof EmbeddedYaml.Tree value) {
                    at.set(key, value.tree().isMissingNode() ? at.textNode("") : value.tree());
                } else {
                    throw new IllegalArgumentException("--set " + path + ": the value is no YAML");
                }
            }
        });
        return root;
    }
}
