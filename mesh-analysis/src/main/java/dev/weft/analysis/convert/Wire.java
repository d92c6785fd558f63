// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.wire.Decoded;
import dev.weft.api.wire.WireDecoder;
import java.util.function.BiConsumer;

/** Holds a tree against the fields that our API has. */
final class Wire {

    private final WireDecoder decoder = new WireDecoder();

    /**
     * The fields of {@code tree} that the record has, and nothing else.
     *
     * @param unknown told of each field that it lacks: its path and, when a field of a similar name was probably meant, " (did you mean ..?)"
     * @param wrong told of a value of the wrong type: its path and what is wrong; then the result is empty
     */
    ObjectNode known(
            ObjectNode tree, Class<?> type, BiConsumer<String, String> unknown, BiConsumer<String, String> wrong) {
        return switch (decoder.decode(tree, type)) {
            case Decoded.Value<?> value -> {
                value.unknownFields().forEach(field -> {
                    String meant = value.meant().get(field);
                    unknown.accept(field, meant == null ? "" : " (did you mean " + meant + "?)");
                });
                yield decoder.encode(value.value());
            }
            case Decoded.Undecodable<?> undecodable -> {
                wrong.accept(undecodable.field(), undecodable.message());
                yield Trees.object();
            }
        };
    }
}
