// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Receiver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what arrives until there is somebody to take it: a watch runs before all that hangs on it has been put together. */
final class Relay implements Receiver {

    private final List<Arrival> early = new ArrayList<>();
    private @Nullable Receiver receiver;

    @FunctionalInterface
    private interface Arrival {
        void at(Receiver receiver) throws InterruptedException;
    }

    /** From now on to this one, beginning with what has arrived before. */
    synchronized void to(Receiver taker) throws InterruptedException {
        for (Arrival arrival : early) {
            arrival.at(taker);
        }
        early.clear();
        receiver = taker;
    }

    @Override
    public synchronized void put(RawObject object) throws InterruptedException {
        if (receiver == null) {
            early.add(taker -> taker.put(object));
        } else {
            receiver.put(object);
        }
    }

    @Override
    public synchronized void gone(ObjectId id) {
        if (receiver == null) {
            early.add(taker -> taker.gone(id));
        } else {
            receiver.gone(id);
        }
    }
}
