// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is wanted with what is there, and says what to write. It is told what changes, and a pass costs what has changed since the
 * last one. One write of an object is in flight at a time; what was refused is not tried again before something about it has changed; what
 * is not ours is never written (house rules 3.7, 3.8, 3.9, 3.17, 3.18).
 *
 * <p>One thread at a time.
 */
public final class OutputLedger {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_OVERTAKEN = 5;
    /** How long a watch may take to show what the answer to a write has said. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(30);

    private final LedgerRules rules;
    private final MetadataKeys keys;
    private final Map<ObjectId, LedgerEntry> entries = new HashMap<>();
    private final Map<String, LedgerCluster> clusters = new TreeMap<>();
    private final Edges edges;
    private final SortedSet<ObjectId> marked = new TreeSet<>();
    private final SortedMap<Instant, SortedSet<ObjectId>> later = new TreeMap<>();
    private final SortedMap<ObjectId, Optional<OutputState>> changed = new TreeMap<>();

    /**
     * What a pass comes to.
     *
     * @param writes ordered by output
     * @param wakeAt when to plan again although nothing happens; empty for never
     * @param changed outputs that stand differently since the last plan; without a state when they are neither wanted nor to be deleted
     */
    public record Plan(
            List<Write> writes, Optional<Instant> wakeAt, SortedMap<ObjectId, Optional<OutputState>> changed) {
        public Plan {
            writes = List.copyOf(writes);
            changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
        }
    }

    /** @param keys the labels and annotations that are ours, by which answers to writes are read */
    public OutputLedger(LedgerRules rules, MetadataKeys keys) {
        this.rules = rules;
        this.keys = keys;
        this.edges = new Edges(entries, rules.settle());
    }

    /** An output is wanted, in this form. */
    public void want(Rendered output) {
        LedgerEntry entry = entry(output.id());
        edges.replace(entry, output);
        entry.wanted = output;
        mark(entry);
    }

    /** An output is wanted no longer. */
    public void unwant(ObjectId id) {
        LedgerEntry entry = entries.get(id);
        if (entry != null) {
            edges.replace(entry, null);
            entry.wanted = null;
            mark(entry);
        }
    }

    /** An output stays as it is, whatever is wanted, or no longer does. */
    public void hold(ObjectId id, boolean held) {
        LedgerEntry entry = held ? entry(id) : entries.get(id);
        if (entry != null && entry.held != held) {
            entry.held = held;
            mark(entry);
        }
    }

    /** An object of an output kind is there, in this form. */
    public void observe(Observed observed) {
        LedgerEntry entry = entry(observed.id());
        if (entry.confirmBy != null && entry.observed != null && observed.isOlderThan(entry.observed)) {
            return; // the answer to our own write was faster than the watch
        }
        confirmed(entry);
        see(entry, observed);
    }

    /** An object of an output kind is there no longer. */
    public void vanished(ObjectId id) {
        LedgerEntry entry = entries.get(id);
        if (entry != null) {
            confirmed(entry);
            see(entry, null);
        }
    }

    /** What is known of a cluster. */
    public void cluster(String name, ClusterView view) {
        if (cluster(name).allowsMore(view)) {
            cluster(name).outputs.forEach(id -> Patience.allowedMore(entry(id)));
        }
        if (cluster(name).view(view)) {
            cluster(name).outputs.forEach(id -> entry(id).failures = 0);
        }
        reconsider(name);
    }

    /** A kind has been installed on a cluster, or its definition has changed. */
    public void installed(String cluster, GroupKind kind) {
        for (ObjectId id : cluster(cluster).outputs) {
            if (id.kind().equals(kind) && Patience.installed(entry(id))) {
                marked.add(id);
            }
        }
    }

    /** A cluster is no longer registered; what is there is not ours to touch any more. */
    public void forget(String name) {
        cluster(name).view(null);
        reconsider(name);
    }

    /** @param digests of the deletes that somebody approved on a cluster: see {@link Approvals} */
    public void approve(String cluster, Set<String> digests) {
        if (!cluster(cluster).approved.equals(digests)) {
            cluster(cluster).approved = Set.copyOf(digests);
            marked.addAll(cluster(cluster).guard.candidates());
        }
    }

    /** What the gate or the operator says of outputs of a cluster may be something else. */
    public void reconsider(String cluster) {
        marked.addAll(cluster(cluster).outputs);
    }

