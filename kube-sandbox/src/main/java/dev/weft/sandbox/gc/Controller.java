// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import dev.weft.sandbox.store.Change;

/** Reacts to changes. Called by one thread; what it finds may have changed again. */
interface Controller {
    /** @param initial it is no change, but an object that was there before the controllers started */
    void look(Change change, boolean initial);
}
