// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import dev.weft.sandbox.schema.Schema;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The fields of a type, read when its {@link #properties} or {@link #required} are first looked into, by whichever thread. */
final class FieldsOnDemand {
    private final Supplier<Fields> source;
    private volatile @Nullable Fields read;

    /** What is read: fields by name, and the names of those that must be there. */
    record Fields(SortedMap<String, Schema> properties, SortedSet<String> required) {}

    FieldsOnDemand(Supplier<Fields> source) {
        this.source = source;
    }

    private Fields fields() {
        Fields known = read;
        if (known == null) {
            synchronized (this) {
                known = read;
                if (known == null) {
                    known = source.get();
                    read = known;
                }
            }
        }
        return known;
    }

    /** A view; unmodifiable. */
    Map<String, Schema> properties() {
        return new AbstractMap<>() {
            @Override
            public Set<Map.Entry<String, Schema>> entrySet() {
                return Collections.unmodifiableSortedMap(fields().properties()).entrySet();
            }

            @Override
            public @Nullable Schema get(Object name) {
                return fields().properties().get(name);
            }

            @Override
            public boolean containsKey(Object name) {
                return fields().properties().containsKey(name);
            }
        };
    }

    /** A view; unmodifiable. */
    Set<String> required() {
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return Collections.unmodifiableSet(fields().required()).iterator();
            }

            @Override
            public int size() {
                return fields().required().size();
            }
        };
    }
}
