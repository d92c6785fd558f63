// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.ObjectId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Distrusts the deletes of a cluster after a start, because a plane that was installed wrongly, or that lost its policies, would take away
 * everything it wrote (house rule 3.7). Ends with the first pass that needs no delete.
 */
final class DeleteGuard {

    /** Deletes that are always let through after a second look. */
    private static final int FEW = 5;

    private static final int PERCENT = 10;
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);
    private static final int EXAMPLES = 3;

    private final SortedSet<ObjectId> candidates = new TreeSet<>();
    /** Those that were looked at by somebody; they stay approved while some of them are gone already. */
    private final SortedSet<ObjectId> approved = new TreeSet<>();

    private @Nullable String digest;
    private boolean ended;
    private @Nullable Instant firstLook;

    void candidate(ObjectId id, boolean isCandidate) {
        if (isCandidate) {
            if (candidates.add(id)) {
                digest = null;
                firstLook = null; // the second look is at all of them
            }
        } else if (candidates.remove(id)) {
            digest = null;
        }
    }

    boolean hasEnded() {
        return ended;
    }

    SortedSet<ObjectId> candidates() {
        return candidates;
    }

    /** To be called at the end of a pass in which everything on the cluster could be told. */
    void looked(Instant now) {
        if (candidates.isEmpty()) {
            ended = true;
        } else if (firstLook == null) {
            firstLook = now;
        }
    }

    /**
     * Why a delete waits; empty when it need not.
     *
     * @param owned how many objects are ours on the cluster
     * @param digests that somebody approved
     */
    Optional<String> objection(ObjectId id, int owned, Set<String> digests, Instant now) {
        if (ended || approved.contains(id)) {
            return Optional.empty();
        }
        if (firstLook == null || now.isBefore(firstLook.plus(SECOND_LOOK))) {
            return Optional.of("is looked at twice after a start");
        }
        if (candidates.size() >= FEW && candidates.size() * 100L > (long) PERCENT * owned) {
            if (digests.contains(digest())) {
                approved.addAll(candidates);
                return Optional.empty();
            }
            return Optional.of(candidates.size() + " of our " + owned + " objects would be deleted after a start ("
                    + examples() + "); " + Approvals.request(digest()));
        }
        return Optional.empty();
    }

    Instant secondLook(Instant now) {
        return (firstLook == null ? now : firstLook).plus(SECOND_LOOK);
    }

    private String examples() {
        String some = candidates.stream().limit(EXAMPLES).map(ObjectId::words).collect(Collectors.joining(", "));
        int more = candidates.size() - EXAMPLES;
        return more > 0 ? some + " and " + more + " more" : some;
    }

    /** Of exactly these deletes. */
    private String digest() {
        String known = digest;
        if (known == null) {
            StringBuilder all = new StringBuilder();
            candidates.forEach(id -> all.append(id).append('\n'));
            known = CanonicalJson.sha256(all.toString().getBytes(StandardCharsets.UTF_8))
                    .substring(0, Approvals.DIGITS);
            digest = known;
        }
        return known;
    }
}
