// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import java.time.Instant;
import java.util.Optional;

/** Is told how long the credentials of registrations are good. Called by several threads, and must not wait. */
@FunctionalInterface
interface Expiries {

    /**
     * When the first token of a registration ends; may be told again.
     *
     * @param at empty when none does, or the cluster is no longer registered
     */
    void expires(String cluster, Optional<Instant> at);
}
