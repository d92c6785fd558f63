// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.sandbox.hooks.Faults;
import java.util.Optional;
import java.util.Set;

/**
 * Ends a process as its servers see it: from one of its writes on, nothing that it sends is done any more, and no answer reaches it. Reads
 * pass: they change nothing, so that a process that ends at one of them ends as well before the write that would have come next.
 */
final class KillSwitch implements Faults.Rule {

    static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");

    /** What comes when it is its time or has nothing to do with what is written. */
    private static final Set<String> NOT_COUNTED =
            Set.of("leases", "selfsubjectaccessreviews", "serviceaccounts/token");

    private final Set<String> users;
    private final int at;
    private final boolean made;
    private int writes;

    /**
     * @param users under whom the process writes
     * @param at which of its writes is its last, from 1; none when 0
     * @param made whether that one is done
     */
    KillSwitch(Set<String> users, int at, boolean made) {
        this.users = Set.copyOf(users);
        this.at = at;
        this.made = made;
    }

    /** How many writes came in so far. */
    synchronized int writes() {
        return writes;
    }

    synchronized boolean hasStruck() {
        return at > 0 && writes >= at;
    }

    @Override
    public synchronized Optional<Faults.Effect> on(Faults.Call call) {
        if (!users.contains(call.user()) || !WRITES.contains(call.verb())) {
            return Optional.empty();
        }
        boolean dead = hasStruck();
        if (!NOT_COUNTED.contains(call.resource())) {
            writes++;
        }
        if (dead || !hasStruck()) {
            return dead ? Optional.of(new Faults.BreakConnection()) : Optional.empty();
        }
        return Optional.of(made ? new Faults.LoseAnswer() : new Faults.BreakConnection());
    }
}