    /** What the gate or the operator says of an output may be something else. */
    public void reconsider(ObjectId id) {
        if (entries.containsKey(id)) {
            marked.add(id);
        }
    }

    /** How many objects on a cluster are ours, as far as they have been read. */
    public int owned(String cluster) {
        return cluster(cluster).owned;
    }

    /** How an output stands; empty when it is neither wanted nor to be deleted. */
    public Optional<OutputState> state(ObjectId id) {
        LedgerEntry entry = entries.get(id);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.state);
    }

    /** How each output stands that is wanted or to be deleted. */
    public SortedMap<ObjectId, OutputState> states() {
        SortedMap<ObjectId, OutputState> states = new TreeMap<>();
        entries.forEach((id, entry) -> {
            if (entry.state != null) {
                states.put(id, entry.state);
            }
        });
        return states;
    }

    /** Takes the answer to one of our writes. */
    public void answered(Written written, Instant now) {
        LedgerEntry entry = entries.get(written.write().id());
        if (entry == null || entry.inFlight == null) {
            return;
        }
        Write write = entry.inFlight;
        entry.inFlight = null;
        mark(entry);
        LedgerCluster cluster = cluster(entry.id.cluster());
        switch (written.result()) {
            case Written.Result.Done done -> {
                entry.overtaken = 0;
                entry.failures = 0;
                entry.refused = null;
                Patience.count(entry, hash(write), now);
                done(entry, write, done.now(), now);
            }
            case Written.Result.Overtaken current -> {
                entry.overtaken++;
                entry.failures = 0;
                saw(
                        entry,
                        current.now().map(object -> Observed.of(object, keys)).orElse(null),
                        now);
                if (entry.overtaken > MOST_OVERTAKEN) {
                    wait(entry, now.plus(PAUSE));
                }
            }
            case Written.Result.Refused refused -> {
                edges.refused(entry);
                Patience.refused(entry, hash(write), refused, now);
            }
            case Written.Result.Failed failed -> {
                failed.retryAfter().ifPresent(pause -> cluster.busy(failed.message(), pause, now));
                Patience.failed(entry, failed.message(), now);
            }
            case Written.Result.NotSent notSent -> wait(entry, now.plus(PAUSE));
        }
    }

    private void done(LedgerEntry entry, Write write, Optional<RawObject> answer, Instant now) {
        Observed observed = answer.map(object -> Observed.of(object, keys)).orElse(null);
        String sent = hash(write);
        if (observed != null && !sent.isEmpty()) {
            entry.baseline = observed.hash().equals(sent) ? null : new LedgerEntry.Baseline(sent, observed.hash());
        }
        saw(entry, observed, now);
    }

    /** What an answer shows that no watch has shown yet. */
    private void saw(LedgerEntry entry, @Nullable Observed observed, Instant now) {
        if (observed != null && entry.observed != null && observed.isOlderThan(entry.observed)) {
            return; // the watch was faster than the answer
        }
        boolean isNews = observed != null && !observed.isSameVersion(entry.observed);
        see(entry, observed);
        if (isNews) {
            confirmed(entry);
            entry.confirmBy = now.plus(CONFIRMATION);
            wake(entry.id, entry.confirmBy);
        }
    }

    /** A watch has shown what is there. */
    private void confirmed(LedgerEntry entry) {
        SortedSet<ObjectId> waking = entry.confirmBy == null ? null : later.get(entry.confirmBy);
        if (waking != null && waking.remove(entry.id) && waking.isEmpty()) {
            later.remove(entry.confirmBy);
        }
        entry.confirmBy = null;
    }

    /**
     * What only an answer told of, and no watch ever showed, may have gone with the server that answered, or before the watch looked. To
     * create it again does so, or tells what is there.
     */
    private boolean isDoubtful(LedgerEntry entry, Rendered wanted, LedgerCluster cluster, Instant now) {
        if (entry.confirmBy == null || now.isBefore(entry.confirmBy)) {
            return false;
        }
        boolean mayAsk = cluster.isSynced(entry.id.kind())
                && rules.gate().holds(entry.id, wanted.parents()).isEmpty();
        entry.confirmBy = mayAsk ? null : now.plus(CONFIRMATION);
        if (entry.confirmBy != null) {
            wake(entry.id, entry.confirmBy);
        }
        return mayAsk;
    }

    private void wait(LedgerEntry entry, Instant until) {
        marked.remove(entry.id);
        wake(entry.id, until);
    }

    private static String hash(Write write) {
        return switch (write) {
            case Write.Create create -> create.output().hash();
            case Write.Replace replace -> replace.output().hash();
            case Write.Delete delete -> "";
            case Write.Status status -> "";
            case Write.Answer answer -> "";
        };
    }

    private void see(LedgerEntry entry, @Nullable Observed observed) {
        LedgerCluster cluster = cluster(entry.id.cluster());
        cluster.owned -= entry.observed != null && rules.isOurs(entry.observed) ? 1 : 0;
        cluster.owned += observed != null && rules.isOurs(observed) ? 1 : 0;
        entry.observed = observed;
        mark(entry);
    }

    /** Decides on everything that has changed. */
    public Plan plan(Instant now) {
        while (!later.isEmpty() && !later.firstKey().isAfter(now)) {
            marked.addAll(later.remove(later.firstKey()));
        }
        List<Write> writes = new ArrayList<>();
        SortedSet<String> touched = new TreeSet<>();
        // What is decided may concern others: a rule in effect lets the routes to it go.
        while (!marked.isEmpty()) {
            List<ObjectId> round = List.copyOf(marked);
            marked.clear();
            for (ObjectId id : round) {
                touched.add(id.cluster());
                LedgerEntry entry = entries.get(id);
                if (entry != null) {
                    decide(entry, now).ifPresent(writes::add);
                }
            }
            touched.forEach(name -> look(name, now));
        }
        writes.sort(Comparator.comparing(Write::id));
        Plan plan = new Plan(writes, later.isEmpty() ? Optional.empty() : Optional.of(later.firstKey()), changed);
        changed.clear();
        return plan;
    }

    /** Ends a guard, or has its candidates looked at again. */
    private void look(String name, Instant now) {
        LedgerCluster cluster = cluster(name);
        if (cluster.guard.hasEnded() || !cluster.isComplete()) {
            return;
        }
        cluster.guard.looked(now);
        Instant secondLook = cluster.guard.secondLook(now);
        if (secondLook.isAfter(now)) {
            cluster.guard.candidates().forEach(id -> wake(id, secondLook));
        }
    }

    private Optional<Write> decide(LedgerEntry entry, Instant now) {
        LedgerCluster cluster = cluster(entry.id.cluster());
        boolean isOursThere = entry.observed != null && rules.isOurs(entry.observed);
        if (!isOursThere && entry.inFlight == null) {
            edges.gone(entry, now).forEach(this::wake);
        }
        LedgerDecision decision = entry.wanted == null || entry.held
                ? leaving(entry, cluster, now)
                : wanting(entry, entry.wanted, cluster, now);
        cluster.guard.candidate(entry.id, decision.isDelete());
        if (decision.wakeAt() != null) {
            wake(entry.id, decision.wakeAt());
        }
        stand(entry, decision.state());
        if (decision.write() != null) {
            entry.inFlight = decision.write();
        }
        if (entry.isEmpty()) {
            entries.remove(entry.id);
            cluster.outputs.remove(entry.id);
        }
        return Optional.ofNullable(decision.write());
    }

    private LedgerDecision wanting(LedgerEntry entry, Rendered wanted, LedgerCluster cluster, Instant now) {
        if (entry.inFlight != null) {
            return LedgerDecision.stay(LedgerDecision.BEING_WRITTEN);
        }
        Optional<OutputState> obstacle = cluster.obstacle(entry.id.kind(), now);
        if (obstacle.isPresent()) {
            return obstacle(obstacle.get(), cluster, now);
        }
        Observed observed = entry.observed;
        if (observed != null && rules.holder(observed).isPresent()) {
            edges.gone(entry, now).forEach(this::wake);
            return LedgerDecision.stay(
                    new OutputState.NameTaken(rules.holder(observed).get()));
        }
        if (entry.isInEffect() && isDoubtful(entry, wanted, cluster, now)) {
            return LedgerDecision.write(new Write.Create(wanted));
        }
        if (entry.isInEffect()) {
            edges.inEffect(entry, now).forEach(this::wake);
            return LedgerDecision.stay(new OutputState.InSync(!entry.isAltered()));
        }
        entry.since = null;
        entry.wasMissing = true;
        if (entry.isUnread(now) && rules.isReadBack().test(entry.id)) {
            return LedgerDecision.stay(LedgerDecision.UNREAD);
        }
        if (observed != null && observed.ending()) {
            return LedgerDecision.stay(new OutputState.Pending("the object that has its name is being deleted"));
        }
        Optional<String> held = rules.gate().holds(entry.id, wanted.parents());
        if (held.isPresent()) {
            return LedgerDecision.stay(new OutputState.Paused(held.get()));
        }
        Optional<LedgerDecision> refused = Patience.refused(entry, wanted.hash(), now);
        if (refused.isPresent()) {
            return refused.get();
        }
        Edges.Wait wait = edges.before(entry, wanted, now);
        if (!wait.referents().isEmpty()) {
            OutputState state = new OutputState.WaitingFor(wait.referents());
            return new LedgerDecision(state, null, wait.until(), false);
        }
        Optional<LedgerDecision> pause = Patience.pause(entry, wanted, now);
        if (pause.isPresent()) {
            return pause.get();
        }
        edges.sent(entry, wanted);
        return observed == null
                ? LedgerDecision.write(new Write.Create(wanted))
                : LedgerDecision.write(new Write.Replace(wanted, observed));
    }

    private LedgerDecision leaving(LedgerEntry entry, LedgerCluster cluster, Instant now) {
        Observed observed = entry.observed;
        if (observed == null || entry.held || observed.ending() || !rules.isOurs(observed)) {
            return LedgerDecision.stay(null);
        }
        if (entry.inFlight != null) {
            return LedgerDecision.stay(LedgerDecision.BEING_WRITTEN).ofDelete();
        }
        if (!cluster.isSynced(entry.id.kind()) || !rules.mayGo().test(entry.id)) {
            return LedgerDecision.stay(null);
        }
        Optional<OutputState> obstacle = cluster.obstacle(entry.id.kind(), now);
        if (obstacle.isPresent()) {
            return obstacle(obstacle.get(), cluster, now).ofDelete();
        }
        Optional<String> held = rules.gate().holds(entry.id, List.of());
        if (held.isPresent()) {
            return LedgerDecision.stay(new OutputState.Paused(held.get())).ofDelete();
        }
        cluster.guard.candidate(entry.id, true);
        Optional<String> objection = rules.sure().test(entry.id)
                ? Optional.empty()
                : cluster.guard.objection(entry.id, cluster.owned, cluster.approved, now);
        if (objection.isPresent()) {
            return LedgerDecision.stay(new OutputState.Guarded(objection.get())).ofDelete();
        }
        Optional<LedgerDecision> refused = Patience.refused(entry, "", now);
        if (refused.isPresent()) {
            return refused.get().ofDelete();
        }
        if (entry.failures > 0 && now.isBefore(entry.notBefore)) {
            return LedgerDecision.waitUntil(
                            new OutputState.Unreachable("the last delete failed: " + entry.failure), entry.notBefore)
                    .ofDelete();
        }
        LedgerRules.Leading leading = rules.leading().apply(entry.id, now);
        Edges.Wait wait = edges.beforeDelete(entry, now);
        if (!leading.isAll() && !wait.referents().isEmpty()) {
            return new LedgerDecision(new OutputState.WaitingFor(wait.referents()), null, wait.until(), true);
        }
        if (!leading.from().isEmpty()) {
            return LedgerDecision.stay(new OutputState.WaitingFor(leading.from()))
                    .ofDelete();
        }
        return LedgerDecision.write(new Write.Delete(observed)).ofDelete();
    }

    private static LedgerDecision obstacle(OutputState state, LedgerCluster cluster, Instant now) {
        return now.isBefore(cluster.notBefore())
                ? LedgerDecision.waitUntil(state, cluster.notBefore())
                : LedgerDecision.stay(state);
    }

    private void stand(LedgerEntry entry, @Nullable OutputState state) {
        boolean same = state == null ? entry.state == null : state.equals(entry.state);
        if (!same) {
            entry.state = state;
            changed.put(entry.id, Optional.ofNullable(state));
            marked.addAll(edges.referrers(entry.id));
        }
    }

    private void wake(ObjectId id, Instant when) {
        later.computeIfAbsent(when, absent -> new TreeSet<>()).add(id);
    }

    private void mark(LedgerEntry entry) {
        marked.add(entry.id);
    }

    private LedgerEntry entry(ObjectId id) {
        LedgerEntry known = entries.get(id);
        if (known == null) {
            known = new LedgerEntry(id);
            entries.put(id, known);
            cluster(id.cluster()).outputs.add(id);
        }
        return known;
    }

    private LedgerCluster cluster(String name) {
        return clusters.computeIfAbsent(name, absent -> new LedgerCluster());
    }
}
