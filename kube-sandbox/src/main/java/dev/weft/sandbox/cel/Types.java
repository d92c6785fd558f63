// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The types of one schema, as the type checker of CEL asks for them. */
@SuppressWarnings("Immutable") // whole before a compiler sees it, and only read from then on
final class Types implements CelTypeProvider {
    private final Map<String, CelType> structures = new LinkedHashMap<>();

    /** The type of a shape; its structures are known from now on. */
    CelType of(Shape shape) {
        Shape element = shape.element();
        return switch (shape.sort()) {
            case STRUCT -> structure(shape);
            case MAP -> MapType.create(SimpleType.STRING, element == null ? SimpleType.DYN : of(element));
            case LIST -> ListType.create(element == null ? SimpleType.DYN : of(element));
            case TEXT -> SimpleType.STRING;
            case BYTES -> SimpleType.BYTES;
            case TIMESTAMP -> SimpleType.TIMESTAMP;
            case DURATION -> SimpleType.DURATION;
            case INTEGER -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case BOOLEAN -> SimpleType.BOOL;
            case DYNAMIC, OPAQUE -> SimpleType.DYN;
        };
    }

    private CelType structure(Shape shape) {
        String name = "object" + shape.id();
        if (!structures.containsKey(name)) {
            Map<String, CelType> found = new LinkedHashMap<>();
            shape.fields()
                    .forEach((field, inner) ->
                            FieldNames.escaped(field).ifPresent(escaped -> found.put(escaped, of(inner))));
            ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(found);
            structures.put(
                    name,
                    StructType.create(
                            name,
                            ImmutableSet.copyOf(fields.keySet()),
                            field -> Optional.ofNullable(fields.get(field))));
        }
        return StructTypeReference.create(name);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableSet.copyOf(structures.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structures.get(name));
    }
}
