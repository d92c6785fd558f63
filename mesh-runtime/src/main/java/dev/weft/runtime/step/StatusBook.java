// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which statuses are to be written: those that are another than what the objects say, one write of an object at a time. What a pass costs
 * is what was marked since the last one. A status that was refused is not written again before the object or the status is another one.
 *
 * <p>One thread at a time.
 */
public final class StatusBook {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Backoff PAUSES = new Backoff(FIRST_PAUSE, Duration.ofMinutes(1));

    private final Set<String> ownConditions;
    private final Map<ObjectId, Entry> entries = new HashMap<>();
    private final SortedSet<ObjectId> marked = new TreeSet<>();
    /** What to look at again, by time: thousands may wait, and a pass is not to look at each. */
    private final NavigableMap<Instant, Set<ObjectId>> later = new TreeMap<>();

    /** What an object says of itself. */
    private static final class Entry {
        private Subject subject;
        private boolean inFlight;
        private int failures;
        private @Nullable Instant notBefore;
        /** The last status that was answered for good, whatever the object says since: refused, or taken in another form. */
        private @Nullable Answered answered;

        private Entry(Subject subject) {
            this.subject = subject;
        }
    }

    /**
     * @param wanted what was wanted, without times
     * @param told what the object said when that was answered
     */
    private record Answered(long generation, byte[] wanted, byte[] told) {
        boolean covers(Subject subject, byte[] status) {
            return generation == subject.generation()
                    && Arrays.equals(wanted, status)
                    && Arrays.equals(told, CanonicalJson.bytes(subject.status()));
        }
    }

    /**
     * An object with a status of ours.
     *
     * @param apiVersion to write it in
     * @param status as read, a missing node when it has none; must not be changed
     */
    public record Subject(String apiVersion, long generation, JsonNode status) {

        /** What is to be known of {@code object}. */
        public static Subject of(RawObject object) {
            return new Subject(
                    object.apiVersion(), object.metadata().path("generation").asLong(0), object.status());
        }
    }

    /** What is to be done about what an object says. */
    public sealed interface Verdict {

        /**
         * It should say this.
         *
         * @param status all of it, with the conditions of others as they are; or, unless {@code whole}, the fields we have a say in
         * @param whole whether nobody but us writes there anything but conditions
         */
        record Says(ObjectNode status, boolean whole) implements Verdict {}

        /**
         * Something better to say is about to come; until then the status is not even made.
         *
         * @param at when to ask again if nothing happens
         */
        record Later(Instant at) implements Verdict {}
    }

    /** Decides what an object should say; asked for marked objects only. */
    @FunctionalInterface
    public interface Judge {
        /** Empty when there is nothing to say. */
        Optional<Verdict> judge(ObjectId id, Subject subject);
    }

    /** @param ownConditions types of the conditions that are ours; all others are left to their writers */
    public StatusBook(Set<String> ownConditions) {
        this.ownConditions = Set.copyOf(ownConditions);
    }

    /** Whether the object is there. */
    public boolean knows(ObjectId id) {
        return entries.containsKey(id);
    }

    /** An object is new or another one; what it should say is looked at in the next pass. */
    public void observe(ObjectId id, Subject subject) {
        Entry entry = entries.get(id);
        if (entry == null) {
            entries.put(id, new Entry(subject));
        } else {
            entry.subject = subject;
        }
        marked.add(id);
    }

    /** An object exists no longer. */
    public void vanished(ObjectId id) {
        entries.remove(id);
        marked.remove(id);
    }

    /** What an object should say may be something else now. */
    public void mark(ObjectId id) {
        if (entries.containsKey(id)) {
            marked.add(id);
        }
    }

    /** The objects that are there, in no particular order. */
    public Set<ObjectId> objects() {
        return Set.copyOf(entries.keySet());
    }

    /** Takes the answer to one of our writes. */
    public void answered(Write.Status write, Written.Result result, Instant now) {
        Entry entry = entries.get(write.id());
        if (entry == null) {
            return;
        }
        entry.inFlight = false;
        marked.add(write.id());
        switch (result) {
            case Written.Result.Done done -> {
                entry.failures = 0;
                done.now().ifPresent(object -> entry.subject = Subject.of(object));
                entry.answered = remember(entry, write);
            }
            case Written.Result.Refused refused -> entry.answered = remember(entry, write);
            case Written.Result.Overtaken overtaken -> {
                if (overtaken.now().isEmpty()) {
                    vanished(write.id());
                } else {
                    entry.subject = Subject.of(overtaken.now().get());
                    pause(entry, FIRST_PAUSE, now);
                }
            }
            case Written.Result.Failed failed ->
                pause(entry, failed.retryAfter().orElse(FIRST_PAUSE), now);
            case Written.Result.NotSent notSent -> pause(entry, FIRST_PAUSE, now);
        }
    }

