// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Order by edges (house rule 3.18): an output is written when those it refers to have been in effect for a while, and one that others refer
 * to goes when none of them has done so for a while.
 */
final class Edges {

    private final Map<ObjectId, LedgerEntry> entries;
    private final Duration settle;
    private final Map<ObjectId, Set<ObjectId>> referrers = new HashMap<>();
    /** By referent: who referred to it until a moment ago, and until when that counts. */
    private final Map<ObjectId, Map<ObjectId, Instant>> releasing = new HashMap<>();

    /**
     * Outputs to be waited for.
     *
     * @param referents empty when there is nothing to wait for
     * @param until when to look again although nothing happens; null for when one of them stands differently
     */
    record Wait(List<ObjectId> referents, @Nullable Instant until) {
        Wait {
            referents = List.copyOf(referents);
        }
    }

    Edges(Map<ObjectId, LedgerEntry> entries, Duration settle) {
        this.entries = entries;
        this.settle = settle;
    }

    /** Those that refer to an output, or did so until a moment ago. */
    Set<ObjectId> referrers(ObjectId id) {
        return referrers.getOrDefault(id, new TreeSet<>());
    }

    /** An output is about to be wanted in another form, or no longer. */
    void replace(LedgerEntry entry, @Nullable Rendered wanted) {
        if (wanted != null) {
            wanted.referents()
                    .forEach(referent -> referrers
                            .computeIfAbsent(referent, absent -> new TreeSet<>())
                            .add(entry.id));
        }
    }

    /**
     * An output is in effect, in the form in which it is wanted.
     *
     * @return outputs to look at again, and when
     */
    Map<ObjectId, Instant> inEffect(LedgerEntry entry, Instant now) {
        Map<ObjectId, Instant> again = new HashMap<>();
        if (entry.since == null) {
            // What was in effect before this process looked has settled; whatever came about later has not, by whose
            // answer
            // it is known does not matter.
            entry.since = entry.wasMissing ? now : Instant.MIN;
            if (entry.wasMissing) {
                referrers(entry.id).forEach(referrer -> again.put(referrer, now.plus(settle)));
            }
        }
        release(entry, entry.wanted == null ? List.of() : entry.wanted.referents(), now, again);
        return again;
    }

    /** A form that names these is about to be sent: from now on they are needed, whatever becomes of it. */
    void sent(LedgerEntry entry, Rendered output) {
        List<ObjectId> all = new ArrayList<>(entry.referents);
        output.referents().stream().filter(id -> !all.contains(id)).forEach(all::add);
        entry.referents = List.copyOf(all);
    }

    /** What was sent has certainly had no effect. */
    void refused(LedgerEntry entry) {
        entry.referents = entry.confirmed;
    }

    /**
     * An output is not there any more, or what is there is somebody else's.
     *
     * @return outputs to look at again, and when
     */
    Map<ObjectId, Instant> gone(LedgerEntry entry, Instant now) {
        Map<ObjectId, Instant> again = new HashMap<>();
        release(entry, List.of(), now, again);
        return again;
    }

    private void release(LedgerEntry entry, List<ObjectId> referents, Instant now, Map<ObjectId, Instant> again) {
        for (ObjectId referent : entry.referents) {
            if (!referents.contains(referent)) {
                releasing.computeIfAbsent(referent, absent -> new TreeMap<>()).put(entry.id, now.plus(settle));
                again.put(referent, now.plus(settle));
            }
        }
        entry.referents = referents;
        entry.confirmed = referents;
    }

    /** What has to be in effect before an output may be written. */
    Wait before(LedgerEntry entry, Rendered wanted, Instant now) {
        List<ObjectId> missing = new ArrayList<>();
        Instant until = null;
        for (ObjectId id : wanted.referents()) {
            LedgerEntry referent = entries.get(id);
            if (referent == null
                    || referent.wanted == null
                    || referent.held
                    || leadsTo(id, entry.id, new HashSet<>())) {
                continue;
            }
            if (!referent.isInEffect() || referent.since == null) {
                missing.add(id);
            } else if (!referent.since.equals(Instant.MIN) && now.isBefore(referent.since.plus(settle))) {
                missing.add(id);
                Instant settled = referent.since.plus(settle);
                until = until == null || settled.isAfter(until) ? settled : until;
            }
        }
        return new Wait(missing, until);
    }

    /** Who refers to an output that is to be deleted. */
    Wait beforeDelete(LedgerEntry entry, Instant now) {
        SortedSet<ObjectId> referring = new TreeSet<>();
        referrers(entry.id).removeIf(id -> !entries.containsKey(id));
        for (ObjectId id : referrers(entry.id)) {
            LedgerEntry referrer = entries.get(id);
            boolean wants = referrer != null
                    && referrer.wanted != null
                    && referrer.wanted.referents().contains(entry.id);
            if (wants || (referrer != null && referrer.referents.contains(entry.id))) {
                referring.add(id);
            }
        }
        Instant until = null;
        Map<ObjectId, Instant> released = releasing.getOrDefault(entry.id, new TreeMap<>());
        released.values().removeIf(end -> !now.isBefore(end));
        for (Map.Entry<ObjectId, Instant> release : released.entrySet()) {
            referring.add(release.getKey());
            until = until == null || release.getValue().isAfter(until) ? release.getValue() : until;
        }
        if (released.isEmpty()) {
            releasing.remove(entry.id);
        }
        return new Wait(List.copyOf(referring), until);
    }

    /** Whether waiting for {@code from} would be waiting for {@code to}. */
    private boolean leadsTo(ObjectId from, ObjectId to, Set<ObjectId> seen) {
        if (from.equals(to)) {
            return true;
        }
        LedgerEntry entry = entries.get(from);
        return entry != null
                && entry.wanted != null
                && seen.add(from)
                && entry.wanted.referents().stream().anyMatch(next -> leadsTo(next, to, seen));
    }
}
