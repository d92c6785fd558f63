// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.WatchStream;
import dev.weft.runtime.ref.GroupKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An API server of one kind, in one thread, that behaves: pages, history, compaction; and misbehaves when it is told to. */
final class FakeServer implements KubeApi, ServedKinds {

    static final GroupKind KIND = new GroupKind("demo.weft.dev", "Thing");
    static final ResourceType TYPE = new ResourceType("demo.weft.dev", "v1", "things", "Thing", true);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final TreeMap<String, ObjectNode> objects = new TreeMap<>();
    private final List<Change> history = new ArrayList<>();
    private final Map<String, List<ObjectNode>> continued = new HashMap<>();
    private final List<FakeStream> streams = new ArrayList<>();
    private long revision = 100;
    private long forgotten = 100;

    /** Paths of all calls, watches beginning with {@code WATCH }. */
    final List<String> calls = new ArrayList<>();
    /** How long readers of watches wanted to wait. */
    final List<Duration> waits = new ArrayList<>();
    /** What the next calls get instead of an answer; an empty one is answered. */
    final Deque<Optional<Failure>> faults = new ArrayDeque<>();
    /** What happens to the answer of a list. */
    Function<ObjectNode, ObjectNode> spoil = Function.identity();

    boolean served = true;

    private record Change(long revision, String type, ObjectNode object) {}

    void put(String name, String text) {
        ObjectNode object = NODES.objectNode();
        object.put("apiVersion", TYPE.apiVersion()).put("kind", TYPE.kind());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", name).put("namespace", "default").put("resourceVersion", Long.toString(++revision));
        metadata.putArray("managedFields").addObject().put("manager", "test");
        object.putObject("spec").put("text", text);
        boolean isNew = objects.put(name, object) == null;
        history.add(new Change(revision, isNew ? "ADDED" : "MODIFIED", object));
    }

    void delete(String name) {
        ObjectNode object = objects.remove(name);
        if (object != null) {
            ObjectNode last = object.deepCopy();
            last.withObject("/metadata").put("resourceVersion", Long.toString(++revision));
            history.add(new Change(revision, "DELETED", last));
        }
    }

    /** Passes an event to open watches that is no change of an object. */
    void event(String type, ObjectNode object) {
        history.add(new Change(++revision, type, object));
    }

    /** Forgets history and continued lists. */
    void compact() {
        forgotten = revision;
        continued.clear();
    }

    void endWatches() {
        streams.forEach(stream -> stream.ends = true);
    }

    void breakWatches() {
        streams.forEach(stream -> stream.breaks = true);
    }

    /** Open watches hear nothing any more, but stay open. */
    void muteWatches() {
        streams.forEach(stream -> stream.mute = true);
    }

    /** Name to text. */
    Map<String, String> world() {
        Map<String, String> world = new TreeMap<>();
        objects.forEach((name, object) ->
                world.put(name, object.path("spec").path("text").asText()));
        return world;
    }

    long lists() {
        return calls.stream()
                .filter(path -> path.contains("limit=") && !path.contains("continue="))
                .count();
    }

    long watches() {
        return calls.stream().filter(path -> path.startsWith("WATCH")).count();
    }

    static Failure refuses(int code, String reason) {
        return new Failure.Refused(code, reason, reason, NODES.missingNode(), Optional.empty());
    }

    static Failure noAnswer(Failure.Kind kind) {
        return new Failure.NoAnswer(kind, "no answer: " + kind);
    }

    @Override
    public Optional<ResourceType> find(GroupKind kind, List<String> versions) throws ApiException {
        calls.add("FIND " + kind);
        fault();
        return served ? Optional.of(TYPE) : Optional.empty();
    }

    @Override
    public ObjectNode call(ApiCall call) throws ApiException {
        calls.add(call.path());
        fault();
        if (!served) {
            throw exception(refuses(404, "NotFound"));
        }
        int limit = Integer.parseInt(parameter(call.path(), "limit").orElseThrow());
        Optional<String> token = parameter(call.path(), "continue");
        List<ObjectNode> rest;
        String version = Long.toString(revision);
        if (token.isPresent()) {
            rest = continued.get(token.get());
            version = token.get().substring(0, token.get().indexOf('.'));
            if (rest == null) {
                throw exception(refuses(410, "Expired"));
            }
        } else {
            rest = List.copyOf(objects.values());
        }
        return spoil.apply(page(rest, limit, version));
    }

    private ObjectNode page(List<ObjectNode> rest, int limit, String version) {
        ObjectNode answer = NODES.objectNode();
        answer.put("apiVersion", TYPE.apiVersion()).put("kind", "ThingList");
        ObjectNode metadata = answer.putObject("metadata").put("resourceVersion", version);
        ArrayNode items = answer.putArray("items");
        rest.stream().limit(limit).forEach(object -> {
            ObjectNode item = object.deepCopy();
            item.remove(List.of("apiVersion", "kind"));
            items.add(item);
        });
        if (rest.size() > limit) {
            String token = version + "." + continued.size();
            continued.put(token, rest.subList(limit, rest.size()));
            metadata.put("continue", token).put("remainingItemCount", rest.size() - limit);
        }
        return answer;
    }

    @Override
    public WatchStream watch(String path) throws ApiException {
        calls.add("WATCH " + path);
        fault();
        if (!served) {
            throw exception(refuses(404, "NotFound"));
        }
        long from = Long.parseLong(parameter(path, "resourceVersion").orElseThrow());
        if (from < forgotten) {
            throw exception(refuses(410, "Expired"));
        }
        FakeStream stream = new FakeStream(from);
        streams.add(stream);
        return stream;
    }

    @Override
    public void close() {
        breakWatches();
    }

    private void fault() throws ApiException {
        Optional<Failure> fault = faults.isEmpty() ? Optional.empty() : faults.poll();
        if (fault.isPresent()) {
            throw exception(fault.get());
        }
    }

    private static ApiException exception(Failure failure) {
        return new ApiException(failure.toString(), failure);
    }

    private static Optional<String> parameter(String path, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(path);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private final class FakeStream implements WatchStream {

        private long seen;
        private boolean ends;
        private boolean breaks;
        private boolean mute;
        private boolean closed;

        FakeStream(long from) {
            seen = from;
        }

        @Override
        public Next next(Duration atMost) throws ApiException {
            waits.add(atMost);
            if (closed) {
                throw new IllegalStateException("closed");
            }
            if (breaks) {
                throw exception(noAnswer(Failure.Kind.BROKEN));
            }
            Change change = mute ? null : following();
            if (change != null) {
                seen = change.revision();
                return new Next.Event(change.type(), change.object().deepCopy());
            }
            return ends ? new Next.End() : new Next.Silence();
        }

        private @Nullable Change following() {
            for (int i = history.size() - 1; i >= 0; i--) {
                if (history.get(i).revision() <= seen) {
                    return i + 1 < history.size() ? history.get(i + 1) : null;
                }
            }
            return history.isEmpty() ? null : history.get(0);
        }

        @Override
        public void close() {
            closed = true;
            streams.remove(this);
        }
    }
}
