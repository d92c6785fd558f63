// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView.Contact;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of a cluster's kinds, made of how each reading stands and whether the cluster is alive. One thread at a time. */
final class ClusterState {

    private final LifeTimes times;
    private final Map<Reading, ReadState> states = new HashMap<>();

    ClusterState(LifeTimes times, Collection<Reading> readings) {
        this.times = times;
        readings.forEach(reading -> states.put(reading, new ReadState.Pending(Reasons.CONNECTING)));
    }

    ReadState of(Reading reading) {
        return states.getOrDefault(reading, new ReadState.Pending(Reasons.CONNECTING));
    }

    /** Takes over what a reflector tells; an interruption never becomes younger by being told again. */
    void tell(Reading reading, ReadState state) {
        states.merge(
                reading,
                state,
                (before, now) ->
                        before instanceof ReadState.Interrupted first && now instanceof ReadState.Interrupted again
                                ? new ReadState.Interrupted(
                                        first.since().isBefore(again.since()) ? first.since() : again.since(),
                                        first.failed() || again.failed())
                                : now);
    }

    /** Nothing is heard of changes any more, and has not been since then. */
    void interrupt(Instant since) {
        states.replaceAll((reading, state) -> switch (state) {
            case ReadState.Current current -> new ReadState.Interrupted(since, true);
            case ReadState.Interrupted before ->
                new ReadState.Interrupted(before.since().isBefore(since) ? before.since() : since, true);
            case ReadState.Pending pending -> pending;
            case ReadState.Denied denied -> denied;
        });
    }

    /** Whether what is known may become another one although nothing is told: interruptions grow old. */
    boolean changesWithTime() {
        return states.values().stream().anyMatch(ReadState.Interrupted.class::isInstance);
    }

    /** What is known of each kind; of several readings of a kind the worst counts. */
    ClusterKnowledge knowledge(Contact contact, Instant now) {
        SortedMap<GroupKind, Knowledge> kinds = new TreeMap<>();
        states.forEach(
                (reading, state) -> kinds.merge(reading.kind(), knowledge(state, contact, now), ClusterState::worse));
        Set<Knowledge> different = new HashSet<>(kinds.values());
        Knowledge whole = different.size() == 1 ? different.iterator().next() : whole(contact);
        kinds.values().removeIf(whole::equals);
        return new ClusterKnowledge(whole, kinds);
    }

    private Knowledge knowledge(ReadState state, Contact contact, Instant now) {
        return switch (state) {
            case ReadState.Pending pending ->
                contact instanceof Contact.Silent silent
                        ? new Knowledge.Unknown(Reasons.UNREACHABLE, silent.since())
                        : new Knowledge.Unknown(pending.reason(), "");
            case ReadState.Denied denied -> new Knowledge.Unknown(denied.reason(), Times.text(denied.since()));
            case ReadState.Current current ->
                contact instanceof Contact.Silent silent ? new Knowledge.Stale(silent.since()) : new Knowledge.Synced();
            case ReadState.Interrupted interrupted -> {
                boolean stale = contact instanceof Contact.Silent
                        || interrupted.failed()
                        || !now.isBefore(interrupted.since().plus(times.silence()));
                yield stale ? new Knowledge.Stale(Times.text(interrupted.since())) : new Knowledge.Synced();
            }
        };
    }

    private static Knowledge whole(Contact contact) {
        return switch (contact) {
            case Contact.Alive alive -> new Knowledge.Synced();
            case Contact.Connecting connecting -> new Knowledge.Unknown(Reasons.CONNECTING, "");
            case Contact.Silent silent ->
                silent.since().isEmpty()
                        ? new Knowledge.Unknown(Reasons.UNREACHABLE, "")
                        : new Knowledge.Stale(silent.since());
        };
    }

    private static Knowledge worse(Knowledge one, Knowledge other) {
        return badness(one) >= badness(other) ? one : other;
    }

    private static int badness(Knowledge knowledge) {
        return switch (knowledge) {
            case Knowledge.Synced synced -> 0;
            case Knowledge.Stale stale -> 1;
            case Knowledge.Unknown unknown -> 2;
        };
    }
}