    private static Answered remember(Entry entry, Write.Status write) {
        return new Answered(
                entry.subject.generation(), timeless(write.status()), CanonicalJson.bytes(entry.subject.status()));
    }

    /** Canonical bytes without the times of conditions, which are those of the pass that decided. */
    private static byte[] timeless(ObjectNode status) {
        ObjectNode copy = status.deepCopy();
        copy.path("conditions").forEach(condition -> {
            if (condition instanceof ObjectNode object) {
                object.remove("lastTransitionTime");
            }
        });
        return CanonicalJson.bytes(copy);
    }

    private static void pause(Entry entry, Duration atLeast, Instant now) {
        entry.failures++;
        Duration pause = PAUSES.after(entry.failures);
        entry.notBefore = now.plus(pause.compareTo(atLeast) > 0 ? pause : atLeast);
    }

    /** The statuses to write now, ordered by object. */
    public List<Write> decide(Judge judge, Instant now) {
        List<Write> writes = new ArrayList<>();
        Map.Entry<Instant, Set<ObjectId>> due = later.firstEntry();
        while (due != null && !due.getKey().isAfter(now)) {
            later.remove(due.getKey());
            due.getValue().forEach(this::mark);
            due = later.firstEntry();
        }
        for (ObjectId id : List.copyOf(marked)) {
            Entry entry = entries.get(id);
            if (entry == null || entry.inFlight) {
                continue; // an answer marks it again
            }
            decide(id, entry, judge, now).ifPresent(writes::add);
        }
        marked.clear();
        return writes;
    }

    private Optional<Write> decide(ObjectId id, Entry entry, Judge judge, Instant now) {
        if (entry.failures > 0 && entry.notBefore != null && entry.notBefore.isAfter(now)) {
            wake(id, entry.notBefore);
            return Optional.empty();
        }
        return switch (judge.judge(id, entry.subject).orElse(null)) {
            case null -> {
                entry.failures = 0;
                yield Optional.empty();
            }
            case Verdict.Later wait -> {
                wake(id, wait.at());
                yield Optional.empty();
            }
            case Verdict.Says says -> write(id, entry, says);
        };
    }

    private Optional<Write> write(ObjectId id, Entry entry, Verdict.Says wanted) {
        if (says(entry.subject, wanted)) {
            entry.failures = 0;
            return Optional.empty();
        }
        Write.Status write = new Write.Status(id, entry.subject.apiVersion(), ours(wanted.status()), wanted.whole());
        if (entry.answered != null && entry.answered.covers(entry.subject, timeless(write.status()))) {
            return Optional.empty();
        }
        entry.inFlight = true;
        return Optional.of(write);
    }

    /** Whether the object says so already. */
    private static boolean says(Subject subject, Verdict.Says verdict) {
        ObjectNode wanted = verdict.status();
        if (!verdict.whole()) {
            wanted = subject.status() instanceof ObjectNode told
                    ? told.deepCopy()
                    : JsonNodeFactory.instance.objectNode();
            wanted.setAll(verdict.status());
        }
        JsonNode told = subject.status().isMissingNode() ? JsonNodeFactory.instance.objectNode() : subject.status();
        return Arrays.equals(inOrder(wanted), inOrder(told));
    }

    /** Canonical bytes with the conditions by type: a server keeps them in the order in which their writers came. */
    private static byte[] inOrder(JsonNode status) {
        if (!status.path("conditions").isArray()) {
            return CanonicalJson.bytes(status);
        }
        ObjectNode sorted = status.deepCopy();
        List<JsonNode> conditions = new ArrayList<>();
        status.path("conditions").forEach(conditions::add);
        conditions.sort(Comparator.comparing(condition -> condition.path("type").asText("")));
        sorted.putArray("conditions").addAll(conditions);
        return CanonicalJson.bytes(sorted);
    }

    /** Without the conditions of others: server-side apply would take them from their writers. */
    private ObjectNode ours(ObjectNode status) {
        if (!status.path("conditions").isArray()) {
            return status;
        }
        ObjectNode ours = status.deepCopy();
        ours.putArray("conditions");
        status.path("conditions").forEach(condition -> {
            if (ownConditions.contains(condition.path("type").asText(""))) {
                ours.withArray("conditions").add(condition);
            }
        });
        return ours;
    }

    private void wake(ObjectId id, Instant when) {
        later.computeIfAbsent(when, absent -> new HashSet<>()).add(id);
    }

    /** When to ask again although nothing happens; empty for never. */
    public Optional<Instant> wakeAt() {
        return later.isEmpty() ? Optional.empty() : Optional.of(later.firstKey());
    }
}
