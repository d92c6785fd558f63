// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Servers that keep objects by id, as far as a ledger can tell them from real ones. */
final class ModelServer {

    static final MetadataKeys KEYS = new MetadataKeys(Set.of("owner", "plane"), Set.of(), Set.of());
    static final ClusterView ALIVE =
            new ClusterView(ClusterKnowledge.SYNCED, new ClusterView.Contact.Alive(), List.of(), List.of());
    static final ClusterView SILENT = new ClusterView(
            ClusterKnowledge.SYNCED, new ClusterView.Contact.Silent("", "refused"), List.of(), List.of());

    private final SortedMap<ObjectId, ObjectNode> objects = new TreeMap<>();
    private long version = 100;
    private boolean defaulting;

    static LedgerRules rules(Gate gate, Predicate<ObjectId> mayGo) {
        return new LedgerRules("owner", "gloo-mesh", "plane", "p1", gate, mayGo, LedgerRules.SETTLE);
    }

    /** What is wanted of an output follows from what it said last. */
    static LedgerRules readingBack() {
        LedgerRules rules = rules((output, parents) -> Optional.empty(), id -> true);
        return new LedgerRules(
                rules.ownerLabel(),
                rules.owner(),
                rules.planeLabel(),
                rules.plane(),
                rules.gate(),
                rules.mayGo(),
                rules.sure(),
                rules.leading(),
                id -> true,
                rules.settle());
    }

    static ObjectId id(String cluster, String kind, String name) {
        return new ObjectId(cluster, new GroupKind("networking.istio.io", kind), "shop", name);
    }

    static Rendered output(ObjectId id, String content, ObjectId... referents) {
        byte[] json = CanonicalJson.bytes(object(id, "gloo-mesh", "p1", content));
        return new Rendered(
                id, "networking.istio.io/v1", json, CanonicalJson.sha256(json), List.of(), List.of(referents));
    }

    private static ObjectNode object(ObjectId id, String owner, String plane, String content) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "networking.istio.io/v1").put("kind", id.kind().kind());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", id.name()).put("namespace", id.namespace());
        if (!owner.isEmpty()) {
            metadata.putObject("labels").put("owner", owner).put("plane", plane);
        }
        object.putObject("spec").put("content", content);
        return object;
    }

    /** From now on a field is added to what is written. */
    void defaulting(boolean on) {
        defaulting = on;
    }

    SortedMap<ObjectId, ObjectNode> objects() {
        return objects;
    }

    void create(Rendered output) {
        put(output.id(), CanonicalJson.object(output.json()), ++version);
    }

    void foreign(ObjectId id, String owner) {
        put(id, object(id, owner, "", "theirs"), ++version);
    }

    void edit(ObjectId id, String content) {
        objects.get(id).withObject("/spec").put("content", content);
        objects.get(id).withObject("/metadata").put("resourceVersion", String.valueOf(++version));
    }

    void remove(ObjectId id) {
        objects.remove(id);
    }

    Observed observed(ObjectId id) {
        return Observed.of(raw(id), KEYS);
    }

    private RawObject raw(ObjectId id) {
        return new RawObject(id, "networking.istio.io/v1", objects.get(id).deepCopy(), "test");
    }

    Written.Result apply(Write write) {
        ObjectNode existing = objects.get(write.id());
        switch (write) {
            case Write.Create create -> {
                if (existing != null) {
                    return overtaken(write.id());
                }
                put(write.id(), CanonicalJson.object(create.output().json()), ++version);
            }
            case Write.Replace replace -> {
                if (existing == null || !same(existing, replace.observed())) {
                    return overtaken(write.id());
                }
                String uid = existing.path("metadata").path("uid").asText();
                put(write.id(), CanonicalJson.object(replace.output().json()), ++version);
                objects.get(write.id()).withObject("/metadata").put("uid", uid);
            }
            case Write.Delete delete -> {
                if (existing == null || !same(existing, delete.observed())) {
                    return overtaken(write.id());
                }
                objects.remove(write.id());
                version++;
                return new Written.Result.Done(Optional.empty());
            }
            case Write.Status status -> throw new IllegalArgumentException("no statuses here");
            case Write.Answer answer -> throw new IllegalArgumentException("nobody asks here");
        }
        return new Written.Result.Done(Optional.of(raw(write.id())));
    }

    private Written.Result overtaken(ObjectId id) {
        return new Written.Result.Overtaken(objects.containsKey(id) ? Optional.of(raw(id)) : Optional.empty());
    }

    private static boolean same(ObjectNode existing, Observed observed) {
        return existing.path("metadata").path("uid").asText().equals(observed.uid())
                && existing.path("metadata").path("resourceVersion").asText().equals(observed.resourceVersion());
    }

    private void put(ObjectId id, ObjectNode object, long at) {
        object.withObject("/metadata").put("uid", "u-" + at).put("resourceVersion", String.valueOf(at));
        if (defaulting) {
            object.withObject("/spec").put("default", true);
        }
        objects.put(id, object);
    }
}
