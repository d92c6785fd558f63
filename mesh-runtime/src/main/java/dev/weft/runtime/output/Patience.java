// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When an output is written again that could not be written, that was refused, or that somebody keeps altering. */
final class Patience {

    private static final Duration REFUSED_FOR = Duration.ofMinutes(5);
    /** A namespace or a kind may be created any moment, and a right be given, and no event tells. */
    private static final Backoff MISSING_FOR = new Backoff(Duration.ofSeconds(15), REFUSED_FOR);

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60));
    /** So often an output is written as it is before somebody who alters it is answered more slowly. */
    private static final int PATIENT_REWRITES = 3;
    /** After so long without a write an alteration is not part of a fight. */
    private static final Duration FIGHT = Duration.ofMinutes(10);

    private Patience() {}

    /** A write has failed. */
    static void failed(LedgerEntry entry, String message, Instant now) {
        entry.failures++;
        entry.failure = message;
        entry.notBefore = now.plus(PAUSES.after(entry.failures));
    }

    /** A write was refused. */
    static void refused(LedgerEntry entry, String hash, Written.Result.Refused refused, Instant now) {
        entry.failures = 0;
        LedgerEntry.Refusal before = entry.refused;
        int times = before != null && before.isOf(hash, entry.observedVersion()) ? before.times() + 1 : 1;
        boolean mayComeRight = refused.code() == NOT_FOUND || refused.code() == FORBIDDEN;
        entry.refused = new LedgerEntry.Refusal(
                hash,
                entry.observedVersion(),
                times,
                refused.code(),
                refused.reason() + ": " + refused.message(),
                now.plus(mayComeRight ? MISSING_FOR.after(times) : REFUSED_FOR));
    }

    /** What was forbidden may be allowed now. */
    static void allowedMore(LedgerEntry entry) {
        forget(entry, FORBIDDEN);
    }

    /**
     * What was missing may be there now.
     *
     * @return whether it was refused for that reason
     */
    static boolean installed(LedgerEntry entry) {
        return forget(entry, NOT_FOUND);
    }

    private static boolean forget(LedgerEntry entry, int code) {
        boolean isIt = entry.refused != null && entry.refused.code() == code;
        if (isIt) {
            entry.refused = null;
        }
        return isIt;
    }

    static Optional<LedgerDecision> refused(LedgerEntry entry, String hash, Instant now) {
        LedgerEntry.Refusal refusal = entry.refused;
        if (refusal == null || !refusal.isOf(hash, entry.observedVersion())) {
            entry.refused = null;
            return Optional.empty();
        }
        if (!now.isBefore(refusal.until())) {
            return Optional.empty(); // kept, so that a further refusal counts
        }
        return Optional.of(
                LedgerDecision.waitUntil(new OutputState.Refused(refusal.code(), refusal.message()), refusal.until()));
    }

    /** After failures, and in a fight with somebody who alters the output again and again. */
    static Optional<LedgerDecision> pause(LedgerEntry entry, Rendered wanted, Instant now) {
        if (entry.failures > 0 && now.isBefore(entry.notBefore)) {
            return Optional.of(LedgerDecision.waitUntil(
                    new OutputState.Unreachable("the last write failed: " + entry.failure), entry.notBefore));
        }
        if (wanted.hash().equals(entry.writtenHash) && entry.rewrites > PATIENT_REWRITES) {
            Instant until = entry.writtenAt.plus(PAUSES.after(entry.rewrites - PATIENT_REWRITES));
            if (now.isBefore(until)) {
                return Optional.of(LedgerDecision.waitUntil(
                        new OutputState.Pending("is altered again and again by somebody else"), until));
            }
        }
        return Optional.empty();
    }

    /** Counts how often the same form had to be written; a long time without is no fight. */
    static void count(LedgerEntry entry, String hash, Instant now) {
        boolean isSame = hash.equals(entry.writtenHash) && !now.isAfter(later(entry.writtenAt, FIGHT));
        entry.rewrites = isSame ? entry.rewrites + 1 : 1;
        entry.writtenHash = hash;
        entry.writtenAt = now;
    }

    private static Instant later(Instant time, Duration by) {
        return time.equals(Instant.MIN) ? Instant.MIN : time.plus(by);
    }
}
