// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import org.jspecify.annotations.Nullable;

/** A single fact. */
public final class Cell<V> extends Source<Cell.Only, V> {

    /** The one key of a cell. */
    public enum Only {
        VALUE
    }

    private @Nullable V value;

    Cell(String name, Graph graph) {
        super(name, graph);
    }

    /** Shows another value; an equal one changes nothing. */
    public void show(V next) {
        if (!next.equals(value)) {
            value = next;
            changed(Only.VALUE);
        }
    }

    @Override
    public @Nullable V at(Only key) {
        return value;
    }

    @Override
    void settle() {
        // shown values are up to date
    }
}
