// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.apply.Respondent;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.step.WorldStep.Outcome;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.runtime.step.Written.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An operator, the objects of all clusters, of which it is told, and a clock. What it decides is carried out when the test says so, and may be
 * cut off anywhere.
 */
public final class WorldRig {

    /** Of a cluster that answers and of which everything has been read. */
    public static final ClusterView ALIVE = view(ClusterKnowledge.SYNCED);

    private static final ClusterView UNREAD = new ClusterView(
            ClusterKnowledge.unknown("Connecting", ""),
            new ClusterView.Contact.Connecting("lists are on their way"),
            List.of(),
            List.of());
    private static final int MOST_PASSES = 50;
    private static final Duration HORIZON = Duration.ofSeconds(5);

    private final SortedMap<ObjectId, ObjectNode> objects = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Supplier<WorldStep> process;
    private WorldStep operator;
    private Runnable watch = () -> {};
    private Respondent respondent = Respondent.NOBODY;
    private SortedMap<ObjectId, RawObject> put = new TreeMap<>();
    private SortedSet<ObjectId> gone = new TreeSet<>();
    private SortedMap<String, ClusterView> views = new TreeMap<>();
    private final SortedMap<String, ClusterView> allViews = new TreeMap<>();
    private SortedSet<String> forgotten = new TreeSet<>();
    private List<Written> written = new ArrayList<>();
    private long version = 100;
    private Optional<Instant> wakeAt = Optional.empty();

    /** @param process starts the operator, and starts it again after a crash */
    public WorldRig(Supplier<WorldStep> process) {
        this.process = process;
        this.operator = process.get();
    }

    /** Of a cluster that answers. */
    public static ClusterView view(ClusterKnowledge knowledge) {
        return new ClusterView(knowledge, new ClusterView.Contact.Alive(), List.of(), List.of());
    }

    /** Another process, which is told of all there is. */
    public void restart() {
        restartBeforeReading();
        read();
    }

    /** Another process, which has read the management cluster and not yet the others. */
    public void restartBeforeReading() {
        operator = process.get();
        wakeAt = Optional.empty();
        put.clear();
        gone.clear();
        written.clear();
        objects.forEach((id, body) -> {
            if (id.cluster().equals(ObjectId.MANAGEMENT)) {
                put.put(id, raw(id, body));
            }
        });
        allViews.keySet().forEach(cluster -> views.put(cluster, UNREAD));
        views.put(ObjectId.MANAGEMENT, allViews.getOrDefault(ObjectId.MANAGEMENT, UNREAD));
    }

    /** It has read the others as well. */
    public void read() {
        objects.forEach((id, body) -> put.put(id, raw(id, body)));
        views.putAll(allViews);
    }

    /** It has read one of the others. */
    public void read(String cluster) {
        objects.forEach((id, body) -> {
            if (id.cluster().equals(cluster)) {
                put.put(id, raw(id, body));
            }
        });
        views.put(cluster, allViews.getOrDefault(cluster, UNREAD));
    }

    /** Who finds out what to say to objects that ask. */
    public void respondent(Respondent other) {
        respondent = other;
    }

    /** Called after each change of an object that a write has made. */
    public void watch(Runnable watcher) {
        watch = watcher;
    }

    /** What there is, on all clusters. */
    public SortedMap<ObjectId, ObjectNode> objects() {
        return Collections.unmodifiableSortedMap(objects);
    }

    public Instant now() {
        return now;
    }

    /** Turns the clock on. */
    public void later(Duration by) {
        now = now.plus(by);
    }

    /** What is known of a cluster from now on. */
    public void know(String cluster, ClusterView view) {
        views.put(cluster, view);
        allViews.put(cluster, view);
        forgotten.remove(cluster);
    }

    /** A cluster is no longer registered: whoever watches it reports all that is there as gone. */
    public void forget(String cluster) {
        List.copyOf(objects.keySet()).stream()
                .filter(id -> id.cluster().equals(cluster))
                .forEach(this::delete);
        views.remove(cluster);
        allViews.remove(cluster);
        forgotten.add(cluster);
    }

