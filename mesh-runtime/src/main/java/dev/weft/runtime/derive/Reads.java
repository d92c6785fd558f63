// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The eyes of one derivation: every look goes through here and is remembered. */
public final class Reads {

    /** What was looked at. */
    record Look(Source<Object, Object> source, Object key) {}

    private final Source<?, ?> reader;
    private final Set<Look> looks = new LinkedHashSet<>();

    Reads(Source<?, ?> reader) {
        this.reader = reader;
    }

    /**
     * Looks up {@code key} in {@code source}; the derivation is repeated when the answer becomes another one.
     *
     * @throws IllegalStateException when {@code source} is declared after the reader or is the reader itself, which would be a cycle
     */
    @SuppressWarnings("unchecked") // a look only ever hands the key back to the source it came from
    public <K, V> Optional<V> look(Source<K, V> source, K key) {
        if (source.place() >= reader.place()) {
            throw new IllegalStateException("cycle: " + reader.name() + " looks at " + source.name()
                    + ", which is brought up to date after it; declare " + source.name() + " first");
        }
        V answer = source.at(key);
        looks.add(new Look((Source<Object, Object>) source, key));
        return Optional.ofNullable(answer);
    }

    /** Like {@link #look}, for keys that must have a value. */
    public <K, V> V must(Source<K, V> source, K key) {
        return look(source, key)
                .orElseThrow(() -> new IllegalStateException(source.name() + " has no value for " + key));
    }

    /** The value of a cell, which must have been shown. */
    public <V> V of(Cell<V> cell) {
        return must(cell, Cell.Only.VALUE);
    }

    Set<Look> looks() {
        return looks;
    }
}
