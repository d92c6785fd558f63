// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.networking.input.Scope;
import dev.weft.runtime.folder.EmbeddedYaml;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.WorldStep.Outcome;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.runtime.step.Written.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The networking operator, the objects it is told of, and a clock; no thread and no network. */
final class OperatorRig {

    static final ClusterView ALIVE = view(ClusterKnowledge.SYNCED);

    final SortedMap<ObjectId, ObjectNode> objects = new TreeMap<>();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private NetworkingOperator operator = operator();
    private SortedMap<ObjectId, RawObject> put = new TreeMap<>();
    private SortedSet<ObjectId> gone = new TreeSet<>();
    private SortedMap<String, ClusterView> views = new TreeMap<>();
    private final SortedMap<String, ClusterView> allViews = new TreeMap<>();
    private List<Written> written = new ArrayList<>();
    private long version = 100;
    private Optional<Instant> wakeAt = Optional.empty();

    private static NetworkingOperator operator() {
        return new NetworkingOperator(
                new Scope("gloo-mesh", "0123456789ab", new Ref("gloo-mesh", "settings"), false), Duration.ofSeconds(1));
    }

    static ClusterView view(ClusterKnowledge knowledge) {
        return new ClusterView(knowledge, new ClusterView.Contact.Alive(), List.of(), List.of());
    }

    /** Another process, which is told of all there is. */
    void restart() {
        operator = operator();
        wakeAt = Optional.empty();
        objects.forEach((id, body) -> put.put(id, raw(id, body)));
        views.putAll(allViews);
        written.clear();
    }

    void know(String cluster, ClusterView view) {
        views.put(cluster, view);
        allViews.put(cluster, view);
    }

    /** Somebody applies an object; its status stays. */
    ObjectId apply(String cluster, String yaml) {
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

    void edit(ObjectId id, UnaryOperator<ObjectNode> edit) {
        store(id, edit.apply(at(id).deepCopy()));
    }

    void delete(ObjectId id) {
        objects.remove(id);
        put.remove(id);
        gone.add(id);
    }

    ObjectNode at(ObjectId id) {
        ObjectNode object = objects.get(id);
        if (object == null) {
            throw new AssertionError(id + " is not there, but " + objects.keySet());
        }
        return object;
    }

    JsonNode condition(ObjectId id, String type) {
        for (JsonNode condition : at(id).at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** One pass over what has happened; what it decides is not carried out. */
    List<Write> pass() {
        Batch batch = new Batch(put, gone, views, new TreeSet<>(), written);
        put = new TreeMap<>();
        gone = new TreeSet<>();
        views = new TreeMap<>();
        written = new ArrayList<>();
        Outcome outcome = operator.pass(batch, now);
        wakeAt = outcome.wakeAt();
        return outcome.writes();
    }

    /** The server does as it is told, and everybody hears of it. */
    void carryOut(List<Write> writes) {
        for (Write write : writes) {
            written.add(new Written(write, new Result.Done(effect(write))));
        }
    }

    void answer(Write write, Result result) {
        written.add(new Written(write, result));
    }

    /** Passes and carries out until nothing is to be done any more; the clock goes to when it was asked to be woken. */
    List<Write> settle() {
        List<Write> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            List<Write> writes = pass();
            all.addAll(writes);
            carryOut(writes);
            if (writes.isEmpty() && !sleep()) {
                return all;
            }
        }
        throw new AssertionError("it does not come to rest: " + all);
    }

    /** The clock goes to when the operator asked to be woken; false when it did not ask to be woken soon. */
    boolean sleep() {
        if (wakeAt.isEmpty() || wakeAt.get().isAfter(now.plusSeconds(5))) {
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
            case Write.Status status -> {
                ObjectNode body = at(status.id()).deepCopy();
                apply(body.withObject("/status"), status.status());
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

    private RawObject whole(Rendered output) {
        ObjectNode body = CanonicalJson.object(output.json());
        body.withObject("/metadata").put("uid", "uid-" + output.id().name());
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
