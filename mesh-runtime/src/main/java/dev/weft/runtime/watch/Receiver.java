// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;

/** Where objects go that have been read. Safe for several threads. */
public interface Receiver {

    /** An object that is new or has changed, as it is now. May wait until there is room. */
    void put(RawObject object) throws InterruptedException;

    /** An object that exists no longer. Never waits. */
    void gone(ObjectId id);
}