    /** Somebody applies objects, separated by {@code ---}. */
    public void applyAll(String cluster, String documents) {
        for (String document : documents.split("(?m)^---$")) {
            if (!document.isBlank()) {
                apply(cluster, document);
            }
        }
    }

    /** Somebody applies an object; its status stays. */
    public ObjectId apply(String cluster, String yaml) {
        if (!(EmbeddedYaml.parse("test", yaml) instanceof EmbeddedYaml.Tree tree)
                || !(tree.tree() instanceof ObjectNode body)) {
            throw new IllegalArgumentException(yaml);
        }
        ObjectId id = new ObjectId(
                cluster,
                GroupKind.of(body.path("apiVersion").asText(), body.path("kind").asText()),
                body.at("/metadata/namespace").asText(""),
                body.at("/metadata/name").asText());
        ObjectNode before = objects.get(id);
        long generation = before == null ? 1 : before.at("/metadata/generation").asLong() + 1;
        body.withObject("/metadata").put("generation", generation);
        if (before != null && before.has("status")) {
            body.set("status", before.get("status"));
        }
        store(id, body);
        return id;
    }

    /** Somebody alters an object. */
    public void edit(ObjectId id, UnaryOperator<ObjectNode> edit) {
        store(id, edit.apply(at(id).deepCopy()));
    }

    /** Somebody deletes an object. */
    public void delete(ObjectId id) {
        objects.remove(id);
        put.remove(id);
        gone.add(id);
    }

    /** An object that must be there. */
    public ObjectNode at(ObjectId id) {
        ObjectNode object = objects.get(id);
        if (object == null) {
            throw new AssertionError(id + " is not there, but " + objects.keySet());
        }
        return object;
    }

