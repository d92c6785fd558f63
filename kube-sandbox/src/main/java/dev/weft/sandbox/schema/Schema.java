// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at one place of an object. Schemas of built-in types refer to each other in circles, so the maps inside
 * are filled by the reader that makes them when somebody first looks into them; nobody sees them change.
 *
 * @param properties of a structure: its fields by name, sorted; empty for all other types
 * @param required names of fields that must be there
 * @param element of a list its items, of a map its values; null otherwise
 * @param preserve unknown fields are kept
 * @param merging how two writers share it, and how a strategic merge patch treats it
 * @param limits what a value must satisfy beyond its type
 * @param fallback what stands here when nothing is given, null for nothing
 * @param number field number in protobuf ("2.14": field 14 of the message in field 2), empty when there is none
 */
public record Schema(
        Type type,
        Map<String, Schema> properties,
        Set<String> required,
        @Nullable Schema element,
        boolean preserve,
        Merging merging,
        Limits limits,
        @Nullable JsonNode fallback,
        String number) {

    /** The types of values. BYTES, TIME, MICROTIME and QUANTITY are text in JSON. */
    public enum Type {
        STRUCT,
        MAP,
        LIST,
        STRING,
        INT32,
        INT64,
        NUMBER,
        BOOLEAN,
        BYTES,
        TIME,
        MICROTIME,
        QUANTITY,
        INT_OR_STRING,
        ANY
    }

    /** How several writers share a list. */
    public enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    /**
     * @param list how a list is shared
     * @param keys of a list of type MAP: the fields that tell items apart
     * @param atomic a structure or map that has one owner as a whole
     * @param pointer an empty value differs from none
     * @param patchKey the merge key of a strategic merge patch, empty when lists are replaced
     * @param patchStrategy as {@code x-kubernetes-patch-strategy}, empty when there is none
     */
    public record Merging(
            ListType list, List<String> keys, boolean atomic, boolean pointer, String patchKey, String patchStrategy) {
        public static final Merging NONE = new Merging(ListType.ATOMIC, List.of(), false, false, "", "");
    }

    /** Anything at all. */
    public static Schema any() {
        return of(Type.ANY);
    }

    public static Schema of(Type type) {
        return new Schema(type, Map.of(), new TreeSet<>(), null, type == Type.ANY, Merging.NONE, Limits.NONE, null, "");
    }

    /** The schema of a field or map value; null when there is none of that name. */
    public @Nullable Schema field(String name) {
        Schema known = properties.get(name);
        return known != null ? known : type == Type.MAP ? element : null;
    }

    /** True for a list whose items several writers may own. */
    public boolean granularList() {
        return type == Type.LIST && merging.list() != ListType.ATOMIC;
    }

    /** True when the fields inside have owners of their own. */
    public boolean granularObject() {
        return (type == Type.STRUCT || type == Type.MAP || type == Type.ANY) && !merging.atomic();
    }

    public Schema with(Merging other) {
        return new Schema(type, properties, required, element, preserve, other, limits, fallback, number);
    }

    public Schema with(Limits other) {
        return new Schema(type, properties, required, element, preserve, merging, other, fallback, number);
    }

    public Schema withFallback(@Nullable JsonNode other) {
        return new Schema(type, properties, required, element, preserve, merging, limits, other, number);
    }

    public Schema withNumber(String other) {
        return new Schema(type, properties, required, element, preserve, merging, limits, fallback, other);
    }
}
