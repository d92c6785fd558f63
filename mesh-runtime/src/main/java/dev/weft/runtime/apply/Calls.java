// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.apply.Applier.Outcome;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.output.Observed;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written.Result;
import java.util.Optional;

/**
 * The calls that one write takes, on one cluster: POST, PUT with the resourceVersion that was read, DELETE with preconditions, server-side
 * apply of a status (house rule 3.8). None of them has an effect on another object than the one that was decided about.
 *
 * @param fieldManager who we are in server-side apply
 * @param leadership asked again before the second call of a write that takes two
 * @param respondent finds out what to say to objects that ask
 */
record Calls(KubeApi api, String fieldManager, Leadership leadership, Respondent respondent) {

    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    Outcome make(Write write) throws InterruptedException {
        ResourceType type = ResourceType.namespaced(write.id().kind(), apiVersion(write));
        String path = type.path(write.id());
        try {
            return switch (write) {
                case Write.Create create -> {
                    ObjectNode body = CanonicalJson.object(create.output().json());
                    yield done(created(
                            write.id(),
                            api.call(ApiCall.post(type.path(write.id().namespace()), body)),
                            type));
                }
                case Write.Replace replace ->
                    done(created(write.id(), api.call(ApiCall.put(path, body(replace))), type));
                case Write.Delete delete -> done(deleted(delete, path, type));
                case Write.Status status -> done(created(write.id(), status(status, path), type));
                case Write.Answer answer -> answered(answer, path, type);
            };
        } catch (ApiException e) {
            return failed(write, path, type, e);
        }
    }

    private static String apiVersion(Write write) {
        return switch (write) {
            case Write.Create create -> create.output().apiVersion();
            case Write.Replace replace -> replace.output().apiVersion();
            case Write.Delete delete -> delete.observed().apiVersion();
            case Write.Status status -> status.apiVersion();
            case Write.Answer answer -> answer.asked().apiVersion();
        };
    }

    private static Outcome done(Optional<RawObject> now) {
        return new Outcome(new Result.Done(now), false);
    }

    private static Optional<RawObject> created(ObjectId id, ObjectNode answer, ResourceType type) {
        if (answer.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return Optional.of(new RawObject(id, type.apiVersion(), answer, "answer of the API server"));
    }

    /** The whole object, with what others put into its metadata. */
    private static ObjectNode body(Write.Replace replace) {
        ObjectNode body = CanonicalJson.object(replace.output().json());
        ObjectNode metadata = body.withObject("/metadata");
        Observed observed = replace.observed();
        observed.others().properties().forEach(field -> {
            if (field.getValue().isObject() && metadata.path(field.getKey()) instanceof ObjectNode ours) {
                field.getValue().properties().forEach(entry -> {
                    if (!ours.has(entry.getKey())) {
                        ours.set(entry.getKey(), entry.getValue());
                    }
                });
            } else {
                metadata.set(field.getKey(), field.getValue());
            }
        });
        metadata.put("uid", observed.uid()).put("resourceVersion", observed.resourceVersion());
        return body;
    }

    /** Empty when it is gone; an object that waits for a finalizer is still there, ending. */
    private Optional<RawObject> deleted(Write.Delete delete, String path, ResourceType type)
            throws ApiException, InterruptedException {
        Observed observed = delete.observed();
        ObjectNode answer = api.call(ApiCall.delete(path, observed.uid(), observed.resourceVersion()));
        return answer.path("metadata").has("deletionTimestamp")
                        && !answer.path("metadata").path("finalizers").isEmpty()
                ? created(delete.id(), answer, type)
                : Optional.empty();
    }

    /** Finding out may take a while, in which another process may have come to lead. What the object says already is not sent. */
    private Outcome answered(Write.Answer answer, String path, ResourceType type)
            throws ApiException, InterruptedException {
        return switch (respondent.answer(answer)) {
            case Respondent.Reply.Nothing nothing -> done(Optional.of(answer.asked()));
            case Respondent.Reply.NotNow not -> new Outcome(new Result.Failed(not.message(), Optional.empty()), false);
            case Respondent.Reply.Say say
            when say.status().equals(answer.asked().status()) -> done(Optional.of(answer.asked()));
            case Respondent.Reply.Say say when !leadership.mayWrite() -> new Outcome(new Result.NotSent(), false);
            case Respondent.Reply.Say say -> {
                ObjectNode body = answer.asked().body().deepCopy();
                body.set("status", say.status());
                yield done(created(answer.id(), api.call(ApiCall.put(path + "/status", body)), type));
            }
        };
    }

    private ObjectNode status(Write.Status status, String path) throws ApiException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", status.apiVersion())
                .put("kind", status.id().kind().kind());
        body.putObject("metadata")
                .put("name", status.id().name())
                .put("namespace", status.id().namespace());
        body.set("status", status.status());
        ObjectNode answer = api.call(ApiCall.apply(path + "/status", body, fieldManager));
        if (!status.whole()) {
            return answer;
        }
        // Server-side apply removes what we applied before; what 0.12 or a restored backup left there it does not.
        ObjectNode leftovers = leftovers(answer.path("status"), status.status());
        leftovers.remove("conditions");
        if (leftovers.isEmpty() || !leadership.mayWrite()) {
            return answer;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("status", leftovers);
        return api.call(ApiCall.mergePatch(path + "/status?fieldManager=" + ApiCall.escaped(fieldManager), patch));
    }

    /** A merge patch that takes out of {@code there} what is not in {@code wanted}. */
    private static ObjectNode leftovers(JsonNode there, JsonNode wanted) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        there.properties().forEach(field -> {
            JsonNode ours = wanted.path(field.getKey());
            if (ours.isMissingNode()) {
                patch.putNull(field.getKey());
            } else if (field.getValue().isObject() && ours.isObject()) {
                ObjectNode inside = leftovers(field.getValue(), ours);
                if (!inside.isEmpty()) {
                    patch.set(field.getKey(), inside);
                }
            }
        });
        return patch;
    }

    private Outcome failed(Write write, String path, ResourceType type, ApiException e) throws InterruptedException {
        return switch (e.failure()) {
            case Failure.Refused refused -> new Outcome(refused(write, path, type, refused), false);
            case Failure.NoAnswer none -> {
                Result unknown = new Result.Failed(none.message(), Optional.empty());
                // Whether it took effect is asked at once, because the watch may be broken as well.
                Result seen = e.mayHaveTakenEffect() ? look(write, path, type, unknown) : unknown;
                yield new Outcome(seen, seen == unknown);
            }
        };
    }

    private Result refused(Write write, String path, ResourceType type, Failure.Refused refused)
            throws InterruptedException {
        if (refused.code() == NOT_FOUND && !(write instanceof Write.Create)) {
            return new Result.Overtaken(Optional.empty());
        }
        if (refused.code() == CONFLICT) {
            return look(write, path, type, new Result.Failed(refused.message(), refused.retryAfter()));
        }
        if (refused.code() == TOO_MANY || refused.code() >= SERVER_ERROR) {
            return new Result.Failed(refused.code() + " " + refused.message(), refused.retryAfter());
        }
        return new Result.Refused(refused.code(), refused.reason(), refused.message());
    }

    /** What the object is now; {@code otherwise} when that cannot be told either. */
    private Result look(Write write, String path, ResourceType type, Result otherwise) throws InterruptedException {
        try {
            return new Result.Overtaken(created(write.id(), api.call(ApiCall.get(path)), type));
        } catch (ApiException e) {
            return e.code() == NOT_FOUND ? new Result.Overtaken(Optional.empty()) : otherwise;
        }
    }
}
