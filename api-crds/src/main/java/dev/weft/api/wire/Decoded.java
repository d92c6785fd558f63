// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcome of decoding one value.
 *
 * @param <T> wire record
 */
public sealed interface Decoded<T> {

    /**
     * It decoded.
     *
     * @param unknownFields JSON paths, relative to the value, of fields that the record does not know; in document order
     * @param meant by such a path: the known field of a similar name that its author probably meant
     */
    record Value<T>(T value, List<String> unknownFields, SortedMap<String, String> meant) implements Decoded<T> {
        public Value {
            unknownFields = List.copyOf(unknownFields);
            meant = Collections.unmodifiableSortedMap(new TreeMap<>(meant));
        }

        static <T> Value<T> of(T value) {
            return new Value<>(value, List.of(), Collections.emptySortedMap());
        }
    }

    /**
     * It did not.
     *
     * @param field JSON path, relative to the value, of the offending field; empty when it is the value itself
     * @param message what was found and what would be right
     */
    record Undecodable<T>(String field, String message) implements Decoded<T> {}
}
