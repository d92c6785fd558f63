// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds an operator back after a start until it has read what it decides about. A decision made from half of the world would narrow what an
 * earlier process has written. Opens once and stays open: from then on what cannot be read is stale or unknown, which passes know how to
 * treat. Not safe for several threads.
 */
public final class FirstReads {

    /** How long a registered cluster that does not answer may hold everything up. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private final List<GroupKind> needed;
    private final Duration grace;
    private Optional<Instant> managementRead = Optional.empty();
    private boolean open;

    /** Whether to go on. */
    public sealed interface Answer {

        /** All that can be had has been read. */
        record Go() implements Answer {}

        /**
         * Not yet.
         *
         * @param until when to ask again although nothing happens; empty for never
         * @param reason what is missing, for readiness and logs
         */
        record Wait(Optional<Instant> until, String reason) implements Answer {}
    }

    /**
     * @param needed kinds of the management cluster that must have been listed; there is no grace for them, since without policies every
     *     answer is wrong
     * @param grace how long to wait for registered clusters from then on
     */
    public FirstReads(Collection<GroupKind> needed, Duration grace) {
        this.needed = List.copyOf(needed);
        this.grace = grace;
    }

    /**
     * Asks.
     *
     * @param views what is known of each cluster
     * @param registered names of those that are registered
     */
    public Answer ask(Map<String, ClusterView> views, SortedSet<String> registered, Instant now) {
        if (open) {
            return new Answer.Go();
        }
        Optional<String> missing = missing(views.get(ObjectId.MANAGEMENT));
        if (missing.isPresent()) {
            return new Answer.Wait(Optional.empty(), missing.get());
        }
        Instant read = managementRead.orElse(now);
        managementRead = Optional.of(read);
        List<String> pending = registered.stream()
                .filter(cluster -> isPending(views.get(cluster)))
                .toList();
        if (pending.isEmpty() || !now.isBefore(read.plus(grace))) {
            open = true;
            return new Answer.Go();
        }
        return new Answer.Wait(
                Optional.of(read.plus(grace)), "has not read cluster " + String.join(", ", pending) + " yet");
    }

    private Optional<String> missing(@Nullable ClusterView management) {
        if (management == null) {
            return Optional.of("has not read the management cluster yet");
        }
        return management
                .knowledge()
                .firstUnknown(needed)
                .map(entry -> "has not read " + entry.getKey() + " of the management cluster yet: "
                        + entry.getValue().reason());
    }

    /** Whether something may still be read of it soon. What the server refuses, or a registration that is refused, is as read as it gets. */
    private static boolean isPending(@Nullable ClusterView view) {
        if (view == null) {
            return true;
        }
        if (!view.problems().isEmpty()) {
            return false;
        }
        return isPending(view.knowledge().whole())
                || view.knowledge().kinds().values().stream().anyMatch(FirstReads::isPending);
    }

    private static boolean isPending(Knowledge knowledge) {
        return knowledge instanceof Knowledge.Unknown unknown
                && !unknown.reason().equals("Forbidden");
    }
}
