// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one output. */
final class LedgerEntry {

    final ObjectId id;

    @Nullable
    Rendered wanted;

    @Nullable
    Observed observed;

    @Nullable
    Write inFlight;
    /** Whether it stays as it is, wanted or not. */
    boolean held;
    /** Since when it is in effect; {@link Instant#MIN} when it was already before this process looked. */
    @Nullable
    Instant since;
    /** What the last form that was in effect referred to. */
    List<ObjectId> confirmed = List.of();
    /** What the forms refer to that are, or may be, in effect. */
    List<ObjectId> referents = List.of();

    @Nullable
    Refusal refused;

    @Nullable
    Baseline baseline;
    /** Whether this process has ever seen that it was wanted and not in effect. */
    boolean wasMissing;
    /** Failures in a row, and until when it is left alone because of them. */
    int failures;

    String failure = "";
    Instant notBefore = Instant.MIN;
    /** How often {@code writtenHash} was written, and when last. */
    int rewrites;

    String writtenHash = "";
    Instant writtenAt = Instant.MIN;
    /** While {@code observed} comes from the answer to a write: until when a watch should have shown it. */
    @Nullable
    Instant confirmBy;
    /** Writes in a row that came too late. */
    int overtaken;

    @Nullable
    OutputState state;

    /**
     * A write that was refused; it is not tried again before the output or the object is another one.
     *
     * @param hash of what was to be written, empty for a delete
     * @param resourceVersion of the object then, empty when there was none
     * @param times how often in a row
     * @param until when it is tried again all the same
     */
    record Refusal(String hash, String resourceVersion, int times, int code, String message, Instant until) {

        boolean isOf(String otherHash, String otherVersion) {
            return hash.equals(otherHash) && resourceVersion.equals(otherVersion);
        }
    }

    /**
     * What the server made of a write.
     *
     * @param hash of what was sent
     * @param observed hash of what came of it
     */
    record Baseline(String hash, String observed) {}

    LedgerEntry(ObjectId id) {
        this.id = id;
    }

    /** Whether a watch still has to show what an answer has said. */
    boolean isUnread(Instant now) {
        return confirmBy != null && now.isBefore(confirmBy);
    }

    boolean isInEffect() {
        if (wanted == null || observed == null || observed.ending()) {
            return false;
        }
        return observed.hash().equals(wanted.hash()) || isAltered();
    }

    /** Whether it is what the server made of what is wanted. */
    boolean isAltered() {
        return wanted != null && observed != null && new Baseline(wanted.hash(), observed.hash()).equals(baseline);
    }

    boolean isEmpty() {
        return wanted == null && observed == null && inFlight == null && !held;
    }

    String observedVersion() {
        return observed == null ? "" : observed.resourceVersion();
    }
}
