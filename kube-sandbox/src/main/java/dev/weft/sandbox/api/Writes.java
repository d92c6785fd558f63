// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weft.sandbox.apply.ManagedFields;
import dev.weft.sandbox.apply.Writer;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.BuiltIns;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.rules.KindRule;
import dev.weft.sandbox.rules.Rules;
import dev.weft.sandbox.schema.Fields;
import dev.weft.sandbox.schema.Validation;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The part that create, update, patch and apply share: from a decoded object to a stored one. Runs inside the lock. */
final class Writes {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final List<String> SERVER_FIELDS = List.of(
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink");

    private final Store store;
    private final Catalog catalog;
    private final Rules rules;
    private final InstantSource clock;

    Writes(Store store, Catalog catalog, Rules rules, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.rules = rules;
        this.clock = clock;
    }

    /** Now, as Kubernetes writes times. */
    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    Writer writer(Call call) {
        return new Writer(call.options().manager(), call.resource().apiVersion(), call.subresource(), now());
    }

    /**
     * Stores a new object.
     *
     * @param applied managedFields are set already, by server-side apply
     */
    Answer.One create(Call call, ObjectNode object, List<String> warnings, boolean applied) {
        Resource resource = call.resource();
        ObjectNode metadata = Json.child(object, "metadata");
        boolean dryRun = call.options().dryRun("CreateOptions");
        place(call, metadata);
        String name = name(resource, metadata);
        Key key = new Key(resource.id(), call.namespace(), name);
        requireNamespace(resource, key);
        if (store.get(key).isPresent()) {
            throw Refusal.alreadyExists(resource.group(), resource.plural(), name);
        }
        if (!Json.at(metadata, "resourceVersion").isEmpty()) {
            throw Refusal.badRequest("resourceVersion should not be set on objects to be created");
        }
        metadata.remove(SERVER_FIELDS);
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", now());
        if (resource.counted()) {
            metadata.put("generation", 1);
        }
        if (resource.hasStatus()) {
            object.remove("status");
        }
        KindRule rule = prepare(resource, object, null);
        refuse(resource, name, problems(resource, rule, object, null));
        if (!applied) {
            ObjectNode tracked = resource.hasStatus() ? withoutStatus(object) : object;
            ManagedFields.update(resource.schema(), null, tracked, writer(call));
            copyManagedFields(tracked, object);
        }
        List<String> told = new ArrayList<>(warnings);
        told.addAll(rule.warnings(object));
        return finished(call, key, object, 201, told, dryRun);
    }

    /** Stores an object as it is, beside defaults; for objects of another cluster. */
    Stored restore(Call call, ObjectNode object) {
        Resource resource = call.resource();
        ObjectNode metadata = Json.child(object, "metadata");
        place(call, metadata);
        String name = name(resource, metadata);
        if (Json.at(metadata, "uid").isEmpty()) {
            metadata.put("uid", UUID.randomUUID().toString());
        }
        if (Json.at(metadata, "creationTimestamp").isEmpty()) {
            metadata.put("creationTimestamp", now());
        }
        if (resource.counted() && !metadata.has("generation")) {
            metadata.put("generation", 1);
        }
        metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds"));
        JsonNode status = object.get("status");
        KindRule rule = prepare(resource, object, null);
        if (status != null && !resource.id().equals("apiextensions.k8s.io/customresourcedefinitions")) {
            object.set("status", status);
        }
        refuse(resource, name, problems(resource, rule, object, null));
        return store.put(new Key(resource.id(), call.namespace(), name), Versions.ordered(object, stored(resource)));
    }

    private static ObjectNode withoutStatus(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        return copy;
    }

    private static void copyManagedFields(ObjectNode from, ObjectNode to) {
        ObjectNode metadata = Json.child(to, "metadata");
        JsonNode fields = from.path("metadata").path("managedFields");
        if (fields.isArray()) {
            metadata.set("managedFields", fields);
        } else {
            metadata.remove("managedFields");
        }
    }

    private static void place(Call call, ObjectNode metadata) {
        String namespace = Json.at(metadata, "namespace");
        if (!call.resource().namespaced()) {
            metadata.remove("namespace");
        } else if (namespace.isEmpty() || namespace.equals(call.namespace())) {
            metadata.put("namespace", call.namespace());
        } else {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static String name(Resource resource, ObjectNode metadata) {
        String name = Json.at(metadata, "name");
        String prefix = Json.at(metadata, "generateName");
        if (!name.isEmpty()) {
            return name;
        }
        if (prefix.isEmpty()) {
            Cause cause = Cause.required("metadata.name", "name or generateName is required");
            throw Refusal.invalid(resource.group(), resource.kind(), "", List.of(cause));
        }
        StringBuilder generated = new StringBuilder(prefix.length() > 58 ? prefix.substring(0, 58) : prefix);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 5; i++) {
            generated.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        metadata.put("name", generated.toString());
        return generated.toString();
    }

    private void requireNamespace(Resource resource, Key key) {
        if (!resource.namespaced()) {
            return;
        }
        Stored namespace = store.get(new Key("/namespaces", "", key.namespace()))
                .orElseThrow(() -> Refusal.notFound("", "namespaces", key.namespace()));
        if (namespace.tree().path("metadata").has("deletionTimestamp")) {
            throw Refusal.namespaceTerminating(resource.group(), resource.plural(), key.name(), key.namespace());
        }
    }

    /** Defaults, then what the kind sets itself, then defaults of what that has made. */
    private KindRule prepare(Resource resource, ObjectNode object, @Nullable ObjectNode before) {
        KindRule rule = resource.custom() ? KindRule.NONE : rules.of(resource.id());
        Fields.fill(resource.schema(), object);
        rule.prepare(object, before);
        return rule;
    }

    private static List<Cause> problems(
            Resource resource, KindRule rule, ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>(MetadataRules.check(resource, object));
        causes.addAll(Validation.of(resource.schema(), object, ""));
        causes.addAll(rule.check(object, before));
        return causes;
    }

    private static void refuse(Resource resource, String name, List<Cause> causes) {
        if (!causes.isEmpty()) {
            throw Refusal.invalid(resource.group(), resource.kind(), name, causes);
        }
    }

    /**
     * Stores a new state of an object.
     *
     * @param stored the object as it is
     * @param before its tree, in the version of the call
     * @param after the new state; a resourceVersion in it must be the present one
     * @param applied managedFields are set already, by server-side apply
     */
    Answer.One update(
            Call call, Stored stored, ObjectNode before, ObjectNode after, List<String> warnings, boolean applied) {
        Resource resource = call.resource();
        boolean dryRun = call.options().dryRun("UpdateOptions");
        checkIdentity(call, before, after);
        JsonNode sentFields = after.path("metadata").path("managedFields");
        ObjectNode object = merged(call, before, after);
        ObjectNode metadata = Json.child(object, "metadata");
        if (call.subresource().equals("status") && sentFields.isArray()) {
            metadata.set("managedFields", sentFields);
        }
        KindRule rule = prepare(resource, object, before);
        if (resource.counted() && !content(resource, before).equals(content(resource, object))) {
            metadata.put(
                    "generation", before.path("metadata").path("generation").asLong() + 1);
        }
        refuse(resource, call.name(), problems(resource, rule, object, before));
        if (!applied) {
            ManagedFields.update(resource.schema(), before, object, writer(call));
        }
        if (unchanged(before, object)) {
            return new Answer.One(200, Versions.bytes(resource, stored), warnings);
        }
        List<String> told = new ArrayList<>(warnings);
        told.addAll(rule.warnings(object));
        boolean gone = metadata.has("deletionTimestamp") && isFree(resource, object);
        if (gone && !dryRun) {
            store.remove(stored.key(), Versions.ordered(object, stored(resource)));
            return new Answer.One(200, Json.bytes(object), told);
        }
        return finished(call, stored.key(), object, 200, told, dryRun);
    }

    /** Nothing holds the object back any more. */
    static boolean isFree(Resource resource, ObjectNode object) {
        boolean held = resource.id().equals("/namespaces")
                && !object.path("spec").path("finalizers").isEmpty();
        return object.path("metadata").path("finalizers").isEmpty() && !held;
    }

    private static void checkIdentity(Call call, ObjectNode before, ObjectNode after) {
        Resource resource = call.resource();
        JsonNode metadata = after.path("metadata");
        String name = Json.at(metadata, "name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw Refusal.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        String namespace = Json.at(metadata, "namespace");
        if (!namespace.isEmpty() && !namespace.equals(call.namespace())) {
            throw Refusal.badRequest("the namespace of the object (" + namespace
                    + ") does not match the namespace on the URL (" + call.namespace() + ")");
        }
        String uid = Json.at(metadata, "uid");
        String present = Json.at(before, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(present)) {
            throw Refusal.conflict(
                    resource.group(),
                    resource.plural(),
                    call.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + present);
        }
        String version = Json.at(metadata, "resourceVersion");
        if (version.isEmpty()) {
            if (call.verb().equals("update") && resource.custom()) {
                Cause cause = Cause.invalid(
                        "metadata.resourceVersion", Json.object().numberNode(0), "must be specified for an update");
                throw Refusal.invalid(resource.group(), resource.plural(), call.name(), List.of(cause));
            }
        } else if (!version.matches("\\d+")) {
            throw Refusal.internal("strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
        } else if (!version.equals(Json.at(before, "metadata", "resourceVersion"))) {
            throw Refusal.modified(resource.group(), resource.plural(), call.name());
        }
    }

    /** The fields that this call may set, over those it may not. */
    private ObjectNode merged(Call call, ObjectNode before, ObjectNode after) {
        Resource resource = call.resource();
        ObjectNode object;
        if (call.subresource().equals("status")) {
            object = before.deepCopy();
            replace(object, "status", after.get("status"));
        } else if (call.subresource().equals("finalize")) {
            object = before.deepCopy();
            replace(object, "spec", after.get("spec"));
        } else {
            object = after;
            if (resource.hasStatus()) {
                replace(object, "status", before.get("status"));
            }
            if (resource.id().equals("/namespaces")) {
                Json.child(object, "spec").set("finalizers", before.path("spec").path("finalizers"));
            }
        }
        ObjectNode metadata = Json.child(object, "metadata");
        JsonNode old = before.path("metadata");
        for (String field : SERVER_FIELDS) {
            replace(metadata, field, old.get(field));
        }
        metadata.put("name", call.name());
        metadata.set("resourceVersion", old.path("resourceVersion"));
        if (resource.namespaced()) {
            metadata.put("namespace", call.namespace());
        }
        forbidNewFinalizers(call, old, metadata);
        return object;
    }

    private static void replace(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }

    private static void forbidNewFinalizers(Call call, JsonNode old, ObjectNode metadata) {
        if (!old.has("deletionTimestamp")) {
            return;
        }
        Set<JsonNode> known = new HashSet<>();
        old.path("finalizers").forEach(known::add);
        for (JsonNode finalizer : metadata.path("finalizers")) {
            if (!known.contains(finalizer)) {
                Resource resource = call.resource();
                Cause cause = Cause.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                                + TextNode.valueOf(finalizer.asText()) + "}");
                throw Refusal.invalid(resource.group(), resource.kind(), call.name(), List.of(cause));
            }
        }
    }

    /** What generation counts. */
    private static ObjectNode content(Resource resource, ObjectNode object) {
        ObjectNode content = object.deepCopy();
        content.remove(List.of("apiVersion", "metadata"));
        if (resource.hasStatus() || !resource.custom()) {
            content.remove("status");
        }
        return content;
    }

    private static boolean unchanged(ObjectNode before, ObjectNode after) {
        if (!before.path("metadata").path("managedFields").isMissingNode()
                && !sameOwners(
                        before.path("metadata").path("managedFields"),
                        after.path("metadata").path("managedFields"))) {
            return false;
        }
        ObjectNode left = before.deepCopy();
        ObjectNode right = after.deepCopy();
        Json.child(left, "metadata").remove("managedFields");
        Json.child(right, "metadata").remove("managedFields");
        return left.equals(right);
    }

    /** The same owners of the same fields; when they wrote last does not count. */
    private static boolean sameOwners(JsonNode left, JsonNode right) {
        JsonNode one = left.deepCopy();
        JsonNode other = right.deepCopy();
        one.forEach(entry -> ((ObjectNode) entry).remove("time"));
        other.forEach(entry -> ((ObjectNode) entry).remove("time"));
        return one.equals(other);
    }

    private Answer.One finished(
            Call call, Key key, ObjectNode object, int code, List<String> warnings, boolean dryRun) {
        ObjectNode ordered = Versions.ordered(object, stored(call.resource()));
        if (dryRun) {
            return new Answer.One(
                    code, Json.bytes(ordered.put("apiVersion", call.resource().apiVersion())), warnings);
        }
        Stored stored = store.put(key, ordered);
        return new Answer.One(code, Versions.bytes(call.resource(), stored), warnings);
    }

    String stored(Resource resource) {
        return catalog.storedVersion(resource);
    }

    /** Drops what the schema does not know, after a patch; unknown fields are named. */
    static List<String> prune(Resource resource, ObjectNode object) {
        return Fields.prune(resource.schema(), object, BuiltIns.metadata());
    }
}
