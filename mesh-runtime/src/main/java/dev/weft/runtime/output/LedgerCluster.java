// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one cluster. */
final class LedgerCluster {

    final SortedSet<ObjectId> outputs = new TreeSet<>();
    final DeleteGuard guard = new DeleteGuard();
    int owned;
    Set<String> approved = Set.of();
    private @Nullable ClusterView view;
    private String busy = "";
    private Instant notBefore = Instant.MIN;

    /** Whether more is allowed there than before. */
    boolean allowsMore(ClusterView now) {
        return view != null && !now.denials().containsAll(view.denials());
    }

    /** @return whether it answers again, or for the first time */
    boolean view(@Nullable ClusterView now) {
        boolean isBack = now != null
                && now.contact() instanceof ClusterView.Contact.Alive
                && !(view != null && view.contact() instanceof ClusterView.Contact.Alive);
        if (isBack) {
            notBefore = Instant.MIN;
        }
        view = now;
        return isBack;
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
                ? Optional.of(new OutputState.Unreachable("the server asks to be left alone: " + busy))
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

    /** The server asks to be left alone for so long. */
    void busy(String message, Duration pause, Instant now) {
        busy = message;
        notBefore = now.plus(pause);
    }

    Instant notBefore() {
        return notBefore;
    }
}
