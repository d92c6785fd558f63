// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Short texts of JSON trees, so that a whole list can be expected in one line. */
final class Texts {

    private Texts() {}

    /** The elements of a list of values. */
    static List<String> of(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /**
     * What each element has at these JSON pointers, separated by blanks; {@code -} where it has nothing.
     *
     * @param pointers for example {@code /match/0/uri/prefix}
     */
    static List<String> each(Iterable<JsonNode> elements, String... pointers) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements) {
            List<String> parts = new ArrayList<>();
            for (String pointer : pointers) {
                JsonNode value = element.at(pointer);
                parts.add(value.isMissingNode() ? "-" : value.isValueNode() ? value.asText() : value.toString());
            }
            texts.add(String.join(" ", parts));
        }
        return texts;
    }

    /** A tree from flow YAML, to compare with. */
    static JsonNode tree(String yaml) {
        try {
            return com.fasterxml.jackson.dataformat.yaml.YAMLMapper.builder()
                    .build()
                    .readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
