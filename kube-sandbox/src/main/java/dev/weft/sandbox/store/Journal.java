// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.function.Consumer;

/** Where writes are kept beyond the life of the process. A write that is in the journal may be answered. */
public interface Journal extends AutoCloseable {

    /**
     * Hands over what is kept.
     *
     * @return the revision of the newest write, 0 when there was none
     */
    long replay(Consumer<Stored> objects);

    void put(Stored object);

    void remove(Key key, long revision);

    @Override
    void close();

    /** Keeps nothing. */
    static Journal none() {
        return new Journal() {
            @Override
            public long replay(Consumer<Stored> objects) {
                return 0;
            }

            @Override
            public void put(Stored object) {}

            @Override
            public void remove(Key key, long revision) {}

            @Override
            public void close() {}
        };
    }
}
