// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What an {@link OutputLedger} goes by.
 *
 * @param ownerLabel label that says whose an object is
 * @param owner our value of it
 * @param planeLabel label that tells planes of the same owner apart; empty when the outputs have none
 * @param plane our value of it, empty when not known
 * @param gate what holds writes back
 * @param mayGo whether an object that is ours and that nothing wants may be deleted, as far as the operator can tell
 * @param sure whether somebody has asked for an object to go, so that a delete after a start needs no second look
 * @param leading what keeps an object from being deleted for now: those that lead to it, as the operator knows them from what is there; the
 *     ledger is told ({@link OutputLedger#reconsider(ObjectId)}) when that has changed
 * @param isReadBack whether what is wanted of an output follows from what it said last: it is not written again before a watch has shown what
 *     was written, or an older view of it would have it undone
 * @param settle how long an output must have been in effect before those that refer to it are written (house rule 3.18)
 */
public record LedgerRules(
        String ownerLabel,
        String owner,
        String planeLabel,
        String plane,
        Gate gate,
        Predicate<ObjectId> mayGo,
        Predicate<ObjectId> sure,
        BiFunction<ObjectId, Instant, Leading> leading,
        Predicate<ObjectId> isReadBack,
        Duration settle) {

    /**
     * What leads to an object.
     *
     * @param from to be told to users; empty when nothing keeps the object
     * @param isAll whether that is all there is to wait for, and outputs that name the object as what they refer to do not count: another
     *     object may serve them
     */
    public record Leading(List<ObjectId> from, boolean isAll) {

        public static final Leading NOTHING = new Leading(List.of(), false);

        public Leading {
            from = List.copyOf(from);
        }
    }

    /** When nobody has asked for anything to go, and nothing is read back. */
    public LedgerRules(
            String ownerLabel,
            String owner,
            String planeLabel,
            String plane,
            Gate gate,
            Predicate<ObjectId> mayGo,
            Duration settle) {
        this(
                ownerLabel,
                owner,
                planeLabel,
                plane,
                gate,
                mayGo,
                id -> false,
                (id, now) -> Leading.NOTHING,
                id -> false,
                settle);
    }

    /** Istio acknowledges nothing, and Envoy merges updates of one second. */
    public static final Duration SETTLE = Duration.ofSeconds(1);

    /** Who holds the name, if it is not us. */
    Optional<String> holder(Observed observed) {
        String toldPlane = planeLabel.isEmpty() ? "" : observed.label(planeLabel);
        return OwnerLabels.holder(owner, plane, observed.label(ownerLabel), toldPlane);
    }

    boolean isOurs(Observed observed) {
        return holder(observed).isEmpty();
    }
}
