// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one cluster. */
final class LedgerCluster {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final int MOST_DOUBLINGS = 7;

    final SortedSet<ObjectId> outputs = new TreeSet<>();
    final DeleteGuard guard = new DeleteGuard();
    int owned;
    String approval = "";
    private @Nullable ClusterView view;
    private int failures;
    private String failure = "";
    private Instant notBefore = Instant.MIN;

    void view(@Nullable ClusterView now) {
        view = now;
    }

    /** Why nothing can be written there now; empty when it can. */
    Optional<OutputState> obstacle(GroupKind kind, Instant now) {
        if (view == null) {
            return Optional.of(new OutputState.Unreachable("the cluster is not registered"));
        }
        if (view.contact() instanceof ClusterView.Contact.Silent silent) {
            return Optional.of(new OutputState.Unreachable("the cluster does not answer"
                    + (silent.since().isEmpty() ? "" : " since " + silent.since()) + ": " + silent.message()));
        }
        if (view.contact() instanceof ClusterView.Contact.Connecting) {
            return Optional.of(new OutputState.Pending("the cluster is being read for the first time"));
        }
        if (view.knowledge().of(kind) instanceof Knowledge.Unknown unknown) {
            return Optional.of(new OutputState.Unreachable(
                    kind + " could not be read (" + unknown.reason() + "), so nothing is written"));
        }
        return now.isBefore(notBefore)
                ? Optional.of(new OutputState.Unreachable("the last write failed: " + failure))
                : Optional.empty();
    }

    boolean isSynced(GroupKind kind) {
        return view != null && view.knowledge().of(kind) instanceof Knowledge.Synced;
    }

    /** Whether everything on it is known, so that what is not wanted may be told from what could not be read. */
    boolean isComplete() {
        return view != null
                && view.contact() instanceof ClusterView.Contact.Alive
                && !view.knowledge().isIncomplete();
    }

    void succeeded() {
        failures = 0;
        notBefore = Instant.MIN;
    }

    /** @return when to try again */
    Instant failed(String message, Duration atLeast, Instant now) {
        failure = message;
        if (!now.isBefore(notBefore)) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
            failures++;
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            notBefore = now.plus(pause.compareTo(atLeast) > 0 ? pause : atLeast);
        }
        return notBefore;
    }

    Instant notBefore() {
        return notBefore;
    }
}