    /** The condition of a type; a missing node when there is none. */
    public JsonNode condition(ObjectId id, String type) {
        for (JsonNode condition : at(id).at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** One pass over what has happened; what it decides is not carried out. */
    public List<Write> pass() {
        Outcome outcome = operator.pass(news(), now);
        wakeAt = outcome.wakeAt();
        return outcome.writes();
    }

    /** It takes in what has happened while another process leads. */
    public void takeIn() {
        operator.take(news(), now);
    }

    private Batch news() {
        Batch batch = new Batch(put, gone, views, forgotten, written);
        put = new TreeMap<>();
        gone = new TreeSet<>();
        views = new TreeMap<>();
        forgotten = new TreeSet<>();
        written = new ArrayList<>();
        return batch;
    }

    /** The server does as it is told, and everybody hears of it. */
    public void carryOut(List<Write> writes) {
        writes.forEach(this::carryOut);
    }

    /** Likewise; what is there already is not created again. */
    public void carryOut(Write write) {
        ObjectNode there = objects.get(write.id());
        if (there != null && write instanceof Write.Create) {
            answer(write, new Result.Overtaken(Optional.of(raw(write.id(), there))));
        } else {
            written.add(new Written(write, write instanceof Write.Answer answer ? answer(answer) : done(write)));
            watch.run();
        }
    }

    private Result done(Write write) {
        return new Result.Done(effect(write));
    }

    private Result answer(Write.Answer answer) {
        ObjectNode there = objects.get(answer.id());
        if (there == null || !there.equals(answer.asked().body())) {
            return new Result.Overtaken(Optional.ofNullable(there).map(body -> raw(answer.id(), body)));
        }
        try {
            return switch (respondent.answer(answer)) {
                case Respondent.Reply.Nothing nothing -> new Result.Done(Optional.of(answer.asked()));
                case Respondent.Reply.NotNow not -> new Result.Failed(not.message(), Optional.empty());
                case Respondent.Reply.Say say -> {
                    ObjectNode body = there.deepCopy();
                    body.set("status", say.status());
                    yield new Result.Done(Optional.of(store(answer.id(), body)));
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result.NotSent();
        }
    }

    /** A write is answered so, without an effect. */
    public void answer(Write write, Result result) {
        written.add(new Written(write, result));
    }

    /** Passes and carries out until nothing is to be done any more; the clock goes to when it was asked to be woken. */
    public List<Write> settle() {
        return settle(HORIZON);
    }

    /** @param horizon how far ahead it may ask to be woken before that counts as rest */
    public List<Write> settle(Duration horizon) {
        List<Write> all = new ArrayList<>();
        settleUntil(horizon, writes -> {
            all.addAll(writes);
            carryOut(writes);
            return false;
        });
        return all;
    }

    /**
     * Passes until there is nothing to be done, or somebody says that it is enough.
     *
     * @param enough takes what a pass has decided, which is not carried out otherwise
     * @return whether it was enough
     */
    public boolean settleUntil(Duration horizon, Predicate<List<Write>> enough) {
        for (int i = 0; i < MOST_PASSES; i++) {
            List<Write> writes = pass();
            if (!writes.isEmpty()) {
                if (enough.test(writes)) {
                    return true;
                }
            } else if (!sleep(horizon)) {
                return false;
            }
        }
        throw new AssertionError("it does not come to rest; wants to be woken at " + wakeAt);
    }

    /** The clock goes to when it was asked to be woken; false when it was not asked to be woken soon. */
    public boolean sleep() {
        return sleep(HORIZON);
    }

    private boolean sleep(Duration horizon) {
        if (wakeAt.isEmpty() || wakeAt.get().isAfter(now.plus(horizon))) {
            return false;
        }
        now = wakeAt.get().isAfter(now) ? wakeAt.get() : now;
        return true;
    }

    private Optional<RawObject> effect(Write write) {
        return switch (write) {
            case Write.Create create -> Optional.of(whole(create.output()));
            case Write.Replace replace -> Optional.of(whole(replace.output()));
            case Write.Delete delete -> {
                delete(delete.id());
                yield Optional.empty();
            }
            case Write.Answer answer -> throw new IllegalArgumentException("has no effect by itself");
            case Write.Status status -> {
                ObjectNode body = at(status.id()).deepCopy();
                ObjectNode there = body.withObject("/status");
                if (status.whole()) {
                    // As the applier does it: what somebody said before and nobody says any longer goes.
                    there.retain(Stream.concat(
                                    Stream.of("conditions"),
                                    status.status().properties().stream().map(Map.Entry::getKey))
                            .toList());
                }
                apply(there, status.status());
                yield Optional.of(store(status.id(), body));
            }
        };
    }

    /** Conditions are a list by type, and others write some of them. */
    private static void apply(ObjectNode there, ObjectNode said) {
        Map<String, JsonNode> conditions = new TreeMap<>();
        there.path("conditions")
                .forEach(condition -> conditions.put(condition.path("type").asText(), condition));
        said.path("conditions")
                .forEach(condition -> conditions.put(condition.path("type").asText(), condition));
        said.properties().forEach(field -> there.set(field.getKey(), field.getValue()));
        if (!conditions.isEmpty()) {
            there.putArray("conditions").addAll(conditions.values());
        }
    }

    /** As a server does it: the status stays, and another spec is another generation. */
    private RawObject whole(Rendered output) {
        ObjectNode body = CanonicalJson.object(output.json());
        ObjectNode before = objects.get(output.id());
        long generation = before == null ? 0 : before.at("/metadata/generation").asLong(0);
        boolean same = before != null && before.path("spec").equals(body.path("spec"));
        body.withObject("/metadata")
                .put("uid", "uid-" + output.id().name())
                .put("generation", same ? generation : generation + 1);
        if (before != null && before.has("status")) {
            body.set("status", before.get("status"));
        }
        return store(output.id(), body);
    }

    private RawObject store(ObjectId id, ObjectNode body) {
        version++;
        body.withObject("/metadata").put("resourceVersion", Long.toString(version));
        objects.put(id, body);
        RawObject raw = raw(id, body);
        put.put(id, raw);
        gone.remove(id);
        return raw;
    }

    private static RawObject raw(ObjectId id, ObjectNode body) {
        return new RawObject(id, body.path("apiVersion").asText(), body, "test");
    }
}
