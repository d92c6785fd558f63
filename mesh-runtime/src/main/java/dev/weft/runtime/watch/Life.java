// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.step.ClusterView.Contact;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a cluster is alive: a value that is told what happened and when. Any answer is a proof of life, also a refusal. A connection that
 * is refused or breaks is a suspicion, because a watch may break for many reasons; a probe that then fails the same way settles it.
 *
 * @param asked when the last probe was sent, at first the time of the start
 * @param proof the last answer
 * @param suspect whether the last thing that happened was a connection that failed
 * @param silent why the cluster counts as silent, empty while it is alive or being connected to
 */
record Life(
        LifeTimes times,
        Instant begun,
        Instant asked,
        Optional<Instant> proof,
        boolean suspect,
        Optional<Silence> silent) {

    /**
     * @param since the last proof of life before it
     * @param message what happened
     * @param back when answers came again, and nothing has failed since
     */
    record Silence(Optional<Instant> since, String message, Optional<Instant> back) {}

    static Life begin(LifeTimes times, Instant now) {
        return new Life(times, now, now.minus(times.probe()), Optional.empty(), false, Optional.empty());
    }

    /** An answer has come. */
    Life answered(Instant now) {
        Optional<Silence> still = silent.filter(silence -> silence.since().isPresent())
                .map(silence -> new Silence(
                        silence.since(), silence.message(), silence.back().or(() -> Optional.of(now))))
                .filter(silence -> now.isBefore(silence.back().orElse(now).plus(times.back())));
        return new Life(times, begun, asked, Optional.of(now), false, still);
    }

    /** A connection for something else than a probe could not be made or broke. */
    Life suspected() {
        return new Life(times, begun, asked, proof, true, silent);
    }

    /** A probe is being sent. */
    Life probing(Instant now) {
        return new Life(times, begun, now, proof, suspect, silent);
    }

    /**
     * A probe has got no answer.
     *
     * @param connection whether the connection could not be made or broke, as opposed to nothing coming
     */
    Life unanswered(boolean connection, String message) {
        Optional<Silence> then =
                silent.map(silence -> new Silence(silence.since(), silence.message(), Optional.empty()));
        if (then.isEmpty() && connection && suspect) {
            then = Optional.of(new Silence(proof, message, Optional.empty()));
        }
        return new Life(times, begun, asked, proof, connection, then);
    }

    /** What has become of it because nothing happened until now. */
    Life at(Instant now) {
        if (silent.isPresent() || now.isBefore(proof.orElse(begun).plus(times.silence()))) {
            return this;
        }
        String message = "no answer for " + times.silence().toSeconds() + " s";
        return new Life(
                times, begun, asked, proof, suspect, Optional.of(new Silence(proof, message, Optional.empty())));
    }

    /** When to send the next probe, if nothing happens until then. */
    Instant probeAt() {
        if (suspect && silent.isEmpty()) {
            return Instant.MIN;
        }
        Instant regular = (silent.isPresent() || proof.isEmpty() || asked.isAfter(proof.get()) ? asked : proof.get())
                .plus(times.probe());
        Optional<Instant> back = silent.flatMap(Silence::back).map(from -> from.plus(times.back()));
        return back.filter(regular::isAfter).orElse(regular);
    }

    /** How long a probe may take: not longer than it matters. */
    Duration probeTimeout(Duration most, Instant now) {
        Duration left = Duration.between(now, proof.orElse(begun).plus(times.silence()));
        Duration shortest = least(times.silence().dividedBy(3), Duration.ofSeconds(1));
        Duration longest = least(most, times.silence());
        return silent.isPresent() || left.compareTo(longest) > 0
                ? longest
                : left.compareTo(shortest) < 0 ? shortest : left;
    }

    Contact contact() {
        if (silent.isPresent()) {
            return new Contact.Silent(
                    silent.get().since().map(Times::text).orElse(""),
                    silent.get().message());
        }
        return proof.isPresent() ? new Contact.Alive() : new Contact.Connecting("waiting for the first answer");
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
