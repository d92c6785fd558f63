// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The page of all values of the charts, made of their {@code values.yaml}: keys, defaults and the comments above them. */
final class ValuesPage {

    private static final List<String> CHARTS = List.of("weft", "cert-agent");

    private ValuesPage() {}

    private record Row(String path, String value, String comment) {}

    static String text() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Values of the charts

                Every value with its default. The schemas refuse any other. `weft-crds` and `agent-crds` have none. [Installing](../operations/install.md) says
                which are changed for what. This page is made of `values.yaml` of each chart; HACKING.md says how.
                """);
        for (String chart : CHARTS) {
            page.append("\n## ").append(chart).append("\n\n| value | default | |\n|---|---|---|\n");
            for (Row row : rows(chart)) {
                page.append("| `%s` | %s | %s |%n".formatted(row.path(), row.value(), row.comment()));
            }
        }
        return page.toString();
    }

    private static List<Row> rows(String chart) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        String values = Files.readString(Charts.FOLDER.resolve(chart).resolve("values.yaml"));
        List<Row> rows = new ArrayList<>();
        add((MappingNode) new Yaml(options).compose(new StringReader(values)), "", rows);
        return rows;
    }

    private static void add(MappingNode map, String prefix, List<Row> rows) {
        for (NodeTuple entry : map.getValue()) {
            String path = prefix + ((ScalarNode) entry.getKeyNode()).getValue();
            String comment = comment(entry.getKeyNode());
            if (entry.getValueNode() instanceof MappingNode inner
                    && !inner.getValue().isEmpty()) {
                if (!comment.isEmpty()) {
                    rows.add(new Row(path, "", comment));
                }
                add(inner, path + ".", rows);
            } else {
                rows.add(new Row(path, "`" + value(entry.getValueNode()) + "`", comment));
            }
        }
    }

    private static String comment(Node key) {
        return key.getBlockComments() == null
                ? ""
                : key.getBlockComments().stream()
                        .map(CommentLine::getValue)
                        .map(String::strip)
                        .collect(Collectors.joining(" "))
                        .strip();
    }

    private static String value(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue().isEmpty() ? "\"\"" : scalar.getValue();
            case SequenceNode list ->
                list.getValue().stream().map(ValuesPage::value).collect(Collectors.joining(", ", "[", "]"));
            default -> "{}";
        };
    }
}
